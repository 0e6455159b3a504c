import Foundation

/// A noise level as the shares of signal and noise in a latent of variance 1:
/// `x = signal · original + noise · noise`.
struct SignalAndNoise: Sendable {
    let signal: Float
    let noise: Float

    /// - Parameter sigma: the ratio of noise to signal.
    init(sigma: Float) {
        signal = 1 / (sigma * sigma + 1).squareRoot()
        noise = sigma * signal
    }

    /// Half the logarithm of the signal-to-noise ratio (lambda of Lu et al. 2022).
    var halfLogRatio: Float { log(signal) - log(noise) }

    func noised(_ original: [Float], with noise: [Float]) -> [Float] {
        zip(original, noise).map { signal * $0 + self.noise * $1 }
    }

    /// The clean latent that a prediction at this level amounts to.
    func predictedOriginal(
        _ prediction: SchedulerConfig.PredictionType, output: [Float], sample: [Float]
    ) -> [Float] {
        switch prediction {
        case .sample: output
        case .epsilon: zip(sample, output).map { ($0 - noise * $1) / signal }
        case .vPrediction: zip(sample, output).map { signal * $0 - noise * $1 }
        }
    }
}
