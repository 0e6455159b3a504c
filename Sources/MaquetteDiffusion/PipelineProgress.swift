/// How far a denoising run has come.
public struct PipelineProgress: Sendable, Equatable {
    /// Steps done so far, 0...`stepCount`.
    public var completedSteps: Int
    /// Steps in the whole run.
    public var stepCount: Int

    public init(completedSteps: Int, stepCount: Int) {
        self.completedSteps = completedSteps
        self.stepCount = stepCount
    }
}
