import MaquetteDiffusion
import MaquetteImaging
import MaquetteProjection
import MaquetteRaster
import MaquetteScene
import MaquetteUnwrap

/// Paints a scene that is loaded, through cameras that are placed, and writes the textured result: what a texture job
/// does once, and a sweep once a cell.
struct TexturePass {
    var job: TextureJob
    var scene: LoadedScene
    var atlas: Atlas
    var model: LoadedModel
    /// The digest of the model's weights.
    var modelHash: Task<String, any Error>
    /// How depth is shown to the model and written as PNG.
    var depthEncoding: DepthEncoding = .disparity

    /// Paints, projects and writes.
    ///
    /// - Parameters:
    ///   - cameras: where to paint from, of sizes that the model can paint.
    ///   - visibilities: what they see.
    ///   - staging: the folder on its way; the caller commits it.
    /// - Returns: what `run.json` says.
    func run(
        _ cameras: [Camera], _ visibilities: [VisibilityBuffer], into staging: StagingArea,
        recorder: inout RunRecorder
    ) async throws -> RunReport {
        let settings = job.sampler.resolved(by: model.checkpoint.recommended)
        recorder.begin(.painting)
        let views = try paint(cameras, visibilities, settings: settings, recorder: &recorder)

        recorder.begin(.projecting)
        let textures = try TexturePainter(scene: scene.scene, triangles: scene.triangles, atlas: atlas)
            .paint(views: views, options: PaintOptions(threads: job.sampler.threads))
        recorder.note(textures.notes)

        recorder.begin(.writing)
        let files = try TextureResultWriter(
            scene: scene, atlas: atlas, textures: textures, depthEncoding: depthEncoding, staging: staging
        ).write(views: views)
        let report = RunReport(
            job: job, checkpoint: try model.checkpoint.describe(), modelHash: try await modelHash.value,
            request: settings, textures: textures, atlas: atlas, views: views, depthEncoding: depthEncoding,
            files: files, notes: recorder.notes, timings: recorder.timings())
        try staging.write(report.json(), to: RunReport.fileName)
        return report
    }

    private func paint(
        _ cameras: [Camera], _ visibilities: [VisibilityBuffer], settings: SamplerSettings.Resolved,
        recorder: inout RunRecorder
    ) throws -> [PaintedView] {
        var views = [PaintedView]()
        defer { job.preview?.remove() }
        for (camera, visibility) in zip(cameras, visibilities) {
            let run = try model.pipeline.start(
                job.sampler.request(settings, inverseDepth: depthEncoding.normalizedDisparity(visibility.depthMap)))
            recorder.note(run.notes)
            for step in run {
                try job.preview?.offer(step)
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
