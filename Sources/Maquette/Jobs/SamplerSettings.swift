import MaquetteDiffusion
import MaquetteImaging
import MaquetteTensor

/// What the user asks of the diffusion model. What is nil is left to the checkpoint.
public struct SamplerSettings: Sendable, Equatable {
    /// What the picture shows.
    public var prompt: String
    /// What the picture does not show, if anything.
    public var negativePrompt: String?
    /// Denoising steps, at least 1.
    public var steps: Int?
    /// Weight of classifier-free guidance; 1 and less turn it off.
    public var guidanceScale: Double?
    /// In which part of the steps guidance acts.
    public var guidanceInterval: GuidanceInterval
    /// What is added to the checkpoint.
    public var attachments: AttachmentSettings
    /// How both prompts are read.
    public var promptSyntax: PromptSyntax
    /// The scheduler.
    public var scheduler: SchedulerKind?
    /// Seed of the random generator.
    public var seed: UInt64
    /// Number format of the networks' arithmetic; nil for the fastest that the processor computes in.
    public var precision: Precision?
    /// Threads to compute on; nil for all cores.
    public var threads: Int?

    /// What is left away is left to the checkpoint; what is out of range is refused when the job runs.
    ///
    /// - Parameters:
    ///   - prompt: what the picture shows.
    ///   - negativePrompt: what it does not show; it counts while guidance is on.
    ///   - promptSyntax: how both prompts are read; `.plain` cuts them at the model's length, with a note.
    ///   - steps: denoising steps, at least 1.
    ///   - guidanceScale: weight of classifier-free guidance, 0 or more; 1 and less turn it off.
    ///   - guidanceInterval: in which part of the steps guidance acts.
    ///   - scheduler: the scheduler.
    ///   - seed: seed of the random generator, as torch takes it.
    ///   - precision: number format of the networks; nil for the fastest that the processor computes in, which is
    ///     not the same on every processor, and neither are the pictures.
    ///   - threads: threads to compute on, 1...`ComputeContext.largestThreadCount`; nil for all cores.
    ///   - attachments: ControlNets, LoRAs and VAEs to add to the checkpoint.
    public init(
        prompt: String, negativePrompt: String? = nil, promptSyntax: PromptSyntax = .plain, steps: Int? = nil, guidanceScale: Double? = nil,
        guidanceInterval: GuidanceInterval = .whole, scheduler: SchedulerKind? = nil, seed: UInt64 = 0, precision: Precision? = nil, threads: Int? = nil,
        attachments: AttachmentSettings = .none
    ) {
        self.prompt = prompt
        self.negativePrompt = negativePrompt
        self.promptSyntax = promptSyntax
        self.steps = steps
        self.guidanceScale = guidanceScale
        self.guidanceInterval = guidanceInterval
        self.scheduler = scheduler
        self.seed = seed
        self.precision = precision
        self.threads = threads
        self.attachments = attachments
    }

    /// The settings with what the user left open filled in by the checkpoint.
    struct Resolved {
        var steps: Int
        var guidanceScale: Double
        var scheduler: SchedulerKind
        var precision: Precision
    }

    func resolved(by recommended: RecommendedSettings) -> Resolved {
        Resolved(
            steps: steps ?? recommended.numInferenceSteps,
            guidanceScale: guidanceScale ?? recommended.guidanceScale, scheduler: scheduler ?? recommended.scheduler,
            precision: precision ?? PipelineOptions.fastestPrecision)
    }

    /// The request for one picture.
    ///
    /// - Parameters:
    ///   - inverseDepth: the depth to follow, for a depth-conditioned model.
    ///   - start: the picture to start from.
    ///   - strength: how much of it is painted anew, above 0, at most 1.
    ///   - size: width and height in pixels; nil for those of what the request holds.
    func request(
        _ resolved: Resolved, inverseDepth: FloatImage?, start: Image? = nil, strength: Double = 1,
        size: SIMD2<Int>? = nil
    ) -> DiffusionRequest {
        DiffusionRequest(
            prompt: prompt, negativePrompt: negativePrompt, inverseDepth: inverseDepth,
            controls: attachments.controlNets.map(\.settings), initImage: start,
            width: size?.x, height: size?.y, strength: strength, numInferenceSteps: resolved.steps,
            guidanceScale: resolved.guidanceScale, guidanceInterval: guidanceInterval, seed: seed, scheduler: scheduler, promptSyntax: promptSyntax)
    }
}
