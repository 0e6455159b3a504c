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
/// Leaving the loop early cancels the run. A pipeline can serve several runs, one after the other
/// or at the same time.
public final class DepthToImagePipeline: Sendable {
    /// The model that paints.
    public let checkpoint: Checkpoint
    /// How it computes.
    public let options: PipelineOptions

    private let networks: PipelineNetworks

    /// Builds the networks of a checkpoint.
    ///
    /// - Parameters:
    ///   - checkpoint: a model whose UNet takes latents and depth.
    ///   - options: number format and threads.
    /// - Throws: `DiffusionError.unsupported` when the model takes no depth, `WeightsError` when
    ///   weights do not fit their configs, `TensorError` when the processor lacks the number format.
    public init(checkpoint: Checkpoint, options: PipelineOptions = PipelineOptions()) throws {
        guard checkpoint.configs.takesDepth else {
            throw DiffusionError.unsupported(
                path: checkpoint.folder.path,
                reason: "its UNet takes \(checkpoint.configs.unet.inputChannels) channels, "
                    + "a depth-conditioned one takes \(checkpoint.configs.vae.latentChannels + 1)")
        }
        self.checkpoint = checkpoint
        self.options = options
        networks = try PipelineNetworks(checkpoint, options: options)
    }

    /// Encodes prompt, depth and picture and draws the noise; the steps run as the result is iterated.
    ///
    /// - Throws: `DiffusionError.invalidRequest` when a value is out of range.
    public func start(_ request: DepthToImageRequest) throws -> DenoisingRun {
        try request.validate()
        var notes = [String]()
        let size = try pictureSize(of: request, notes: &notes)
        let kind = schedulerKind(of: request, notes: &notes)
        let scheduler = try kind.scheduler(
            config: checkpoint.schedulerConfig, stepCount: request.numInferenceSteps)
        let firstIndex = (request.numInferenceSteps - (try request.stepsToDo())) * scheduler.order

        let model = DenoisingModel(
            unet: networks.unet, prompts: try encodePrompts(of: request, notes: &notes),
            depth: DepthConditioning(
                request.inverseDepth, width: size.latentWidth, height: size.latentHeight).samples,
            guidanceScale: request.guidanceScale > 1 ? Float(request.guidanceScale) : nil)
        var generator = TorchGenerator(seed: request.seed)
        let latent = try initialLatent(
            of: request, size: size, scheduler: scheduler, firstIndex: firstIndex, generator: &generator)
        return DenoisingRun(
            networks: networks, model: model, scheduler: scheduler, schedulerKind: kind,
            firstIndex: firstIndex, latent: latent, generator: generator, notes: notes)
    }

    private func pictureSize(of request: DepthToImageRequest, notes: inout [String]) throws -> PictureSize {
        let width = request.width ?? request.inverseDepth.width
        let height = request.height ?? request.inverseDepth.height
        let factor = checkpoint.configs.vae.downsampling
        let size = try PictureSize(width: width, height: height, factor: factor)
        if size.width != width || size.height != height {
            notes.append(
                "The picture is \(size.width) x \(size.height) instead of \(width) x \(height) pixels: "
                    + "the model paints in multiples of \(factor).")
        }
        return size
    }

    private func schedulerKind(of request: DepthToImageRequest, notes: inout [String]) -> SchedulerKind {
        if let kind = request.scheduler { return kind }
        let kind = checkpoint.recommended.scheduler
        let configured = checkpoint.schedulerConfig.className
        if SchedulerKind(checkpoint.schedulerConfig) != kind {
            notes.append("The model's own \(configured) is replaced by the \(kind.rawValue) scheduler.")
        }
        return kind
    }

    private func encodePrompts(of request: DepthToImageRequest, notes: inout [String]) throws -> PreparedContext {
        let isGuided = request.guidanceScale > 1
        let prompts = isGuided
            ? [("negative prompt", request.negativePrompt), ("prompt", request.prompt)]
            : [("prompt", request.prompt)]
        let length = checkpoint.maximumPromptTokens
        let tokens = prompts.map { name, prompt in
            let encoded = checkpoint.tokenizer.encode(prompt, length: length)
            if let cut = encoded.truncatedText {
                notes.append(
                    "The \(name) is longer than the model's \(length) tokens; this part was cut: \"\(cut)\".")
            }
            return encoded.tokens.map { Int32(clamping: $0) }
        }
        return try networks.unet.prepare(hiddenStates: networks.textEncoder.hiddenStates(tokens: tokens))
    }

    /// The latent the run starts from. The order of draws is that of diffusers: first the picture's
    /// own latent, then the noise,
    /// and from the same stream what steps add.
    private func initialLatent(
        of request: DepthToImageRequest, size: PictureSize, scheduler: any Scheduler, firstIndex: Int,
        generator: inout TorchGenerator
    ) throws -> Latent {
        let channels = checkpoint.configs.vae.latentChannels
        let count = channels * size.latentWidth * size.latentHeight
        guard let image = request.initImage else {
            return Latent(
                channels: channels, height: size.latentHeight, width: size.latentWidth,
                samples: generator.normal(count: count).map { $0 * scheduler.initialNoiseScale })
        }
        var latent = try networks.sampleLatent(
            pixels: PicturePixels.normalized(image, width: size.width, height: size.height),
            width: size.width, height: size.height, generator: &generator)
        let noise = generator.normal(count: count)
        latent.samples = scheduler.noised(latent.samples, with: noise, at: firstIndex)
        return latent
    }
}
