import MaquetteImaging

/// Paints a picture that follows a prompt and a depth map.
///
/// Same semantics and numbers as diffusers' `StableDiffusionDepth2ImgPipeline`.
///
///     let pipeline = try DepthToImagePipeline(checkpoint: checkpoint)
///     let run = try pipeline.start(request)
///     for step in run { print(step.progress.completedSteps, "of", step.progress.stepCount) }
///     let image = try run.finishedImage()
///
/// Leaving the loop early cancels the run.
public final class DepthToImagePipeline: Sendable {
    /// The model that paints.
    public let checkpoint: Checkpoint
    /// How it computes.
    public let options: PipelineOptions

    /// Builds the networks of a checkpoint.
    ///
    /// - Parameters:
    ///   - checkpoint: a model whose UNet takes latents and depth.
    ///   - options: number format and threads.
    /// - Throws: `DiffusionError` when weights do not fit their configs, or the model takes no depth.
    public init(checkpoint: Checkpoint, options: PipelineOptions = PipelineOptions()) throws {
        throw DiffusionError.unsupported(path: checkpoint.folder.path, reason: "it has no networks")
    }

    /// Encodes prompt, depth and picture and draws the noise; the steps run as the result is iterated.
    ///
    /// - Throws: `DiffusionError.invalidRequest` when a value is out of range.
    public func start(_ request: DepthToImageRequest) throws -> DenoisingRun {
        throw DiffusionError.invalidRequest(reason: "no networks")
    }
}
