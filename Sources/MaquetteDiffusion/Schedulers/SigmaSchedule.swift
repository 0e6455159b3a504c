import Foundation

/// The noise levels of a run as ratios of noise to signal (sigma of Karras et al. 2022).
struct SigmaSchedule: Sendable {
    /// What the model is told at each level.
    let timesteps: [Float]
    /// The level of each timestep, and that of the result at the end.
    let sigmas: [Float]

    /// Levels for solvers that go through all training steps down to the cleanest, such as Euler's.
    ///
    /// Karras levels span from the noisiest to the cleanest of the timesteps.
    static func throughout(_ config: SchedulerConfig, count: Int) -> SigmaSchedule {
        let training = TrainingLevels(config)
        let timesteps = Timesteps.exact(config, count: count)
        let levels = timesteps.map { training.sigma(at: Double($0)) }
        guard config.usesKarrasSigmas, let noisiest = levels.first, let cleanest = levels.last else {
            return SigmaSchedule(timesteps: timesteps, levels: levels, last: training.finalSigma(config))
        }
        let karras = karrasLevels(from: noisiest, to: cleanest, count: count)
        return SigmaSchedule(
            timesteps: karras.map { Float(training.timestep(of: $0)) }, levels: karras,
            last: training.finalSigma(config))
    }

    /// Levels for the multistep solvers, which are told whole training steps only.
    ///
    /// Karras levels span all training steps.
    ///
    /// - Parameter truncatesCosine: whether cosine schedules have Karras timesteps cut to whole numbers
    ///   in place of rounded, as diffusers' DPM-Solver does.
    static func multistep(_ config: SchedulerConfig, count: Int, truncatesCosine: Bool) -> SigmaSchedule {
        let training = TrainingLevels(config)
        let last = training.finalSigma(config)
        guard config.usesKarrasSigmas, let cleanest = training.sigmas.first, let noisiest = training.sigmas.last else {
            let timesteps = Timesteps.withoutCleanest(config, count: count)
            return SigmaSchedule(
                timesteps: timesteps.map { Float($0) }, levels: timesteps.map { training.sigma(at: Double($0)) }, last: last)
        }
        let karras = karrasLevels(from: Double(noisiest), to: Double(cleanest), count: count)
        let rule: FloatingPointRoundingRule =
            truncatesCosine && config.betaSchedule == .squaredCosine ? .towardZero : .toNearestOrEven
        return SigmaSchedule(
            timesteps: karras.map { Float(training.timestep(of: $0).rounded(rule)) }, levels: karras, last: last)
    }

    private init(timesteps: [Float], levels: [Double], last: Float) {
        self.timesteps = timesteps
        sigmas = levels.map { Float($0) } + [last]
    }

    /// Equation 5 of Karras et al. 2022 with rho 7.
    private static func karrasLevels(from noisiest: Double, to cleanest: Double, count: Int) -> [Double] {
        let rho = 7.0
        let (start, end) = (pow(noisiest, 1 / rho), pow(cleanest, 1 / rho))
        return (0..<count).map { index in
            let share = count > 1 ? Double(index) / Double(count - 1) : 0
            return pow(start + share * (end - start), rho)
        }
    }

    /// What noise of variance 1 is multiplied with to become the first latent.
    ///
    /// - Parameter spacing: leading timesteps begin below the noisiest level, where some signal is left
    ///   whose variance counts as well.
    func initialNoiseScale(_ spacing: SchedulerConfig.TimestepSpacing) -> Float {
        let noisiest = sigmas.max() ?? 1
        return spacing == .leading ? (noisiest * noisiest + 1).squareRoot() : noisiest
    }

    /// The levels of the training steps.
    private struct TrainingLevels {
        let sigmas: [Float]
        private let logarithms: [Float]

        init(_ config: SchedulerConfig) {
            var alphas = NoiseSchedule(config).cumulativeAlphas
            // A level without any signal has no finite ratio; diffusers puts this one in its place.
            if config.rescaleBetasZeroSNR { alphas[alphas.count - 1] = 0x1p-24 }
            sigmas = alphas.map { ((1 - $0) / $0).squareRoot() }
            logarithms = sigmas.map { log($0) }
        }

        /// Interpolates between training steps.
        func sigma(at timestep: Double) -> Double {
            let lower = min(max(Int(timestep), 0), sigmas.count - 1)
            let upper = min(lower + 1, sigmas.count - 1)
            let share = min(max(timestep - Double(lower), 0), 1)
            return Double(sigmas[lower]) + share * (Double(sigmas[upper]) - Double(sigmas[lower]))
        }

        /// The place of a level between the training steps, by logarithms.
        func timestep(of sigma: Double) -> Double {
            guard sigmas.count > 1 else { return 0 }
            let logarithm = log(max(sigma, 1e-10))
            let notLarger = logarithms.lastIndex { Double($0) <= logarithm } ?? 0
            let lower = min(notLarger, logarithms.count - 2)
            let (low, high) = (Double(logarithms[lower]), Double(logarithms[lower + 1]))
            let share = min(max((low - logarithm) / (low - high), 0), 1)
            return (1 - share) * Double(lower) + share * Double(lower + 1)
        }

        func finalSigma(_ config: SchedulerConfig) -> Float {
            config.finalSigma == .zero ? 0 : sigmas[0]
        }
    }
}

/// The usual operations of solvers that hold signal and noise as `x = original + sigma · noise`.
extension SigmaSchedule {
    /// Scales to variance 1, as the model was trained.
    func scaledModelInput(_ sample: [Float], at index: Int) -> [Float] {
        let scale = (sigmas[index] * sigmas[index] + 1).squareRoot()
        return sample.map { $0 / scale }
    }

    func noised(_ original: [Float], with noise: [Float], at index: Int) -> [Float] {
        zip(original, noise).map { $0 + $1 * sigmas[index] }
    }

    /// The clean latent that a prediction at a level amounts to.
    static func predictedOriginal(
        _ prediction: SchedulerConfig.PredictionType, output: [Float], sample: [Float], sigma: Float
    ) -> [Float] {
        switch prediction {
        case .sample:
            return output
        case .epsilon:
            return zip(sample, output).map { $0 - sigma * $1 }
        case .vPrediction:
            let variance = sigma * sigma + 1
            let weight = -sigma / variance.squareRoot()
            return zip(sample, output).map { $1 * weight + $0 / variance }
        }
    }
}
