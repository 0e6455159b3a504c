extension SchedulerConfig {
    /// The config with what the file leaves out filled in as diffusers' scheduler of a kind does, and
    /// what that scheduler does not know set to what it does.
    func completed(for kind: SchedulerKind) -> SchedulerConfig {
        var config = self
        func fill<Value>(_ key: CodingKeys, _ property: WritableKeyPath<SchedulerConfig, Value>, _ value: Value) {
            if !written.contains(key) { config[keyPath: property] = value }
        }
        // Clipping suits pictures, not latents: no model gets it that was saved with another scheduler.
        fill(.clipSample, \.clipSample, kind == .ddim && className == "DDIMScheduler")
        fill(.setAlphaToOne, \.setAlphaToOne, kind != .pndm)
        switch kind {
        case .ddim, .pndm:
            break
        case .lcm:
            fill(.betaSchedule, \.betaSchedule, .scaledLinear)
            fill(.betaStart, \.betaStart, 0.00085)
            fill(.betaEnd, \.betaEnd, 0.012)
        case .heun:
            fill(.timestepSpacing, \.timestepSpacing, .linspace)
            fill(.betaStart, \.betaStart, 0.00085)
            fill(.betaEnd, \.betaEnd, 0.012)
            config.finalSigma = .zero
        case .eulerAncestral:
            fill(.timestepSpacing, \.timestepSpacing, .linspace)
            config.usesKarrasSigmas = false
            config.finalSigma = .zero
        case .euler, .uniPC:
            fill(.timestepSpacing, \.timestepSpacing, .linspace)
        case .dpmPlusPlus2M, .dpmPlusPlus2MKarras:
            fill(.timestepSpacing, \.timestepSpacing, .linspace)
            config.usesKarrasSigmas = kind == .dpmPlusPlus2MKarras
        }
        return config
    }
}
