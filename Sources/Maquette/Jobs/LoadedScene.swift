import MaquetteRaster
import MaquetteScene

/// A scene that is ready to be looked at, once for all that is done with it.
struct LoadedScene: Sendable {
    /// The scene file, as it was named.
    var path: String
    var scene: Scene
    var triangles: TriangleMesh
    /// A rasterizer of `triangles`.
    var rasterizer: Rasterizer

    /// Reads a scene file.
    init(contentsOf path: String, recorder: inout RunRecorder) throws {
        recorder.begin(.loadingScene)
        self.path = path
        scene = try SceneImporter.scene(contentsOf: path)
        recorder.note(scene.notes)
        triangles = scene.mesh.triangulated()
        rasterizer = try Rasterizer(mesh: triangles)
    }

    /// What each camera sees.
    ///
    /// - Throws: `JobError.cameraSeesNothing` for one that looks past the scene.
    func visibilities(from cameras: [Camera]) throws -> [VisibilityBuffer] {
        try cameras.enumerated().map { index, camera in
            let visibility = try rasterizer.visibility(from: camera)
            if !visibility.depthMap.hasHit {
                throw JobError.cameraSeesNothing(view: index + 1, scene: path)
            }
            return visibility
        }
    }
}
