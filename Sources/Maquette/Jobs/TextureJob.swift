import Foundation
import MaquetteDiffusion
import MaquetteImaging
import MaquetteProjection
import MaquetteRaster
import MaquetteScene
import MaquetteUnwrap

/// The main job: paints a scene through its cameras and gives it back as a textured OBJ.
public struct TextureJob: Sendable {
    /// The scene file.
    public var scenePath: String
    /// The checkpoint folder.
    public var modelPath: String
    /// Through which cameras to paint.
    public var cameras: CameraSelection
    /// What is asked of the diffusion model.
    public var sampler: SamplerSettings
    /// Width and height of the textures in texels, a power of two.
    public var textureSize: Int
    /// Which texture coordinates of the scene are kept.
    public var uvPolicy: UVPolicy

    public init(
        scenePath: String, modelPath: String, cameras: CameraSelection, sampler: SamplerSettings,
        textureSize: Int = 2048, uvPolicy: UVPolicy = .auto
    ) {
        self.scenePath = scenePath
        self.modelPath = modelPath
        self.cameras = cameras
        self.sampler = sampler
        self.textureSize = textureSize
        self.uvPolicy = uvPolicy
    }

    /// Paints, and writes the whole result into the staging area. The caller commits it.
    ///
    /// - Parameters:
    ///   - staging: a folder on its way to where the user wants it.
    ///   - observer: is told what happens.
    /// - Returns: what `run.json` says.
    /// - Throws: the error of the room that met the problem; `Failure` sorts them.
    public func run(into staging: StagingArea, observer: @escaping JobObserver) async throws -> RunReport {
        var recorder = RunRecorder(observer: observer)

        recorder.begin(.loadingScene)
        let scene = try SceneImporter.scene(contentsOf: scenePath)
        recorder.note(scene.notes)
        let triangles = scene.mesh.triangulated()

        recorder.begin(.loadingModel)
        let checkpoint = try Checkpoint(contentsOf: URL(fileURLWithPath: modelPath))
        let settings = sampler.resolved(by: checkpoint.recommended)
        let pipeline = try DepthToImagePipeline(
            checkpoint: checkpoint,
            options: PipelineOptions(precision: settings.precision, threads: sampler.threads))

        recorder.begin(.measuringDepth)
        let cameras = try placeCameras(for: scene, pipeline: pipeline, recorder: &recorder)
        let rasterizer = try Rasterizer(mesh: triangles)
        let visibilities = try measure(with: rasterizer, from: cameras)

        recorder.begin(.unwrapping)
        let atlas = try Unwrapper.atlas(
            for: scene, triangles: triangles, policy: uvPolicy, textureSize: textureSize)
        recorder.note(atlas.notes)

        recorder.begin(.painting)
        // Large weights take seconds to hash: do it beside the painting.
        async let modelHash = checkpoint.weightsSHA256()
        let views = try paint(cameras, visibilities, with: pipeline, settings: settings, recorder: &recorder)

        recorder.begin(.projecting)
        let textures = try TexturePainter(scene: scene, triangles: triangles, atlas: atlas)
            .paint(views: views, options: PaintOptions(threads: sampler.threads))
        recorder.note(textures.notes)

        recorder.begin(.writing)
        let files = try TextureResultWriter(
            scene: scene, triangles: triangles, rasterizer: rasterizer, atlas: atlas, textures: textures, staging: staging
        ).write(views: views)
        let report = RunReport(
            job: self, checkpoint: try checkpoint.describe(), modelHash: try await modelHash, request: settings,
            textures: textures, atlas: atlas, views: views, files: files, notes: recorder.notes,
            timings: recorder.timings())
        try staging.write(report.json(), to: RunReport.fileName)
        return report
    }

    /// The cameras, with pictures of a size that the model can paint.
    private func placeCameras(
        for scene: Scene, pipeline: DepthToImagePipeline, recorder: inout RunRecorder
    ) throws -> [Camera] {
        let recommended = pipeline.checkpoint.recommended
        return try cameras.cameras(for: scene, defaultSize: SIMD2(recommended.width, recommended.height)).map { camera in
            var camera = camera
            let size = try pipeline.paintableSize(width: camera.size.x, height: camera.size.y)
            if SIMD2(size.width, size.height) != camera.size {
                recorder.note([
                    "The model paints \(size.width) x \(size.height) pixels in place of \(camera.size.x) x \(camera.size.y)."
                ])
                camera.size = SIMD2(size.width, size.height)
            }
            return camera
        }
    }

    private func measure(with rasterizer: Rasterizer, from cameras: [Camera]) throws -> [VisibilityBuffer] {
        try cameras.enumerated().map { index, camera in
            let visibility = try rasterizer.visibility(from: camera)
            if !visibility.depthMap.hasHit {
                throw JobError.cameraSeesNothing(view: index + 1, scene: scenePath)
            }
            return visibility
        }
    }

    private func paint(
        _ cameras: [Camera], _ visibilities: [VisibilityBuffer], with pipeline: DepthToImagePipeline,
        settings: SamplerSettings.Resolved, recorder: inout RunRecorder
    ) throws -> [PaintedView] {
        var views = [PaintedView]()
        for (camera, visibility) in zip(cameras, visibilities) {
            let run = try pipeline.start(
                sampler.request(settings, inverseDepth: DepthEncoding.disparity.normalizedDisparity(visibility.depthMap)))
            recorder.note(run.notes)
            for step in run {
                recorder.step(
                    JobEvent.DenoisingProgress(
                        view: views.count + 1, viewCount: cameras.count,
                        step: step.progress.completedSteps, stepCount: step.progress.stepCount))
            }
            views.append(PaintedView(camera: camera, visibility: visibility, image: try run.finishedImage()))
        }
        return views
    }
}
