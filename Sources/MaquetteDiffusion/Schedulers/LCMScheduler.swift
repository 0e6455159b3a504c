/// Sampling of latent consistency models (Luo et al. 2023): each call jumps to the clean latent, and
/// fresh noise brings it back to the next level.
struct LCMScheduler: Scheduler {
    let timesteps: [Float]

    private let config: SchedulerConfig
    private let schedule: NoiseSchedule

    /// - Parameter stepCount: inference steps of a whole run, 1...`originalInferenceSteps`.
    init(config: SchedulerConfig, stepCount: Int) {
        self.config = config
        schedule = NoiseSchedule(config)
        let originals = config.originalInferenceSteps
        let stride = config.numTrainTimesteps / originals
        timesteps = (0..<stepCount).map { index in
            let skipped = Int(Double(index) * (Double(originals) / Double(stepCount)))
            return Float((originals - skipped) * stride - 1)
        }
    }

    func noised(_ original: [Float], with noise: [Float], at index: Int) -> [Float] {
        schedule.noised(original, with: noise, timestep: Int(timesteps[index]))
    }

    mutating func step(
        modelOutput: [Float], at index: Int, sample: [Float], generator: inout TorchGenerator
    ) -> SchedulerOutput {
        let alpha = schedule.cumulativeAlphas[Int(timesteps[index])]
        let (signal, spread) = (alpha.squareRoot(), (1 - alpha).squareRoot())
        let (skip, out) = boundaryWeights(timesteps[index])
        let denoised = sample.indices.map { position -> Float in
            let (value, output) = (sample[position], modelOutput[position])
            var original =
                switch config.predictionType {
                case .epsilon: (value - spread * output) / signal
                case .sample: output
                case .vPrediction: signal * value - spread * output
                }
            if config.clipSample {
                original = min(max(original, -config.clipSampleRange), config.clipSampleRange)
            }
            return out * original + skip * value
        }
        guard index + 1 < timesteps.count else {
            return SchedulerOutput(sample: denoised, predictedOriginal: denoised)
        }
        let noise = generator.normal(count: sample.count)
        let next = schedule.noised(denoised, with: noise, timestep: Int(timesteps[index + 1]))
        return SchedulerOutput(sample: next, predictedOriginal: denoised)
    }

    /// How much of the latent stays as it is, and how much is replaced by the prediction (appendix C of
    /// Song et al. 2023): all stays without noise.
    private func boundaryWeights(_ timestep: Float) -> (skip: Float, out: Float) {
        let deviation = 0.5
        let scaled = Double(timestep) * config.timestepScaling
        let variance = scaled * scaled + deviation * deviation
        return (Float(deviation * deviation / variance), Float(scaled / variance.squareRoot()))
    }
}
