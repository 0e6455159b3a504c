/// Euler steps that go below the next noise level and come back up to it with fresh noise.
struct EulerAncestralScheduler: VarianceExplodingScheduler {
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
        let (sigma, next) = (schedule.sigmas[index], schedule.sigmas[index + 1])
        let (variance, nextVariance) = (sigma * sigma, next * next)
        let up = (nextVariance * (variance - nextVariance) / variance).squareRoot()
        let down = (nextVariance - up * up).squareRoot()
        let original = SigmaSchedule.predictedOriginal(prediction, output: modelOutput, sample: sample, sigma: sigma)
        // Drawn in the last step too, where it counts for nothing, so that the stream goes on as elsewhere.
        let noise = generator.normal(count: sample.count)
        let moved = sample.indices.map { position in
            let slope = (sample[position] - original[position]) / sigma
            return sample[position] + slope * (down - sigma) + noise[position] * up
        }
        return SchedulerOutput(sample: moved, predictedOriginal: original)
    }
}
