/// The latent of a known picture, imposed on a run step by step.
struct KnownLatent: Sendable {
    /// The clean latent.
    let original: Latent
    /// The noise that the run began with, so that what is known stays on one path from noise to picture.
    let noise: [Float]
    /// The share of the run, 0...1, in which each place of the latent is free: rows, columns.
    let freedom: [Float]

    /// The latent before a call of the model, with what is not free yet replaced.
    ///
    /// - Parameters:
    ///   - latent: as the run has it.
    ///   - shareLeft: calls left, this one included, over all calls of the run.
    ///   - scheduler: knows the noise level of the call.
    ///   - index: the call.
    func imposed(on latent: Latent, shareLeft: Float, scheduler: any Scheduler, index: Int) -> Latent {
        guard freedom.contains(where: { $0 < shareLeft }) else { return latent }
        let noised = scheduler.noised(original.samples, with: noise, at: index)
        return replacing(latent, with: noised) { $0 < shareLeft }
    }

    /// The finished latent, with what was never free as it was known.
    func completed(_ latent: Latent) -> Latent {
        replacing(latent, with: original.samples) { $0 == 0 }
    }

    private func replacing(_ latent: Latent, with samples: [Float], where isKnown: (Float) -> Bool) -> Latent {
        var result = latent
        let area = latent.height * latent.width
        for place in 0..<area where isKnown(freedom[place]) {
            for channel in 0..<latent.channels { result.samples[channel * area + place] = samples[channel * area + place] }
        }
        return result
    }
}
