/// Paints pictures that follow a prompt and a depth map, with a model that is sure to take one, itself or
/// through ControlNets.
public final class DepthToImagePipeline: Sendable {
    private let pipeline: DiffusionPipeline

    /// The model that paints.
    public var checkpoint: Checkpoint { pipeline.checkpoint }
    /// What is loaded beside it.
    public var attachments: ModelAttachments { pipeline.attachments }
    /// How it computes.
    public var options: PipelineOptions { pipeline.options }

    /// Builds the networks of a checkpoint.
    ///
    /// - Parameters:
    ///   - checkpoint: a model whose UNet takes latents and depth, or any other together with ControlNets.
    ///   - attachments: what else takes part, such as ControlNets.
    ///   - options: number format and threads.
    /// - Throws: `DiffusionError.unsupported` when the model takes no depth, `WeightsError` when
    ///   weights do not fit their configs, `TensorError` when the processor lacks the number format.
    public init(
        checkpoint: Checkpoint, attachments: ModelAttachments = .none, options: PipelineOptions = PipelineOptions()
    ) throws {
        guard checkpoint.configs.takesDepth || !attachments.controlNets.isEmpty else {
            throw DiffusionError.unsupported(
                path: checkpoint.location.path,
                reason: "its UNet takes \(checkpoint.configs.unet.inputChannels) channels, "
                    + "a depth-conditioned one takes \(checkpoint.configs.vae.latentChannels + 1); a ControlNet can steer it by depth")
        }
        pipeline = try DiffusionPipeline(checkpoint: checkpoint, attachments: attachments, options: options)
    }

    /// Encodes prompt, depth and picture and draws the noise; the steps run as the result is iterated.
    ///
    /// - Parameter request: with an inverse depth, which also sets the picture's size unless `width` and `height` are given.
    /// - Throws: `DiffusionError.invalidRequest` when a value is out of range, or there is no depth.
    public func start(_ request: DiffusionRequest) throws -> DenoisingRun {
        var request = request
        request.width = request.width ?? request.inverseDepth?.width
        request.height = request.height ?? request.inverseDepth?.height
        return try pipeline.start(request)
    }

    /// Returns memory that is not needed between pictures to the system.
    public func releaseUnusedMemory() { pipeline.releaseUnusedMemory() }

    /// The size of the picture that the pipeline paints when another is asked for: sides are rounded down to whole
    /// latent values.
    ///
    /// - Parameters:
    ///   - width: pixels.
    ///   - height: pixels.
    /// - Throws: `DiffusionError.invalidRequest` for a size that no picture can have.
    public func paintableSize(width: Int, height: Int) throws -> (width: Int, height: Int) {
        let size = try PictureSize(width: width, height: height, factor: checkpoint.configs.vae.downsampling)
        return (size.width, size.height)
    }
}
