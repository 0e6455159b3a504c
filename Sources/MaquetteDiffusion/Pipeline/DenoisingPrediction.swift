/// What the model believes at one call of a run, before the run goes on from it.
///
/// Whoever changes `original` steers the run: it goes on as if the model had believed in that latent.
public struct DenoisingPrediction: Sendable {
    /// The clean latent that the model believes in.
    public var original: Latent { didSet { isSteered = true } }
    /// Calls left after this one, over all calls of the run, 0..<1.
    public let shareLeft: Float

    /// The latent that the call was made with.
    let sample: Latent
    /// What the model said.
    let modelOutput: [Float]
    /// Whether somebody put another latent in the place of the model's.
    private var isSteered = false

    init(original: Latent, shareLeft: Float, sample: Latent, modelOutput: [Float]) {
        self.original = original
        self.shareLeft = shareLeft
        self.sample = sample
        self.modelOutput = modelOutput
    }

    /// The model's output that amounts to `original`.
    func output(of scheduler: any Scheduler, at index: Int, type: SchedulerConfig.PredictionType) -> [Float] {
        guard isSteered else { return modelOutput }
        return scheduler.modelOutput(predicting: original.samples, at: index, sample: sample.samples, type: type)
    }
}
