import Foundation

/// The VAE of a single file: which settings its tensors' shapes tell, and how its modules are named
/// (Rombach et al., 2022; the original `AutoencoderKL`).
///
/// Its decoder counts levels from the picture, diffusers' from the latents.
struct SingleFileAutoencoder: Sendable {
    static let prefix = "first_stage_model."

    let modules: StoredModules
    private let channels: [Int]
    private let layerCount: Int

    /// - Throws: `DiffusionError` when the tensors are not those of such a VAE.
    init(_ file: SafetensorsFile) throws {
        let modules = StoredModules(file: file, prefix: Self.prefix)
        self.modules = modules
        channels = try (0..<max(1, modules.count("encoder.down"))).map {
            try modules.shape("encoder.down.\($0).block.0.conv2.weight", rank: 4)[0]
        }
        layerCount = modules.count("encoder.down.0.block")
    }

    /// - Parameter scalingFactor: which the tensors do not tell.
    func configuration(scalingFactor: Double) throws -> AutoencoderConfiguration {
        let settings: [String: Any] = [
            "in_channels": try modules.shape("encoder.conv_in.weight", rank: 4)[1],
            "out_channels": try modules.shape("decoder.conv_out.weight", rank: 4)[0],
            "latent_channels": try modules.shape("decoder.conv_in.weight", rank: 4)[1],
            "block_out_channels": channels,
            "down_block_types": channels.map { _ in "DownEncoderBlock2D" },
            "up_block_types": channels.map { _ in "UpDecoderBlock2D" },
            "layers_per_block": layerCount,
            "scaling_factor": scalingFactor,
            "use_quant_conv": modules.contains("quant_conv.weight"),
            "use_post_quant_conv": modules.contains("post_quant_conv.weight"),
            "mid_block_add_attention": modules.contains("encoder.mid.attn_1.q.weight"),
        ]
        return try AutoencoderConfiguration(
            json: JSONSerialization.data(withJSONObject: settings), file: modules.file.path)
    }

    /// The losses of its training are not part of the network.
    func weights() -> Weights { modules.weights(naming, ignoring: { $0.hasPrefix("loss.") }) }

    private var naming: TensorNaming {
        var naming = TensorNaming()
        for name in ["quant_conv", "post_quant_conv"] { naming.pair(name, name) }
        for half in ["encoder", "decoder"] {
            naming.pair("\(half).conv_in", "\(half).conv_in")
            naming.pair("\(half).conv_out", "\(half).conv_out")
            naming.pair("\(half).conv_norm_out", "\(half).norm_out")
            naming.pairResidual("\(half).mid_block.resnets.0", "\(half).mid.block_1")
            naming.pairResidual("\(half).mid_block.resnets.1", "\(half).mid.block_2")
            let attention = ("\(half).mid_block.attentions.0", "\(half).mid.attn_1")
            for (network, stored) in [
                ("group_norm", "norm"), ("to_q", "q"), ("to_k", "k"), ("to_v", "v"), ("to_out.0", "proj_out"),
            ] {
                naming.pair("\(attention.0).\(network)", "\(attention.1).\(stored)")
            }
        }
        for level in channels.indices {
            let up = channels.count - 1 - level
            for layer in 0..<layerCount {
                naming.pairResidual("encoder.down_blocks.\(level).resnets.\(layer)", "encoder.down.\(level).block.\(layer)")
            }
            for layer in 0...layerCount {
                naming.pairResidual("decoder.up_blocks.\(up).resnets.\(layer)", "decoder.up.\(level).block.\(layer)")
            }
            naming.pair("encoder.down_blocks.\(level).downsamplers.0", "encoder.down.\(level).downsample")
            naming.pair("decoder.up_blocks.\(up).upsamplers.0", "decoder.up.\(level).upsample")
        }
        return naming
    }
}

extension TensorNaming {
    /// The layers of a residual block: the same names, but for the shortcut.
    fileprivate mutating func pairResidual(_ networkName: String, _ storedName: String) {
        pair(networkName, storedName)
        pair("\(networkName).conv_shortcut", "\(storedName).nin_shortcut")
    }
}
