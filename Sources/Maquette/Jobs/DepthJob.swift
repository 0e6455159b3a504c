import Foundation
import MaquetteImaging
import MaquetteRaster
import MaquetteScene

/// Measures what cameras see of a scene and writes it as pictures.
public struct DepthJob: Sendable {
    /// What the pictures show of the surfaces seen.
    public enum Pass: Sendable, Equatable {
        /// How far they are, in one of the forms of a depth map.
        case depth(DepthFormat)
        /// Where they face in camera space, as an RGB PNG: see `VisibilityBuffer.normalImage`.
        case normals
        /// Which object they belong to, as an RGB PNG of one colour for each.
        case objects
        /// Which material they have, as an RGB PNG of one colour for each.
        case materials
    }

    /// The scene file.
    public var scenePath: String
    /// Through which cameras to look.
    public var cameras: CameraSelection
    /// What to show.
    public var pass: Pass
    /// Which sides of surfaces are seen.
    public var cull: Rasterizer.CullMode

    /// Looks at nothing before it runs.
    ///
    /// - Parameters:
    ///   - scenePath: the scene file.
    ///   - cameras: through which cameras to look; their pictures have 512 x 512 pixels where it leaves the size
    ///     open.
    ///   - pass: what to show of the surfaces seen.
    ///   - cull: which sides of surfaces are seen; with `.back` those that turn their back are looked through.
    public init(
        scenePath: String, cameras: CameraSelection, pass: Pass, cull: Rasterizer.CullMode = .none
    ) {
        self.scenePath = scenePath
        self.cameras = cameras
        self.pass = pass
        self.cull = cull
    }

    /// Measures and encodes.
    ///
    /// - Returns: one encoded file a camera, in the order of the cameras.
    /// - Throws: the error of the room that met the problem; `Failure` sorts them.
    public func run(observer: @escaping JobObserver) throws -> [[UInt8]] {
        let loaded = try LoadedScene(contentsOf: scenePath, observer: observer)
        observer(.began(.measuringDepth))
        let rasterizer = try rasterizer(of: loaded)
        return try placedCameras(in: loaded, observer: observer).map { camera in
            try file(seenBy: camera, in: loaded, rasterizer, observer: observer)
        }
    }

    /// Places the cameras in a scene that is loaded already.
    ///
    /// - Parameters:
    ///   - loaded: the scene.
    ///   - observer: is told what happens.
    /// - Throws: the error of the room that met the problem; `Failure` sorts them.
    public func placedCameras(in loaded: LoadedScene, observer: JobObserver) throws -> [Camera] {
        let placed = try cameras.cameras(for: loaded.scene, triangles: loaded.triangles, defaultSize: SIMD2(512, 512))
        placed.notes.forEach { observer(.noted($0)) }
        return placed.cameras
    }

    /// Measures and encodes what one camera sees.
    ///
    /// - Parameters:
    ///   - camera: one of `placedCameras`, or any other.
    ///   - loaded: the scene.
    ///   - observer: is told what happens.
    /// - Throws: the error of the room that met the problem; `Failure` sorts them.
    public func file(seenBy camera: Camera, in loaded: LoadedScene, observer: JobObserver) throws -> [UInt8] {
        try file(seenBy: camera, in: loaded, rasterizer(of: loaded), observer: observer)
    }

    private func file(
        seenBy camera: Camera, in loaded: LoadedScene, _ rasterizer: Rasterizer, observer: JobObserver
    ) throws -> [UInt8] {
        let seen = try rasterizer.visibility(from: camera)
        if !seen.depthMap.hasHit {
            observer(.noted("The camera at \(camera.position.plainText) sees nothing of the scene."))
        }
        return try encode(seen, camera, loaded.triangles, loaded.scene.mesh.faceAttributes)
    }

    private func rasterizer(of loaded: LoadedScene) throws -> Rasterizer {
        try cull == .none ? loaded.rasterizer : Rasterizer(mesh: loaded.triangles, options: .init(cull: cull))
    }

    private func encode(
        _ seen: VisibilityBuffer, _ camera: Camera, _ mesh: TriangleMesh, _ faces: [PolygonMesh.FaceAttributes]
    ) throws -> [UInt8] {
        switch pass {
        case .depth(let format): try format.encode(seen.depthMap)
        case .normals: try PNG.encode(seen.normalImage(camera: camera, mesh: mesh))
        case .objects: try PNG.encode(seen.identifierImage(mesh.faces.map { faces[Int($0)].object }))
        case .materials: try PNG.encode(seen.identifierImage(mesh.faces.map { faces[Int($0)].material }))
        }
    }
}

extension SIMD3<Double> {
    /// The coordinates as a person writes them, to six digits.
    var plainText: String { String(format: "(%.6g, %.6g, %.6g)", x, y, z) }
}
