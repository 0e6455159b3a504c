import MaquetteImaging

/// Paints pictures with a checkpoint: from a prompt alone, from a picture, or after a depth map.
///
/// Same semantics and numbers as diffusers' `StableDiffusionPipeline`, `StableDiffusionImg2ImgPipeline`
/// and `StableDiffusionDepth2ImgPipeline`, and as those of the XL family; what the request holds and the
/// model takes decides which.
///
///     let pipeline = try DiffusionPipeline(checkpoint: checkpoint)
///     let run = try pipeline.start(request)
///     for step in run { print(step.progress.completedSteps, "of", step.progress.stepCount) }
///     let image = try run.finishedImage()
///
/// Leaving the loop early cancels the run. A pipeline can serve several runs, one after the other
/// or at the same time.
public final class DiffusionPipeline: Sendable {
    /// The model that paints.
    public let checkpoint: Checkpoint
    /// What is loaded beside it.
    public let attachments: ModelAttachments
    /// How it computes.
    public let options: PipelineOptions

    package let networks: PipelineNetworks
    /// What each network's weights come to.
    let weightCounts: [CheckpointNetwork: WeightCount]
    /// The ControlNets, as the estimate of memory knows them.
    let controlSizes: [ControlSize]

    /// Builds the networks of a checkpoint.
    ///
    /// - Parameters:
    ///   - checkpoint: a model whose UNet takes latents alone, or latents and depth.
    ///   - attachments: what else takes part, such as ControlNets.
    ///   - options: number format and threads.
    /// - Throws: `DiffusionError.unsupported` when the model takes something else or an attachment does not
    ///   fit it, `WeightsError` when
    ///   weights do not fit their configs, `TensorError` when the processor lacks the number format.
    public init(
        checkpoint: Checkpoint, attachments: ModelAttachments = .none, options: PipelineOptions = PipelineOptions()
    ) throws {
        let configs = checkpoint.configs
        guard configs.takesDepth || configs.takesLatentOnly else {
            throw DiffusionError.unsupported(
                path: checkpoint.location.path,
                reason: "its UNet takes \(configs.unet.inputChannels) channels, one for text takes "
                    + "\(configs.vae.latentChannels) and a depth-conditioned one \(configs.vae.latentChannels + 1)")
        }
        try attachments.check(fit: checkpoint)
        self.checkpoint = checkpoint
        self.attachments = attachments
        self.options = options
        networks = try PipelineNetworks(checkpoint, attachments: attachments, options: options)
        controlSizes = try attachments.controlNets.map {
            ControlSize(configuration: $0.configuration, weights: WeightCount(try $0.files.weights().shapes))
        }
        weightCounts = try Dictionary(
            uniqueKeysWithValues: checkpoint.layout.networks.map { network in
                (network, WeightCount(try checkpoint.layout.weights(of: network).shapes))
            })
    }

    /// Most bytes that the networks took at a time so far: packed weights, and what flows between layers.
    public var greatestMemoryUse: Int { networks.context.greatestMemoryUse }

    /// Returns memory that is not needed between pictures to the system.
    public func releaseUnusedMemory() { networks.context.releaseUnusedMemory() }

    /// Encodes prompt, depth and picture and draws the noise; the steps run as the result is iterated.
    ///
    /// - Throws: `DiffusionError.invalidRequest` when a value is out of range, or the request lacks the
    ///   depth that the model needs, or has one that the model does not take; `.notEnoughMemory` when the
    ///   run would take more memory than there is.
    public func start(_ request: DiffusionRequest) throws -> DenoisingRun {
        try request.validate()
        try checkDepth(of: request)
        var notes = networks.notes
        for note in attachments.controlNets.flatMap(\.notes) where !notes.contains(note) { notes.append(note) }
        let size = try pictureSize(of: request, notes: &notes)
        try checkMemory(for: request, size: size)
        let kind = schedulerKind(of: request, notes: &notes)
        if kind != .lcm, let lora = attachments.loras.first(where: \.isForLatentConsistency) {
            notes.append(
                "The LoRA \(lora.name) seems made for few steps of the LCM scheduler: pass --scheduler lcm --steps 4 --guidance 1.")
        }
        let scheduler = try kind.scheduler(
            config: checkpoint.schedulerConfig, stepCount: request.numInferenceSteps)
        let firstIndex = (request.numInferenceSteps - (try request.stepsToDo())) * scheduler.order

        let prompts = try networks.encode(request, checkpoint: checkpoint, notes: &notes)
        let model = DenoisingModel(
            unet: networks.unet,
            prompts: try PreparedPrompts(
                prompts, guidedIn: request.guidanceInterval, size: size, prepare: networks.unet.prepare),
            depth: depthConditioning(of: request, size: size), controls: try controls(of: request, prompts, size: size),
            guidanceScale: Float(request.guidanceScale), context: networks.context)
        var generator = TorchGenerator(seed: request.seed)
        let (latent, noise) = try initialLatent(
            of: request, size: size, scheduler: scheduler, firstIndex: firstIndex, generator: &generator)
        let known = try request.known.map { try knownLatent(of: $0, size: size, noise: noise) }
        return DenoisingRun(
            networks: networks, model: model, scheduler: scheduler, schedulerKind: kind,
            guidanceInterval: request.guidanceInterval, predictionType: checkpoint.schedulerConfig.predictionType,
            firstIndex: firstIndex, latent: latent, known: known, isLast: options.paintsOnce, generator: generator,
            notes: notes)
    }

    private func checkDepth(of request: DiffusionRequest) throws {
        let follows = checkpoint.configs.takesDepth || !attachments.controlNets.isEmpty
        if follows, request.inverseDepth == nil {
            throw DiffusionError.invalidRequest(
                reason: "the model \(checkpoint.name) paints after a depth map, give it one")
        }
        if !follows, request.inverseDepth != nil {
            throw DiffusionError.invalidRequest(
                reason: "the model \(checkpoint.name) takes no depth map, leave it away, choose a depth model or add a ControlNet")
        }
    }

    func pictureSize(of request: DiffusionRequest, notes: inout [String]) throws -> PictureSize {
        let recommended = checkpoint.recommended
        let width = request.width ?? request.initImage?.width ?? request.inverseDepth?.width ?? recommended.width
        let height = request.height ?? request.initImage?.height ?? request.inverseDepth?.height ?? recommended.height
        let factor = checkpoint.configs.vae.downsampling
        let size = try PictureSize(width: width, height: height, factor: factor)
        if size.width != width || size.height != height {
            notes.append(
                "The picture is \(size.width) x \(size.height) instead of \(width) x \(height) pixels: "
                    + "the model paints in multiples of \(factor).")
        }
        return size
    }

    private func schedulerKind(of request: DiffusionRequest, notes: inout [String]) -> SchedulerKind {
        if let kind = request.scheduler { return kind }
        let kind = checkpoint.recommended.scheduler
        let configured = checkpoint.schedulerConfig.className
        if SchedulerKind(checkpoint.schedulerConfig) == nil {
            notes.append("The model's own \(configured) is replaced by the \(kind.rawValue) scheduler.")
        }
        return kind
    }

    /// The depth that joins the latent, where the UNet takes it.
    private func depthConditioning(of request: DiffusionRequest, size: PictureSize) -> [Float]? {
        guard checkpoint.configs.takesDepth, let depth = request.inverseDepth else { return nil }
        return DepthConditioning(
            depth, width: size.latentWidth, height: size.latentHeight, range: request.inverseDepthRange
        ).samples
    }

    private func controls(
        of request: DiffusionRequest, _ prompts: EncodedPrompts, size: PictureSize
    ) throws -> [DepthControl] {
        guard !networks.controlNets.isEmpty, let depth = request.inverseDepth else { return [] }
        let picture = DepthControl.picture(depth, size: size, range: request.inverseDepthRange)
        // The control picture's way down to the size of latents leaves what no other network needs.
        defer { networks.context.recycleUnusedMemory() }
        return try networks.controlNets.enumerated().map { index, network in
            try DepthControl(
                network, prompts: prompts, guidedIn: request.guidanceInterval, picture: picture, size: size,
                settings: index < request.controls.count ? request.controls[index] : ControlSettings())
        }
    }

    /// The latent the run starts from, and the noise in it. The order of draws is that of diffusers: first the picture's
    /// own latent, then the noise, and from the same stream what steps add.
    private func initialLatent(
        of request: DiffusionRequest, size: PictureSize, scheduler: any Scheduler, firstIndex: Int,
        generator: inout TorchGenerator
    ) throws -> (latent: Latent, noise: [Float]) {
        let channels = checkpoint.configs.vae.latentChannels
        let count = channels * size.latentWidth * size.latentHeight
        guard let image = request.initImage else {
            let noise = generator.normal(count: count)
            let latent = Latent(
                channels: channels, height: size.latentHeight, width: size.latentWidth,
                samples: noise.map { $0 * scheduler.initialNoiseScale })
            return (latent, noise)
        }
        var latent = try networks.sampleLatent(
            pixels: PicturePixels.normalized(image, width: size.width, height: size.height),
            width: size.width, height: size.height, generator: &generator)
        let noise = generator.normal(count: count)
        latent.samples = scheduler.noised(latent.samples, with: noise, at: firstIndex)
        return (latent, noise)
    }

    private func knownLatent(of known: KnownPicture, size: PictureSize, noise: [Float]) throws -> KnownLatent {
        try known.check(against: size)
        let pixels = PicturePixels.normalized(known.image, width: size.width, height: size.height)
        return KnownLatent(
            original: try networks.meanLatent(pixels: pixels, width: size.width, height: size.height), noise: noise,
            freedom: known.latentFreedom(factor: checkpoint.configs.vae.downsampling))
    }
}
