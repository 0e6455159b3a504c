extension SchedulerKind {
    /// The scheduler that a checkpoint's own class stands for, or `nil` when maquette does not have it.
    init?(_ config: SchedulerConfig) {
        switch config.className {
        case "DDIMScheduler": self = .ddim
        case "PNDMScheduler": self = .pndm
        case "EulerDiscreteScheduler": self = .euler
        case "EulerAncestralDiscreteScheduler": self = .eulerAncestral
        case "HeunDiscreteScheduler": self = .heun
        case "DPMSolverMultistepScheduler":
            self = config.usesKarrasSigmas ? .dpmPlusPlus2MKarras : .dpmPlusPlus2M
        case "UniPCMultistepScheduler": self = .uniPC
        case "LCMScheduler": self = .lcm
        default: return nil
        }
    }

    /// The scheduler that a checkpoint was saved with, or DDIM where maquette cannot do as it asks: that
    /// one serves every model trained with the usual noise schedules.
    static func serving(_ config: SchedulerConfig) -> SchedulerKind {
        guard let own = SchedulerKind(config), own.obstacle(in: config.completed(for: own)) == nil else { return .ddim }
        return own
    }

    /// Builds the scheduler for one run.
    ///
    /// - Parameters:
    ///   - config: the checkpoint's config, whatever class it was saved with.
    ///   - stepCount: inference steps of a whole run.
    /// - Throws: `DiffusionError.invalidRequest` when the model has fewer training steps than that, or
    ///   the scheduler cannot work with its config.
    func scheduler(config: SchedulerConfig, stepCount: Int) throws -> any Scheduler {
        let config = config.completed(for: self)
        let limit = self == .lcm ? config.originalInferenceSteps : config.numTrainTimesteps
        guard (1...limit).contains(stepCount) else {
            let way = self == .lcm && stepCount > limit ? ", or another scheduler than lcm" : ""
            throw DiffusionError.invalidRequest(reason: "\(stepCount) steps were asked for, choose 1...\(limit)\(way)")
        }
        if let obstacle = obstacle(in: config) {
            throw DiffusionError.invalidRequest(reason: "the \(rawValue) scheduler cannot \(obstacle), choose ddim")
        }
        let scheduler = build(config, stepCount)
        let levels = Float(0)...Float(config.numTrainTimesteps - 1)
        guard scheduler.timesteps.allSatisfy(levels.contains) else {
            throw DiffusionError.invalidRequest(
                reason: "\(stepCount) steps lead beyond the model's training steps, choose fewer")
        }
        return scheduler
    }

    private func build(_ config: SchedulerConfig, _ stepCount: Int) -> any Scheduler {
        switch self {
        case .ddim: DDIMScheduler(config: config, stepCount: stepCount)
        case .pndm: PNDMScheduler(config: config, stepCount: stepCount)
        case .euler: EulerScheduler(config: config, stepCount: stepCount)
        case .eulerAncestral: EulerAncestralScheduler(config: config, stepCount: stepCount)
        case .heun: HeunScheduler(config: config, stepCount: stepCount)
        case .dpmPlusPlus2M, .dpmPlusPlus2MKarras: DPMSolverMultistepScheduler(config: config, stepCount: stepCount)
        case .uniPC: UniPCScheduler(config: config, stepCount: stepCount)
        case .lcm: LCMScheduler(config: config, stepCount: stepCount)
        }
    }
}
