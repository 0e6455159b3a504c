import MaquetteImaging

/// One denoising step that has just been done.
public struct DenoisingStep: Sendable {
    /// How far the run has come, this step included.
    public let progress: PipelineProgress
    /// The noise level the step started from, 0...999 for the usual 1000 training levels; some schedulers
    /// go to levels between them.
    public let timestep: Float

    let predictedOriginal: Latent
    let networks: PipelineNetworks

    /// The picture as it stands: what the model now believes the finished picture to be.
    ///
    /// - Returns: 8-bit RGB of the run's size. Decoding takes about as long as for the finished picture, unless a VAE for
    ///   previews is attached.
    /// - Throws: `TensorError` when memory runs out.
    public func preview() throws -> Image {
        try networks.preview(of: predictedOriginal)
    }
}
