/// How far a denoising run has come.
public struct PipelineProgress: Sendable, Equatable {
    /// Steps done so far, 0...`stepCount`.
    public var completedSteps: Int
    /// Steps in the whole run.
    public var stepCount: Int

    /// Tells how much of a run is done.
    ///
    /// - Parameters:
    ///   - completedSteps: steps done so far, 0...`stepCount`.
    ///   - stepCount: calls of the model in the run: fewer than the steps asked for where `strength` is below 1,
    ///     more with schedulers that call it twice a step.
    public init(completedSteps: Int, stepCount: Int) {
        self.completedSteps = completedSteps
        self.stepCount = stepCount
    }
}
