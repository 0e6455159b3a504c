import MaquetteImaging

/// What to paint: a prompt, what the model shall follow besides, and the sampler's settings.
public struct DiffusionRequest: Sendable {
    /// What the picture should show.
    public var prompt: String
    /// What it should not show. Used only while guidance is on. Without one, models of the XL family are
    /// guided away from nothing at all (zeros), the others from the empty prompt.
    public var negativePrompt: String?
    /// Inverse depth, for a depth-conditioned model or ControlNets: one channel, near = large, background 0. Any size,
    /// any range: it is resized to the latent and stretched to -1...1.
    public var inverseDepth: FloatImage?
    /// The values of `inverseDepth` that become -1 and 1; `nil` for its least and greatest, as in diffusers.
    /// Pictures that share a range show a surface of one inverse depth to the model as the same value.
    public var inverseDepthRange: ClosedRange<Float>?
    /// How the pipeline's ControlNets take part, in their order; all of the way at scale 1 where nothing is said.
    public var controls: [ControlSettings]
    /// A picture to start from, resized to the picture's size; without one the run starts from noise.
    public var initImage: Image?
    /// What of the picture is known beforehand; nil paints it freely.
    public var known: KnownPicture?
    /// Picture width in pixels, or `nil` for that of `initImage`, else that of `inverseDepth`, else the
    /// model's own.
    public var width: Int?
    /// Picture height in pixels, or `nil` likewise.
    public var height: Int?
    /// How much of `initImage` is painted anew, above 0, at most 1. Must be 1 without one.
    public var strength: Double
    /// Denoising steps of a whole run (`strength` 1), at least 1.
    public var numInferenceSteps: Int
    /// Weight of classifier-free guidance (Ho & Salimans 2022); off at 1 and below.
    public var guidanceScale: Double
    /// In which part of the run guidance acts.
    public var guidanceInterval: GuidanceInterval
    /// Seed of the noise: the same seed gives the noise that torch's CPU generator gives.
    public var seed: UInt64
    /// The scheduler, or `nil` for the one that the checkpoint recommends.
    public var scheduler: SchedulerKind?
    /// How both prompts are read.
    public var promptSyntax: PromptSyntax

    /// A run from noise, all of the way, unless told otherwise; `DiffusionPipeline.start` refuses what is out of
    /// range.
    ///
    /// - Parameters:
    ///   - prompt: what the picture should show.
    ///   - negativePrompt: what it should not show; it counts while guidance is on.
    ///   - inverseDepth: one channel of finite values, near = large, background 0: a depth-conditioned model and
    ///     ControlNets need it, other models refuse it.
    ///   - inverseDepthRange: the values that become -1 and 1; nil for the map's least and greatest.
    ///   - controls: how the pipeline's ControlNets take part, in their order.
    ///   - initImage: a picture to start from.
    ///   - known: what of the picture is known beforehand.
    ///   - width: in pixels; nil for that of `initImage`, else that of `inverseDepth`, else the model's own.
    ///   - height: in pixels, likewise.
    ///   - strength: how much of `initImage` is painted anew, above 0, at most 1; it must be 1 without one.
    ///   - numInferenceSteps: denoising steps of a whole run, at least 1; of these a `strength` below 1 does its
    ///     share alone.
    ///   - guidanceScale: weight of classifier-free guidance, 0 or more; off at 1 and below.
    ///   - guidanceInterval: in which part of the run guidance acts.
    ///   - seed: seed of the noise.
    ///   - scheduler: nil for the one that the checkpoint recommends.
    ///   - promptSyntax: how both prompts are read.
    public init(
        prompt: String, negativePrompt: String? = nil, inverseDepth: FloatImage? = nil,
        inverseDepthRange: ClosedRange<Float>? = nil, controls: [ControlSettings] = [], initImage: Image? = nil, known: KnownPicture? = nil,
        width: Int? = nil, height: Int? = nil, strength: Double = 1, numInferenceSteps: Int,
        guidanceScale: Double, guidanceInterval: GuidanceInterval = .whole, seed: UInt64 = 0, scheduler: SchedulerKind? = nil,
        promptSyntax: PromptSyntax = .plain
    ) {
        self.prompt = prompt
        self.negativePrompt = negativePrompt
        self.inverseDepth = inverseDepth
        self.inverseDepthRange = inverseDepthRange
        self.controls = controls
        self.initImage = initImage
        self.known = known
        self.width = width
        self.height = height
        self.strength = strength
        self.numInferenceSteps = numInferenceSteps
        self.guidanceScale = guidanceScale
        self.guidanceInterval = guidanceInterval
        self.seed = seed
        self.scheduler = scheduler
        self.promptSyntax = promptSyntax
    }

    /// Whether the negative prompt counts.
    var isGuided: Bool { guidanceScale > 1 }
}
