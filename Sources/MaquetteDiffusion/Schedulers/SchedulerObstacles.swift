extension SchedulerKind {
    /// Why a scheduler cannot follow a config, to be read after "the ... scheduler cannot", or `nil`
    /// when it can.
    func obstacle(in config: SchedulerConfig) -> String? {
        if config.rescaleBetasZeroSNR, self == .pndm || self == .heun {
            return "start at a noise level without signal"
        }
        if self == .pndm {
            if config.predictionType == .sample { return "use a model that predicts the clean sample" }
            if !config.skipPRKSteps { return "do the Runge-Kutta steps that this model asks for" }
        }
        if let orders = supportedOrders, !orders.contains(config.solverOrder) {
            return "be of the order \(config.solverOrder) that the model's scheduler_config.json asks for"
        }
        if self == .uniPC, !config.lowerOrderFinal {
            return "end with a step of full order, as the model's scheduler_config.json asks"
        }
        for (name, isSupported) in requirements {
            guard let setting = config.otherSettings[name], setting != .null, !isSupported(setting) else { continue }
            return "do what \(name) \(setting) in the model's scheduler_config.json asks"
        }
        return nil
    }

    private var supportedOrders: ClosedRange<Int>? {
        switch self {
        case .dpmPlusPlus2M, .dpmPlusPlus2MKarras: 1...2
        case .uniPC: 1...3
        default: nil
        }
    }

    /// Settings of diffusers that change what its scheduler of this kind computes, and which of their
    /// values are supported.
    private var requirements: [(name: String, isSupported: (ScalarSetting) -> Bool)] {
        func off(_ names: String...) -> [(String, (ScalarSetting) -> Bool)] { names.map { ($0, { $0 == .flag(false) }) } }
        func never(_ names: String...) -> [(String, (ScalarSetting) -> Bool)] { names.map { ($0, { _ in false }) } }
        let spacings = off("use_exponential_sigmas", "use_beta_sigmas")
        switch self {
        case .ddim, .pndm, .lcm, .eulerAncestral:
            return []
        case .heun:
            return spacings
        case .euler:
            return spacings + never("sigma_min", "sigma_max") + [
                ("interpolation_type", { $0 == .text("linear") }), ("timestep_type", { $0 == .text("discrete") }),
            ]
        case .dpmPlusPlus2M, .dpmPlusPlus2MKarras:
            return spacings + off("use_lu_lambdas", "use_flow_sigmas") + [
                ("algorithm_type", { $0 == .text("dpmsolver++") || $0 == .text("deis") }),
                ("solver_type", { $0 != .text("heun") }),
                // As JSON has no infinity, the neutral value is the text "-inf" or a huge number.
                ("lambda_min_clipped", { if case .number(let limit) = $0 { limit < -1e6 } else { true } }),
            ]
        case .uniPC:
            return spacings + off("use_flow_sigmas") + never("sigma_min", "sigma_max", "solver_p") + [
                ("predict_x0", { $0 == .flag(true) }), ("solver_type", { $0 != .text("bh1") }),
            ]
        }
    }
}
