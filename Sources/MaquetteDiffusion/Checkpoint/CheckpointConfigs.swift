/// The configs of a checkpoint's networks, and what they have to agree on.
struct CheckpointConfigs: Sendable {
    let textEncoder: CLIPTextConfiguration
    let unet: UNetConfiguration
    let vae: AutoencoderConfiguration

    /// - Parameter path: the folder or file to name in errors.
    /// - Throws: `DiffusionError` when the configs do not fit each other.
    init(
        textEncoder: CLIPTextConfiguration, unet: UNetConfiguration, vae: AutoencoderConfiguration, path: String
    ) throws {
        self.textEncoder = textEncoder
        self.unet = unet
        self.vae = vae
        try check(path: path)
    }

    /// Whether the UNet sees a depth map beside the latent.
    var takesDepth: Bool { unet.inputChannels == vae.latentChannels + 1 }

    /// Whether the UNet sees the latent alone.
    var takesLatentOnly: Bool { unet.inputChannels == vae.latentChannels }

    /// The latent size the UNet was trained on; Stable Diffusion's 64 x 64 where its config does not say.
    var latentSize: (width: Int, height: Int) {
        let extents: [Int] =
            switch unet.sampleSize {
            case .all(let size): [size, size]
            case .each(let sizes): sizes
            case nil: []
            }
        guard extents.count == 2, extents.allSatisfy({ (1...4096).contains($0) }) else { return (64, 64) }
        return (extents[1], extents[0])
    }

    private func check(path: String) throws {
        func refuse(_ reason: String) -> DiffusionError { .inconsistentCheckpoint(path: path, reason: reason) }
        guard textEncoder.maximumTokenCount >= 2 else {
            throw refuse("its text encoder has no room for a prompt")
        }
        guard unet.outputChannels == vae.latentChannels else {
            throw refuse("its UNet makes \(unet.outputChannels) channels and its VAE takes \(vae.latentChannels)")
        }
        let attended = Set(try unet.blocks().map(\.crossAttentionChannels)).subtracting([textEncoder.hiddenSize])
        guard attended.isEmpty else {
            throw refuse(
                "its UNet attends to \(attended.sorted()) channels of text "
                    + "and its text encoder makes \(textEncoder.hiddenSize)")
        }
        guard vae.inputChannels == 3, vae.outputChannels == 3 else {
            throw refuse("its VAE works on \(vae.inputChannels) colour channels, not on red, green and blue")
        }
        guard vae.shiftFactor ?? 0 == 0, vae.scalingFactor != 0, vae.scalingFactor.isFinite else {
            throw refuse("its VAE's latents are scaled in a way that depth-to-image pipelines do not know")
        }
    }
}
