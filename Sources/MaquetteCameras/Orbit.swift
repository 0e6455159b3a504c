import Foundation
import MaquetteScene

/// Two rings of cameras around a scene, 30 degrees above and below its middle.
///
/// The first camera of the upper ring stands at the front (+z), the others follow counter-clockwise as seen from
/// above; the lower ring stands in the gaps of the upper one. What stands on the ground with a closed bottom, like a
/// house, has nothing to show from below: there the lower ring stands just above the ground and looks level.
struct Orbit {
    static let defaultCount = 8
    /// With fewer cameras all stand in the upper ring.
    private static let leastForTwoRings = 4
    private static let elevation = Double.pi / 6
    /// A bottom is closed when it covers this part of the scene's outline from above.
    private static let closedPart = 0.5
    /// What counts as the bottom, as a part of the scene's height.
    private static let bottomPart = 0.02
    /// How far above the ground the lower ring stays, as a part of the scene's height.
    private static let eyeHeight = 0.1

    private let points: [SIMD3<Double>]
    private let bounds: BoundingBox
    /// Whether the scene can be looked at from below.
    let isOpenBelow: Bool

    init(of scene: Scene, bounds: BoundingBox) {
        points = scene.mesh.facePositions
        self.bounds = bounds
        isOpenBelow = Self.bottomArea(scene, bounds) < Self.closedPart * bounds.size.x * bounds.size.z
    }

    /// The cameras, the upper ring first.
    func cameras(_ count: Int, lens: Lens, distance: Double?) -> [Camera] {
        let lower = count < Self.leastForTwoRings ? 0 : count / 2
        let upper = count - lower
        let step = 2 * Double.pi / Double(upper)
        return (0..<upper).map { camera(azimuth: step * Double($0), elevation: Self.elevation, lens, distance) }
            + (0..<lower).map { camera(azimuth: step * (Double($0) + 0.5), elevation: -Self.elevation, lens, distance) }
    }

    /// A camera that frames the scene, raised to above the ground if it may not stand lower.
    func camera(azimuth: Double, elevation: Double, _ lens: Lens, _ distance: Double?) -> Camera {
        let lowest = bounds.lower.y + Self.eyeHeight * bounds.size.y
        var camera = framed(azimuth: azimuth, elevation: elevation, lens, distance)
        guard elevation < 0, !isOpenBelow, camera.position.y < lowest else { return camera }
        // The height grows with the elevation: between here and level it crosses the lowest that is allowed.
        var low = elevation, high = 0.0
        for _ in 0..<30 {
            let middle = (low + high) / 2
            camera = framed(azimuth: azimuth, elevation: middle, lens, distance)
            if camera.position.y < lowest { low = middle } else { high = middle }
        }
        return framed(azimuth: azimuth, elevation: high, lens, distance)
    }

    private func framed(azimuth: Double, elevation: Double, _ lens: Lens, _ distance: Double?) -> Camera {
        Framing(
            points, center: bounds.center, direction: CameraRig.view(azimuth: azimuth, elevation: elevation), lens: lens
        ).camera(lens: lens, distance: distance)
    }

    /// The area of what faces up or down at the very bottom, seen from above. A solid slab counts once.
    private static func bottomArea(_ scene: Scene, _ bounds: BoundingBox) -> Double {
        let highest = bounds.lower.y + bottomPart * bounds.size.y
        var facingUp = 0.0, facingDown = 0.0
        for face in 0..<scene.mesh.faceCount {
            let corners = scene.mesh.cornerRange(ofFace: face).map {
                scene.mesh.positions[Int(scene.mesh.corners[$0].position)]
            }
            guard corners.allSatisfy({ $0.y <= highest }) else { continue }
            var doubled = 0.0
            for (a, b) in zip(corners, corners.dropFirst() + corners.prefix(1)) { doubled += a.z * b.x - a.x * b.z }
            if doubled > 0 { facingUp += doubled / 2 } else { facingDown -= doubled / 2 }
        }
        return max(facingUp, facingDown)
    }
}
