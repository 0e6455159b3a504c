import Foundation
import MaquetteScene

/// Ways to set up cameras around or inside a scene.
///
/// Scenes are taken as they are: +y is up and a doll's house is open towards +z.
public enum CameraRig: String, CaseIterable, Sendable {
    /// From the +z side, looking along -z, straight on: a doll's house or a facade seen from its front.
    /// One camera; several stand on an arc of 60 degrees around the front, looking inwards. What lies flat
    /// (a carpet, a floor plan: less than a tenth as high as deep) is looked down on at 45 degrees.
    case front
    /// Two rings around the scene, 30 degrees above and below its middle: see `Orbit`.
    case orbit
    /// From inside the scene's rooms, looking around: see `RoomViews`.
    case room
    /// The cameras of the scene file.
    case scene

    /// Sets up the cameras.
    ///
    /// The cameras of `front` and `orbit` frame the scene exactly: its vertices touch a margin of 4 % of
    /// the picture, at any focal length, so that a longer lens stands further away.
    ///
    /// - Parameters:
    ///   - scene: the scene, with at least one face.
    ///   - lens: focal length, sensor and picture size of all cameras. The cameras of the scene file keep
    ///     their own focal length and sensor and take only the picture size.
    ///   - count: how many cameras, at least 1; nil is as many as suit the rig.
    ///   - distance: the distance, in scene units along the view axis, from each camera to the middle of
    ///     the scene's bounds, above 0; nil is the distance at which the scene fills the picture. For
    ///     `front` and `orbit` only.
    ///   - cutaway: for `room` only: looks into the rooms from outside, the wall before the camera cut away.
    /// - Returns: at least one camera.
    /// - Throws: `SceneError.invalidCamera`, `.rigDoesNotFit`.
    public func cameras(
        for scene: Scene, lens: Lens, count: Int? = nil, distance: Double? = nil, cutaway: Bool = false
    ) throws -> [Camera] {
        try lens.validate()
        if let count, !(1...Self.largestCount).contains(count) {
            throw failure("the number of views must be 1 to \(Self.largestCount), it is \(count)")
        }
        if let distance, !(distance > 0 && distance.isFinite) {
            throw failure("the distance must be above 0, it is \(distance)")
        }
        guard let bounds = scene.bounds else { throw failure("the scene '\(scene.name)' has no face") }
        if distance != nil, self == .room || self == .scene {
            throw failure("only the rigs front and orbit take a distance")
        }
        if cutaway, self != .room { throw failure("only the rig room cuts walls away") }
        switch self {
        case .front:
            let count = count ?? 1
            let angles = (0..<count).map { index in
                count == 1 ? 0 : Double.pi / 3 * (Double(index) / Double(count - 1) - 0.5)
            }
            let elevation = bounds.size.y < 0.1 * bounds.size.z ? Double.pi / 4 : 0
            let directions = angles.map { Self.view(azimuth: $0, elevation: elevation) }
            let points = scene.mesh.facePositions
            return directions.map { direction in
                Framing(points, center: bounds.center, direction: direction, lens: lens)
                    .camera(lens: lens, distance: distance)
            }
        case .orbit:
            let orbit = Orbit(of: scene, bounds: bounds)
            return orbit.cameras(count ?? Orbit.defaultCount, lens: lens, distance: distance)
        case .room:
            return try RoomViews(scene, bounds: bounds).cameras(lens: lens, count: count, cutaway: cutaway)
        case .scene:
            return try sceneCameras(scene, lens, count)
        }
    }

    /// The most cameras that a rig sets up.
    public static let largestCount = 1000

    /// The view direction towards the middle from an azimuth (0 is +z, counter-clockwise seen from
    /// above) and an elevation, in radians.
    static func view(azimuth: Double, elevation: Double) -> SIMD3<Double> {
        -SIMD3(sin(azimuth) * cos(elevation), sin(elevation), cos(azimuth) * cos(elevation))
    }

    private func sceneCameras(_ scene: Scene, _ lens: Lens, _ count: Int?) throws -> [Camera] {
        guard !scene.cameras.isEmpty else {
            throw failure("the scene '\(scene.name)' has no camera of its own; use the rig front, orbit, room or auto")
        }
        let count = count ?? scene.cameras.count
        guard count <= scene.cameras.count else {
            throw failure("the scene '\(scene.name)' has \(scene.cameras.count) cameras, not \(count)")
        }
        return scene.cameras.prefix(count).map { sceneCamera in
            var camera = sceneCamera.camera
            camera.size = lens.size
            return camera
        }
    }

    private func failure(_ problem: String) -> SceneError {
        .rigDoesNotFit(rig: rawValue, problem: problem)
    }
}
