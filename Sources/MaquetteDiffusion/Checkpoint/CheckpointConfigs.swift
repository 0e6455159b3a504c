/// What the parts of a checkpoint have to agree on, from their configs.
struct CheckpointConfigs: Sendable {
    struct TextEncoder: Decodable, Sendable {
        var architectures: [String]?
        var vocabularySize: Int
        var hiddenSize: Int
        var maximumPositions: Int

        private enum CodingKeys: String, CodingKey {
            case architectures
            case vocabularySize = "vocab_size"
            case hiddenSize = "hidden_size"
            case maximumPositions = "max_position_embeddings"
        }
    }

    struct UNet: Decodable, Sendable {
        var className: String
        var inputChannels: Int
        var outputChannels: Int
        var crossAttentionSize: Int
        var sampleSize: SampleSize?

        private enum CodingKeys: String, CodingKey {
            case className = "_class_name"
            case inputChannels = "in_channels"
            case outputChannels = "out_channels"
            case crossAttentionSize = "cross_attention_dim"
            case sampleSize = "sample_size"
        }
    }

    struct VAE: Decodable, Sendable {
        var className: String
        var latentChannels: Int
        var blockOutputChannels: [Int]

        private enum CodingKeys: String, CodingKey {
            case className = "_class_name"
            case latentChannels = "latent_channels"
            case blockOutputChannels = "block_out_channels"
        }

        /// How many pixels wide and high one latent value is.
        var scaleFactor: Int { 1 << max(0, blockOutputChannels.count - 1) }
    }

    /// The latent size a UNet was trained on: one number for a square, or height and width.
    struct SampleSize: Decodable, Sendable {
        var width: Int
        var height: Int

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let size = try? container.decode(Int.self) {
                (width, height) = (size, size)
                return
            }
            let extents = try container.decode([Int].self)
            guard extents.count == 2 else {
                throw DecodingError.dataCorruptedError(
                    in: container, debugDescription: "a size is one number or [height, width]")
            }
            (height, width) = (extents[0], extents[1])
        }
    }

    let textEncoder: TextEncoder
    let unet: UNet
    let vae: VAE

    /// Reads the configs and checks that they fit each other.
    init(_ layout: CheckpointLayout) throws {
        textEncoder = try JSONFile.read(TextEncoder.self, at: layout.config(of: .textEncoder))
        unet = try JSONFile.read(UNet.self, at: layout.config(of: .unet))
        vae = try JSONFile.read(VAE.self, at: layout.config(of: .vae))
        try check(path: layout.folder.path)
    }

    /// Whether the UNet sees a depth map beside the latent.
    var takesDepth: Bool { unet.inputChannels == vae.latentChannels + 1 }

    /// Whether the UNet sees the latent alone.
    var takesLatentOnly: Bool { unet.inputChannels == vae.latentChannels }

    private func check(path: String) throws {
        func refuse(_ reason: String) -> DiffusionError { .inconsistentCheckpoint(path: path, reason: reason) }
        guard (1...6).contains(vae.blockOutputChannels.count), vae.latentChannels > 0 else {
            throw refuse("its VAE has \(vae.blockOutputChannels.count) levels and \(vae.latentChannels) latent channels")
        }
        guard textEncoder.vocabularySize > 0, textEncoder.maximumPositions >= 2 else {
            throw refuse("its text encoder has no vocabulary or no room for a prompt")
        }
        guard unet.outputChannels == vae.latentChannels else {
            throw refuse("its UNet makes \(unet.outputChannels) channels and its VAE takes \(vae.latentChannels)")
        }
        guard unet.crossAttentionSize == textEncoder.hiddenSize else {
            throw refuse(
                "its UNet attends to \(unet.crossAttentionSize) channels of text "
                    + "and its text encoder makes \(textEncoder.hiddenSize)")
        }
    }
}
