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
        let painter = try TexturePainter(
            scene: scene.scene, triangles: scene.triangles, atlas: atlas, threads: job.sampler.threads)
        let pictures = try ViewPainting(
            model: model, sampler: job.sampler, settings: settings, depthEncoding: depthEncoding, painter: painter,
            cameras: cameras, visibilities: visibilities, preview: job.preview
        ).paint(job.consistency, recorder: &recorder)

        recorder.begin(.projecting)
        let views = try scene.lookedAtFiner(pictures)
        let textures = try painter.paint(
            views: views,
            options: PaintOptions(blend: job.blend, threads: job.sampler.threads, diagnoses: job.writesDebugViews))
        recorder.note(textures.notes)
        let quality = TextureQuality(
            textures, seams: painter.seamError(of: textures, threads: job.sampler.threads),
            atlas: AtlasQuality(atlas, scene: scene.scene, triangles: scene.triangles))

        recorder.begin(.writing)
        var files = try TextureResultWriter(
            scene: scene, atlas: atlas, textures: textures, depthEncoding: depthEncoding, staging: staging
        ).write(views: views)
        if job.writesDebugViews {
            files += try DebugViewWriter(
                painter: painter, textures: textures, seams: quality.seamError, atlas: atlas, staging: staging
            ).write()
        }
        let report = RunReport(
            job: job, checkpoint: try model.checkpoint.describe(), modelHash: try await modelHash.value,
            request: settings, textures: textures, quality: quality, atlas: atlas, views: views, depthEncoding: depthEncoding,
            files: files, notes: recorder.notes, timings: recorder.timings())
        try staging.write(report.json(), to: RunReport.fileName)
        return report
    }
}
