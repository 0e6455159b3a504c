import Foundation

/// DPM-Solver++ (Lu et al. 2022), multistep, first or second order, midpoint form.
struct DPMSolverMultistepScheduler: Scheduler {
    var timesteps: [Float] { schedule.timesteps }

    private let config: SchedulerConfig
    private let schedule: SigmaSchedule
    /// The clean latent as predicted in the step before, once there was one.
    private var previousOriginal: [Float]?

    /// - Parameter stepCount: inference steps of a whole run, 1...`numTrainTimesteps`.
    init(config: SchedulerConfig, stepCount: Int) {
        self.config = config
        schedule = .multistep(config, count: stepCount, truncatesCosine: true)
    }

    func noised(_ original: [Float], with noise: [Float], at index: Int) -> [Float] {
        SignalAndNoise(sigma: schedule.sigmas[index]).noised(original, with: noise)
    }

    mutating func step(
        modelOutput: [Float], at index: Int, sample: [Float], generator: inout TorchGenerator
    ) -> SchedulerOutput {
        let here = SignalAndNoise(sigma: schedule.sigmas[index])
        let next = SignalAndNoise(sigma: schedule.sigmas[index + 1])
        let original = here.predictedOriginal(config.predictionType, output: modelOutput, sample: sample)
        defer { previousOriginal = original }

        let distance = next.halfLogRatio - here.halfLogRatio
        let keep = next.noise / here.noise
        let move = next.signal * (exp(-distance) - 1)
        var moved = sample.indices.map { keep * sample[$0] - move * original[$0] }
        if let previousOriginal, config.solverOrder > 1, !isLowerOrderStep(index) {
            let before = SignalAndNoise(sigma: schedule.sigmas[index - 1])
            let ratio = (here.halfLogRatio - before.halfLogRatio) / distance
            for position in moved.indices {
                moved[position] -= 0.5 * move * (1 / ratio * (original[position] - previousOriginal[position]))
            }
        }
        return SchedulerOutput(sample: moved, predictedOriginal: original)
    }

    /// The last step is a first-order one when it reaches the clean latent, and in short runs.
    private func isLowerOrderStep(_ index: Int) -> Bool {
        let isShortRun = config.lowerOrderFinal && timesteps.count < 15
        return index == timesteps.count - 1 && (config.eulerAtFinal || isShortRun || config.finalSigma == .zero)
    }
}
