import MaquetteCameras
import MaquetteProjection
import MaquetteRaster
import MaquetteScene

/// A scene that is ready to be looked at, once for all that is done with it.
public struct LoadedScene: Sendable {
    /// The scene file, as it was named.
    public let path: String
    /// What the file holds.
    public let scene: Scene
    /// The scene's mesh in triangles.
    public let triangles: TriangleMesh
    /// A rasterizer of `triangles` that sees both sides.
    let rasterizer: Rasterizer

    /// Reads a scene file.
    ///
    /// - Parameters:
    ///   - path: the scene file.
    ///   - threads: number of threads that look at it, or nil for one a core.
    ///   - observer: is told what happens.
    /// - Throws: `SceneError` or `RasterError`; `CancellationError` in a task that is cancelled.
    public init(contentsOf path: String, threads: Int? = nil, observer: @escaping JobObserver) throws {
        var recorder = RunRecorder(observer: observer)
        try self.init(contentsOf: path, threads: threads, recorder: &recorder)
    }

    /// Reads a scene file.
    ///
    /// - Parameter threads: number of threads of the rasterizer, or nil for one a core.
    init(contentsOf path: String, threads: Int?, recorder: inout RunRecorder) throws {
        try recorder.begin(.loadingScene)
        self.path = path
        scene = try SceneImporter.scene(contentsOf: path)
        recorder.note(scene.notes)
        triangles = scene.mesh.triangulated()
        rasterizer = try Rasterizer(mesh: triangles, options: .init(threads: threads))
    }

    /// The views with a way to look finer at what their cameras see, which finds surfaces too thin to own a pixel.
    func lookingFiner(_ views: [PaintedView]) -> [PaintedView] {
        views.map { view in
            let scale = min(4, 2048 / max(view.camera.size.x, view.camera.size.y))
            guard scale > 1 else { return view }
            let (rasterizer, camera) = (rasterizer, view.camera.supersampled(scale))
            var view = view
            view.lookFiner = { try rasterizer.visibility(from: camera) }
            return view
        }
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

    /// What can be seen of the scene at all.
    func survey(threads: Int?) throws -> SightSurvey {
        try SightSurvey(
            scene, triangles: triangles, lenses: RigLenses(size: SIMD2(512, 512)), threads: threads)
    }
}

/// What cameras can see of a scene.
struct SeeableSurface: Sendable {
    /// The area of all surfaces, square scene units.
    var totalArea: Double
    /// The area that no camera sees at all, square scene units.
    var hiddenArea: Double
    /// Points spread evenly over what some camera can see well enough to paint it.
    var points: [SurfacePoint]

    /// - Parameter cameras: those that paint; what they see can be seen.
    /// - Throws: `RasterError`.
    init(_ survey: SightSurvey, with cameras: [Camera]) throws {
        totalArea = survey.totalArea
        (points, hiddenArea) = try survey.surface(with: cameras)
    }
}
