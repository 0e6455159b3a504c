extension SchedulerKind {
    /// The scheduler that a checkpoint's own class stands for, or `nil` when maquette does not have it.
    init?(className: String) {
        switch className {
        case "DDIMScheduler": self = .ddim
        case "PNDMScheduler": self = .pndm
        default: return nil
        }
    }

    /// Builds the scheduler for one run.
    ///
    /// - Parameters:
    ///   - config: the checkpoint's config, whatever class it was saved with.
    ///   - stepCount: inference steps of a whole run.
    /// - Throws: `DiffusionError.invalidRequest` when the model has fewer training steps than that, or
    ///   the scheduler cannot work with its config.
    func scheduler(config: SchedulerConfig, stepCount: Int) throws -> any Scheduler {
        guard (1...config.numTrainTimesteps).contains(stepCount) else {
            throw DiffusionError.invalidRequest(
                reason: "\(stepCount) steps were asked for, choose 1...\(config.numTrainTimesteps)")
        }
        let scheduler: any Scheduler
        switch self {
        case .ddim: scheduler = DDIMScheduler(config: config, stepCount: stepCount)
        case .pndm:
            try Self.checkPNDM(config)
            scheduler = PNDMScheduler(config: config, stepCount: stepCount)
        }
        guard scheduler.timesteps.allSatisfy({ (0..<config.numTrainTimesteps).contains($0) }) else {
            throw DiffusionError.invalidRequest(
                reason: "\(stepCount) steps lead beyond the model's training steps, choose fewer")
        }
        return scheduler
    }

    private static func checkPNDM(_ config: SchedulerConfig) throws {
        let obstacle: String? =
            if config.rescaleBetasZeroSNR {
                "start at a noise level without signal"
            } else if config.predictionType == .sample {
                "use a model that predicts the clean sample"
            } else if !config.skipPRKSteps {
                "do the Runge-Kutta steps that this model asks for"
            } else {
                nil
            }
        if let obstacle {
            throw DiffusionError.invalidRequest(reason: "the pndm scheduler cannot \(obstacle), choose ddim")
        }
    }
}
