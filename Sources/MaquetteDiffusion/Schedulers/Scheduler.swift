/// A rule that takes a noisy latent to a less noisy one, step by step.
///
/// A scheduler is built for one run, walks through its `timesteps` in order, and may remember
/// what the model said before. Latents are flat arrays; the order of their values does not matter
/// but to the noise that is drawn for them.
protocol Scheduler: Sendable {
    /// The noise level fed to the model at each call, noisiest first.
    var timesteps: [Float] { get }

    /// How many model calls make one step for `strength` to count by.
    var order: Int { get }

    /// What noise of variance 1 is multiplied with to become the latent that a whole run starts from.
    var initialNoiseScale: Float { get }

    /// The latent as the model wants to see it at a call.
    func scaledModelInput(_ sample: [Float], at index: Int) -> [Float]

    /// Mixes noise into a clean latent, to the level of a call.
    func noised(_ original: [Float], with noise: [Float], at index: Int) -> [Float]

    /// Goes one call further.
    ///
    /// - Parameters:
    ///   - modelOutput: what the model predicted, guidance already applied.
    ///   - index: which entry of `timesteps` the model was called with.
    ///   - sample: the latent before the step.
    ///   - generator: gives the noise, where a step adds any.
    mutating func step(
        modelOutput: [Float], at index: Int, sample: [Float], generator: inout TorchGenerator
    ) -> SchedulerOutput
}

/// A latent after a scheduler's step.
struct SchedulerOutput: Sendable {
    /// The less noisy latent, input of the next step.
    var sample: [Float]
    /// The clean latent as predicted at this step, for previews.
    var predictedOriginal: [Float]
}

extension Scheduler {
    var order: Int { 1 }

    var initialNoiseScale: Float { 1 }

    func scaledModelInput(_ sample: [Float], at index: Int) -> [Float] { sample }
}

extension NoiseSchedule {
    /// Mixes noise into a clean latent, to the level of a training step.
    func noised(_ original: [Float], with noise: [Float], timestep: Int) -> [Float] {
        let signal = cumulativeAlphas[timestep].squareRoot()
        let spread = (1 - cumulativeAlphas[timestep]).squareRoot()
        return zip(original, noise).map { signal * $0 + spread * $1 }
    }
}
