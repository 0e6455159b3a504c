/// Heun's second-order steps (Karras et al. 2022, algorithm 1 without churn): an Euler step, then
/// the same step again with the mean of the slopes at its two ends.
///
/// The last step, to the clean latent, is Euler's, so that N steps call the model 2N - 1 times.
struct HeunScheduler: VarianceExplodingScheduler {
    let timesteps: [Float]
    let initialNoiseScale: Float
    var order: Int { 2 }

    private let config: SchedulerConfig
    let schedule: SigmaSchedule
    /// What the Euler half of a step leaves to the other half.
    private var firstHalf: (sample: [Float], slope: [Float])?

    /// - Parameter stepCount: inference steps of a whole run, 1...`numTrainTimesteps`.
    init(config: SchedulerConfig, stepCount: Int) {
        self.config = config
        schedule = .throughout(config, count: stepCount)
        initialNoiseScale = schedule.initialNoiseScale(config.timestepSpacing)
        timesteps = schedule.timesteps.prefix(1) + schedule.timesteps.dropFirst().flatMap { [$0, $0] }
    }

    /// The first call is at the first level, the next two are at the second, and so on.
    func level(ofCall index: Int) -> Int { (index + 1) / 2 }

    mutating func step(
        modelOutput: [Float], at index: Int, sample: [Float], generator: inout TorchGenerator
    ) -> SchedulerOutput {
        let level = self.level(ofCall: index)
        let sigma = schedule.sigmas[level]
        var original = SigmaSchedule.predictedOriginal(
            config.predictionType, output: modelOutput, sample: sample, sigma: sigma)
        if config.clipSample {
            original = original.map { min(max($0, -config.clipSampleRange), config.clipSampleRange) }
        }
        let slope = zip(sample, original).map { ($0 - $1) / sigma }
        if let firstHalf {
            self.firstHalf = nil
            let distance = sigma - schedule.sigmas[level - 1]
            let moved = sample.indices.map { position in
                firstHalf.sample[position] + (firstHalf.slope[position] + slope[position]) / 2 * distance
            }
            return SchedulerOutput(sample: moved, predictedOriginal: original)
        }
        firstHalf = (sample, slope)
        let distance = schedule.sigmas[level + 1] - sigma
        return SchedulerOutput(sample: zip(sample, slope).map { $0 + $1 * distance }, predictedOriginal: original)
    }
}
