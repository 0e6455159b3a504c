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
    /// Whether it is of the XL family.
    let isXL: Bool
    private let levels: [Level]
    private var layerCount: Int { levels[0].layerCount }

    /// - Throws: `DiffusionError` when the tensors are not those of such a UNet.
    init(_ file: SafetensorsFile) throws {
        modules = StoredModules(file: file, prefix: Self.prefix)
        isXL = modules.contains("label_emb.0.0.weight")
        guard !isXL || file.tensorNames.contains(where: { $0.hasPrefix(SingleFileTextEncoder.Place.secondOfTwo.rawValue) }) else {
            throw DiffusionError.unsupported(
                path: file.path,
                reason: "its UNet takes more than a prompt, as unCLIP and the refiner of Stable Diffusion XL do; "
                    + "choose a Stable Diffusion 1, 2 or XL model")
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
        modules.file.shape(of: "\(Self.prefix)\(firstAttention).proj_in.weight")?.count == 2
    }

    /// The topmost transformer on the way down.
    private var firstAttention: String {
        let level = levels.firstIndex(where: \.attends) ?? 0
        return "input_blocks.\(1 + level * (layerCount + 1)).1"
    }

    /// Transformer layers after each residual block, of each level from the top.
    private var downTransformerLayers: [[Int]] {
        levels.enumerated().map { index, level in
            (0..<layerCount).map {
                level.attends ? modules.count("input_blocks.\(1 + index * (layerCount + 1) + $0).1.transformer_blocks") : 1
            }
        }
    }

    /// The same on the way up, from the bottom.
    private var upTransformerLayers: [[Int]] {
        levels.reversed().enumerated().map { index, level in
            (0...layerCount).map {
                level.attends ? modules.count("output_blocks.\(index * (layerCount + 1) + $0).1.transformer_blocks") : 1
            }
        }
    }

    /// - Parameter latentSize: the width and height of latents that it was trained on.
    func configuration(latentSize: Int) throws -> UNetConfiguration {
        let linear = try usesLinearProjection()
        var settings: [String: Any] = [
            "sample_size": latentSize,
            "in_channels": try inputChannels(),
            "out_channels": try modules.shape("out.2.weight", rank: 4)[0],
            "block_out_channels": levels.map(\.channels),
            "down_block_types": levels.map { $0.attends ? "CrossAttnDownBlock2D" : "DownBlock2D" },
            "up_block_types": levels.reversed().map { $0.attends ? "CrossAttnUpBlock2D" : "UpBlock2D" },
            "layers_per_block": layerCount,
            "cross_attention_dim": try modules.shape("\(firstAttention).transformer_blocks.0.attn2.to_k.weight", rank: 2)[1],
            "transformer_layers_per_block": modules.count("middle_block.1.transformer_blocks"),
            "use_linear_projection": linear,
            // Stable Diffusion 1 has 8 heads everywhere, Stable Diffusion 2 heads of 64 channels.
            "attention_head_dim": linear ? levels.map { max(1, $0.channels / 64) } : [Int](repeating: 8, count: levels.count),
        ]
        if isXL {
            settings["transformer_layers_per_block"] = downTransformerLayers
            settings["reverse_transformer_layers_per_block"] = upTransformerLayers
            settings["mid_block_type"] =
                modules.contains("middle_block.1.norm.weight") ? "UNetMidBlock2DCrossAttn" : "UNetMidBlock2D"
            settings["addition_embed_type"] = "text_time"
            settings["addition_time_embed_dim"] = 256
            settings["projection_class_embeddings_input_dim"] = try modules.shape("label_emb.0.0.weight", rank: 2)[1]
        }
        return try UNetConfiguration(
            json: JSONSerialization.data(withJSONObject: settings), file: modules.file.path)
    }

    func weights() -> Weights { modules.weights(.originalUNet(attends: levels.map(\.attends), layerCount: layerCount)) }
}
