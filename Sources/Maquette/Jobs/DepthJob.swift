import Foundation
import MaquetteImaging
import MaquetteRaster
import MaquetteScene

/// Measures what cameras see of a scene and writes it as depth pictures.
public struct DepthJob: Sendable {
    /// The scene file.
    public var scenePath: String
    /// Through which cameras to look.
    public var cameras: CameraSelection
    /// The form of the result.
    public var format: DepthFormat

    public init(scenePath: String, cameras: CameraSelection, format: DepthFormat) {
        self.scenePath = scenePath
        self.cameras = cameras
        self.format = format
    }

    /// Measures and encodes.
    ///
    /// - Returns: one encoded file a camera, in the order of the cameras.
    /// - Throws: the error of the room that met the problem; `Failure` sorts them.
    public func run(observer: JobObserver) throws -> [[UInt8]] {
        observer(.began(.loadingScene))
        let scene = try SceneImporter.scene(contentsOf: scenePath)
        scene.notes.forEach { observer(.noted($0)) }
        let cameras = try cameras.cameras(for: scene, defaultSize: SIMD2(512, 512))
        observer(.began(.measuringDepth))
        let rasterizer = try Rasterizer(mesh: scene.mesh.triangulated())
        return try cameras.map { camera in
            let depth = try rasterizer.visibility(from: camera).depthMap
            if !depth.hasHit {
                observer(.noted("The camera at \(camera.position.plainText) sees nothing of the scene."))
            }
            return try format.encode(depth)
        }
    }
}

extension SIMD3<Double> {
    /// The coordinates as a person writes them, to six digits.
    var plainText: String { String(format: "(%.6g, %.6g, %.6g)", x, y, z) }
}
