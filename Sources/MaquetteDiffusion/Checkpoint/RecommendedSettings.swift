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
