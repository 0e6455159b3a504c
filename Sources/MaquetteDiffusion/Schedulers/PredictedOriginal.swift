/// What a model's output says about the clean latent, and back, for every scheduler.
extension Scheduler {
    /// The shares of signal and noise in the latent at a call, in the scheduler's own scale.
    private func shares(at index: Int) -> (signal: Float, noise: Float) {
        (noised([1], with: [0], at: index)[0], noised([0], with: [1], at: index)[0])
    }

    /// The clean latent that a model's output at a call amounts to.
    func predictedOriginal(
        _ modelOutput: [Float], at index: Int, sample: [Float], type: SchedulerConfig.PredictionType
    ) -> [Float] {
        let (signal, noise) = shares(at: index)
        switch type {
        case .sample:
            return modelOutput
        case .epsilon:
            return zip(sample, modelOutput).map { ($0 - noise * $1) / signal }
        case .vPrediction:
            let power = signal * signal + noise * noise
            let scale = power.squareRoot()
            return zip(sample, modelOutput).map { (signal * $0 / scale - noise * $1) / scale }
        }
    }

    /// The model's output at a call that amounts to a clean latent: the inverse of `predictedOriginal`.
    func modelOutput(
        predicting original: [Float], at index: Int, sample: [Float], type: SchedulerConfig.PredictionType
    ) -> [Float] {
        let (signal, noise) = shares(at: index)
        switch type {
        case .sample:
            return original
        case .epsilon:
            return zip(sample, original).map { ($0 - signal * $1) / noise }
        case .vPrediction:
            let power = signal * signal + noise * noise
            let scale = power.squareRoot()
            return zip(sample, original).map { (signal * $0 / scale - scale * $1) / noise }
        }
    }
}
