/// The configs of a checkpoint's networks, and what they have to agree on.
struct CheckpointConfigs: Sendable {
    /// One, or in models of the XL family two.
    let textEncoders: [CLIPTextConfiguration]
    let unet: UNetConfiguration
    let vae: any PictureCodecConfiguration

    /// - Parameter path: the folder or file to name in errors.
    /// - Throws: `DiffusionError` when the configs do not fit each other.
    init(
        textEncoders: [CLIPTextConfiguration], unet: UNetConfiguration, vae: any PictureCodecConfiguration, path: String
    ) throws {
        self.textEncoders = textEncoders
        self.unet = unet
        self.vae = vae
        try check(path: path)
    }

    /// Which family the model belongs to.
    var family: ModelFamily { ModelFamily(unet) }

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
        guard textEncoders.allSatisfy({ $0.maximumTokenCount >= 2 }) else {
            throw refuse("its text encoder has no room for a prompt")
        }
        guard unet.outputChannels == vae.latentChannels else {
            throw refuse("its UNet makes \(unet.outputChannels) channels and its VAE takes \(vae.latentChannels)")
        }
        guard unet.takesAddedConditions == (textEncoders.count == 2) else {
            throw refuse(
                "a UNet that takes pooled prompts and two text encoders belong together, and it has one without the other")
        }
        let textChannels = textEncoders.reduce(0) { $0 + $1.hiddenSize }
        let attended = Set(try unet.blocks().map(\.crossAttentionChannels)).subtracting([textChannels])
        guard attended.isEmpty else {
            throw refuse(
                "its UNet attends to \(attended.sorted()) channels of text "
                    + "and its text encoder makes \(textChannels)")
        }
        if let pooled = unet.pooledChannels, let encoder = textEncoders.last, pooled != encoder.projectionSize {
            throw refuse(
                "its UNet takes a pooled prompt of \(pooled) channels and its second text encoder makes \(encoder.projectionSize)")
        }
        guard vae.inputChannels == 3, vae.outputChannels == 3 else {
            throw refuse("its VAE works on \(vae.inputChannels) colour channels, not on red, green and blue")
        }
        guard vae.shiftFactor ?? 0 == 0, vae.scalingFactor != 0, vae.scalingFactor.isFinite else {
            throw refuse("its VAE's latents are scaled in a way that depth-to-image pipelines do not know")
        }
    }
}
