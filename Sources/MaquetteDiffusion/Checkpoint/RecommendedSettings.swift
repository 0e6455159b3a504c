/// How a checkpoint's makers suggest to run it.
///
/// Read from the optional `maquette.json` beside `model_index.json`; what that file leaves out
/// comes from the checkpoint's own configs.
public struct RecommendedSettings: Sendable, Equatable {
    /// Picture width in pixels.
    public var width: Int
    /// Picture height in pixels.
    public var height: Int
    /// Denoising steps of a whole run.
    public var numInferenceSteps: Int
    /// Weight of classifier-free guidance; guidance is off at 1 and below.
    public var guidanceScale: Double
    /// The scheduler to use.
    public var scheduler: SchedulerKind

    /// Takes the values as they are; those of a checkpoint come from `Checkpoint.recommended`.
    ///
    /// - Parameters:
    ///   - width: picture width in pixels; pipelines round it down to what the VAE can decode.
    ///   - height: picture height in pixels, likewise.
    ///   - numInferenceSteps: denoising steps of a whole run, at least 1.
    ///   - guidanceScale: weight of classifier-free guidance, 0 or more.
    ///   - scheduler: the scheduler to use.
    public init(
        width: Int, height: Int, numInferenceSteps: Int, guidanceScale: Double, scheduler: SchedulerKind
    ) {
        self.width = width
        self.height = height
        self.numInferenceSteps = numInferenceSteps
        self.guidanceScale = guidanceScale
        self.scheduler = scheduler
    }
}
