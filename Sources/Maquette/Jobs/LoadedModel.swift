import MaquetteCameras
import MaquetteDiffusion
import MaquetteScene

/// A depth-conditioned checkpoint, or any with ControlNets, whose networks are ready to paint.
struct LoadedModel: Sendable {
    /// The folder or file it was read from, as it was named.
    var path: String
    var pipeline: DepthToImagePipeline
    /// What was added to the checkpoint.
    var attachments: AttachmentReport
    var checkpoint: Checkpoint { pipeline.checkpoint }

    /// Reads a checkpoint and builds its networks.
    init(path: String, tokenizerPath: String?, sampler: SamplerSettings, recorder: inout RunRecorder) throws {
        try recorder.begin(.loadingModel)
        self.path = path
        let checkpoint = try Checkpoint(path: path, tokenizerPath: tokenizerPath)
        let loaded = try sampler.attachments.load()
        attachments = try AttachmentReport(sampler.attachments, loaded)
        pipeline = try DepthToImagePipeline(
            checkpoint: checkpoint, attachments: loaded,
            options: PipelineOptions(
                precision: sampler.resolved(by: checkpoint.recommended).precision, threads: sampler.threads))
    }

    /// Places cameras, with pictures of a size that the model can paint.
    func cameras(
        of selection: CameraSelection, for scene: LoadedScene, threads: Int?, recorder: inout RunRecorder
    ) throws -> PlacedCameras {
        let recommended = checkpoint.recommended
        var placed = try selection.cameras(
            for: scene.scene, triangles: scene.triangles, defaultSize: SIMD2(recommended.width, recommended.height),
            threads: threads)
        recorder.note(placed.notes)
        placed.cameras = try placed.cameras.map { camera in
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
        return placed
    }
}
