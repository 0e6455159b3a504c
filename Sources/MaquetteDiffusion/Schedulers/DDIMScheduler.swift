/// Denoising diffusion implicit models (Song et al. 2020) without added noise (eta 0).
struct DDIMScheduler: Scheduler {
    let timesteps: [Float]

    private let config: SchedulerConfig
    private let schedule: NoiseSchedule
    private let finalCumulativeAlpha: Float
    private let stride: Int

    /// - Parameter stepCount: inference steps of a whole run, 1...`numTrainTimesteps`.
    init(config: SchedulerConfig, stepCount: Int) {
        self.config = config
        schedule = NoiseSchedule(config)
        timesteps = Timesteps.spaced(config, count: stepCount).map { Float($0) }
        finalCumulativeAlpha = config.setAlphaToOne ? 1 : schedule.cumulativeAlphas[0]
        stride = config.numTrainTimesteps / stepCount
    }

    func noised(_ original: [Float], with noise: [Float], at index: Int) -> [Float] {
        schedule.noised(original, with: noise, timestep: Int(timesteps[index]))
    }

    mutating func step(
        modelOutput: [Float], at index: Int, sample: [Float], generator: inout TorchGenerator
    ) -> SchedulerOutput {
        let timestep = Int(timesteps[index])
        let previous = timestep - stride
        let alpha = schedule.cumulativeAlphas[timestep]
        let previousAlpha = previous >= 0 ? schedule.cumulativeAlphas[previous] : finalCumulativeAlpha
        let (signal, spread) = (alpha.squareRoot(), (1 - alpha).squareRoot())
        let (previousSignal, previousSpread) = (previousAlpha.squareRoot(), (1 - previousAlpha).squareRoot())

        var result = SchedulerOutput(sample: sample, predictedOriginal: sample)
        for position in sample.indices {
            let (value, output) = (sample[position], modelOutput[position])
            var original: Float
            let noise: Float
            switch config.predictionType {
            case .epsilon:
                original = (value - spread * output) / signal
                noise = output
            case .sample:
                original = output
                noise = (value - signal * output) / spread
            case .vPrediction:
                original = signal * value - spread * output
                noise = signal * output + spread * value
            }
            if config.clipSample {
                original = min(max(original, -config.clipSampleRange), config.clipSampleRange)
            }
            result.predictedOriginal[position] = original
            result.sample[position] = previousSignal * original + previousSpread * noise
        }
        return result
    }
}
