/// Euler steps along the probability flow of Karras et al. 2022 (algorithm 2 without churn).
struct EulerScheduler: VarianceExplodingScheduler {
    let initialNoiseScale: Float

    private let prediction: SchedulerConfig.PredictionType
    let schedule: SigmaSchedule

    /// - Parameter stepCount: inference steps of a whole run, 1...`numTrainTimesteps`.
    init(config: SchedulerConfig, stepCount: Int) {
        prediction = config.predictionType
        schedule = .throughout(config, count: stepCount)
        initialNoiseScale = schedule.initialNoiseScale(config.timestepSpacing)
    }

    mutating func step(
        modelOutput: [Float], at index: Int, sample: [Float], generator: inout TorchGenerator
    ) -> SchedulerOutput {
        let sigma = schedule.sigmas[index]
        let distance = schedule.sigmas[index + 1] - sigma
        let original = SigmaSchedule.predictedOriginal(prediction, output: modelOutput, sample: sample, sigma: sigma)
        let moved = zip(sample, original).map { $0 + ($0 - $1) / sigma * distance }
        return SchedulerOutput(sample: moved, predictedOriginal: original)
    }
}
