import Foundation

/// The UNet of a single file: which settings its tensors' shapes tell, and how its modules are named
/// (Rombach et al., 2022; the original `openaimodel.UNetModel`).
///
///     input_blocks    0: first convolution; then of each level its layers and, but for the last, a halving
///     middle_block    residual block, transformer, residual block
///     output_blocks   of each level, from the bottom, one layer more; the last of them doubles
struct SingleFileUNet: Sendable {
    static let prefix = "model.diffusion_model."

    /// One resolution.
    private struct Level {
        var channels: Int
        var layerCount = 0
        var attends = false
    }

    let modules: StoredModules
    private let levels: [Level]
    private var layerCount: Int { levels[0].layerCount }

    /// - Throws: `DiffusionError` when the tensors are not those of such a UNet.
    init(_ file: SafetensorsFile) throws {
        modules = StoredModules(file: file, prefix: Self.prefix)
        guard !modules.contains("label_emb.0.0.weight") else {
            throw DiffusionError.unsupported(
                path: file.path,
                reason: "its UNet takes more than a prompt, as Stable Diffusion XL and unCLIP do; "
                    + "choose a Stable Diffusion 1 or 2 model")
        }
        var levels = [Level(channels: try modules.shape("input_blocks.0.0.weight", rank: 4)[0])]
        for index in 1..<max(2, modules.count("input_blocks")) {
            let block = "input_blocks.\(index)"
            if modules.contains("\(block).0.op.weight") {
                levels.append(Level(channels: 0))
                continue
            }
            let level = levels.count - 1
            levels[level].channels = try modules.shape("\(block).0.out_layers.3.weight", rank: 4)[0]
            levels[level].layerCount += 1
            levels[level].attends = modules.contains("\(block).1.norm.weight")
        }
        guard levels.allSatisfy({ $0.layerCount == levels[0].layerCount && $0.layerCount > 0 }) else {
            throw DiffusionError.malformedFile(
                path: file.path, reason: "the levels of its UNet have \(levels.map(\.layerCount)) residual blocks")
        }
        self.levels = levels
    }

    /// Channels of the input.
    func inputChannels() throws -> Int { try modules.shape("input_blocks.0.0.weight", rank: 4)[1] }

    /// Whether transformers are entered through linear layers, as from Stable Diffusion 2 on.
    private func usesLinearProjection() throws -> Bool {
        let weight = "middle_block.1.proj_in.weight"
        return modules.file.shape(of: Self.prefix + weight)?.count == 2
    }

    /// - Parameter latentSize: the width and height of latents that it was trained on.
    func configuration(latentSize: Int) throws -> UNetConfiguration {
        let linear = try usesLinearProjection()
        let settings: [String: Any] = [
            "sample_size": latentSize,
            "in_channels": try inputChannels(),
            "out_channels": try modules.shape("out.2.weight", rank: 4)[0],
            "block_out_channels": levels.map(\.channels),
            "down_block_types": levels.map { $0.attends ? "CrossAttnDownBlock2D" : "DownBlock2D" },
            "up_block_types": levels.reversed().map { $0.attends ? "CrossAttnUpBlock2D" : "UpBlock2D" },
            "layers_per_block": layerCount,
            "cross_attention_dim": try modules.shape("middle_block.1.transformer_blocks.0.attn2.to_k.weight", rank: 2)[1],
            "transformer_layers_per_block": modules.count("middle_block.1.transformer_blocks"),
            "use_linear_projection": linear,
            // Stable Diffusion 1 has 8 heads everywhere, Stable Diffusion 2 heads of 64 channels.
            "attention_head_dim": linear ? levels.map { max(1, $0.channels / 64) } : [Int](repeating: 8, count: levels.count),
        ]
        return try UNetConfiguration(
            json: JSONSerialization.data(withJSONObject: settings), file: modules.file.path)
    }

    func weights() -> Weights { modules.weights(naming) }

    private var naming: TensorNaming {
        var naming = TensorNaming()
        naming.pair("conv_in", "input_blocks.0.0")
        naming.pair("time_embedding.linear_1", "time_embed.0")
        naming.pair("time_embedding.linear_2", "time_embed.2")
        naming.pair("conv_norm_out", "out.0")
        naming.pair("conv_out", "out.2")
        naming.pairResidual("mid_block.resnets.0", "middle_block.0")
        naming.pair("mid_block.attentions.0", "middle_block.1")
        naming.pairResidual("mid_block.resnets.1", "middle_block.2")
        for (index, level) in levels.enumerated() {
            let first = 1 + index * (layerCount + 1)
            for layer in 0..<layerCount {
                naming.pairResidual("down_blocks.\(index).resnets.\(layer)", "input_blocks.\(first + layer).0")
                naming.pair("down_blocks.\(index).attentions.\(layer)", "input_blocks.\(first + layer).1")
            }
            naming.pair("down_blocks.\(index).downsamplers.0.conv", "input_blocks.\(first + layerCount).0.op")

            let up = levels.count - 1 - index
            let last = up * (layerCount + 1) + layerCount
            for layer in 0...layerCount {
                let block = "output_blocks.\(up * (layerCount + 1) + layer)"
                naming.pairResidual("up_blocks.\(up).resnets.\(layer)", "\(block).0")
                if level.attends { naming.pair("up_blocks.\(up).attentions.\(layer)", "\(block).1") }
            }
            naming.pair("up_blocks.\(up).upsamplers.0.conv", "output_blocks.\(last).\(level.attends ? 2 : 1).conv")
        }
        return naming
    }
}

extension TensorNaming {
    /// The layers of a residual block.
    fileprivate mutating func pairResidual(_ networkName: String, _ storedName: String) {
        pair("\(networkName).norm1", "\(storedName).in_layers.0")
        pair("\(networkName).conv1", "\(storedName).in_layers.2")
        pair("\(networkName).time_emb_proj", "\(storedName).emb_layers.1")
        pair("\(networkName).norm2", "\(storedName).out_layers.0")
        pair("\(networkName).conv2", "\(storedName).out_layers.3")
        pair("\(networkName).conv_shortcut", "\(storedName).skip_connection")
    }
}
