/// Pseudo numerical methods for diffusion models (Liu et al. 2022) in the linear multistep form
/// that Stable Diffusion 1 and 2 were released with: Runge-Kutta warm-up left out.
///
/// The first step is done twice, so that a run calls the model once more than it has steps.
struct PNDMScheduler: Scheduler {
    let timesteps: [Float]

    private let config: SchedulerConfig
    private let schedule: NoiseSchedule
    private let finalCumulativeAlpha: Float
    private let stride: Int
    private var calls = 0
    /// What the model predicted in up to four calls, the latest last.
    private var outputs: [[Float]] = []
    /// The latent before the first step, from which that step is done again.
    private var firstSample: [Float] = []

    /// - Parameter stepCount: inference steps of a whole run, 1...`numTrainTimesteps`.
    init(config: SchedulerConfig, stepCount: Int) {
        self.config = config
        schedule = NoiseSchedule(config)
        let spaced = Timesteps.spaced(config, count: stepCount).map { Float($0) }
        timesteps = spaced.count < 2 ? spaced : [spaced[0], spaced[1]] + spaced[1...]
        finalCumulativeAlpha = config.setAlphaToOne ? 1 : schedule.cumulativeAlphas[0]
        stride = config.numTrainTimesteps / stepCount
    }

    func noised(_ original: [Float], with noise: [Float], at index: Int) -> [Float] {
        schedule.noised(original, with: noise, timestep: Int(timesteps[index]))
    }

    mutating func step(
        modelOutput: [Float], at index: Int, sample: [Float], generator: inout TorchGenerator
    ) -> SchedulerOutput {
        defer { calls += 1 }
        let timestep = Int(timesteps[index])
        if calls == 1 {
            // The first step again, with the mean of the predictions at its two ends.
            let mean = Self.weighted([modelOutput, outputs[0]], by: [0.5, 0.5])
            return transfer(firstSample, mean, from: timestep + stride, to: timestep)
        }
        if calls == 0 { firstSample = sample }
        outputs = outputs.suffix(3) + [modelOutput]
        return transfer(sample, combinedOutput, from: timestep, to: timestep - stride)
    }

    /// Adams-Bashforth of as high an order as there are outputs.
    private var combinedOutput: [Float] {
        switch outputs.count {
        case 1: outputs[0]
        case 2: Self.weighted(outputs, by: [-1 / 2, 3 / 2])
        case 3: Self.weighted(outputs, by: [5 / 12, -16 / 12, 23 / 12])
        default: Self.weighted(outputs, by: [-9 / 24, 37 / 24, -59 / 24, 55 / 24])
        }
    }

    private static func weighted(_ outputs: [[Float]], by weights: [Float]) -> [Float] {
        var sum = [Float](repeating: 0, count: outputs[0].count)
        for (output, weight) in zip(outputs, weights) {
            for position in sum.indices { sum[position] += weight * output[position] }
        }
        return sum
    }

    /// Formula 9 of the paper.
    private func transfer(_ sample: [Float], _ output: [Float], from timestep: Int, to previous: Int) -> SchedulerOutput {
        let alphas = schedule.cumulativeAlphas
        let alpha = alphas[min(timestep, alphas.count - 1)]
        let previousAlpha = previous >= 0 ? alphas[previous] : finalCumulativeAlpha
        let (signal, spread) = (alpha.squareRoot(), (1 - alpha).squareRoot())
        let sampleWeight = (previousAlpha / alpha).squareRoot()
        let denominator = alpha * (1 - previousAlpha).squareRoot() + (alpha * (1 - alpha) * previousAlpha).squareRoot()
        let noiseWeight = (previousAlpha - alpha) / denominator

        var result = SchedulerOutput(sample: sample, predictedOriginal: sample)
        for position in sample.indices {
            let value = sample[position]
            let noise = config.predictionType == .vPrediction
                ? signal * output[position] + spread * value : output[position]
            result.sample[position] = sampleWeight * value - noiseWeight * noise
            result.predictedOriginal[position] = (value - spread * noise) / signal
        }
        return result
    }
}
