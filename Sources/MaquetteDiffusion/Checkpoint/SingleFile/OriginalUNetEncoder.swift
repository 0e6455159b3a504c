/// The way down of a UNet with the names of the original release, which a ControlNet has as well: which
/// settings its tensors' shapes tell (Rombach et al., 2022; the original `openaimodel.UNetModel`).
///
///     input_blocks    0: first convolution; then of each level its layers and, but for the last, a halving
///     middle_block    residual block, transformer, residual block
struct OriginalUNetEncoder: Sendable {
    /// One resolution.
    struct Level: Sendable {
        var channels: Int
        var layerCount = 0
        var attends = false
    }

    let modules: StoredModules
    /// From the top down.
    let levels: [Level]
    /// Residual blocks of each level.
    var layerCount: Int { levels[0].layerCount }
    /// Whether it is of the XL family.
    var isXL: Bool { Self.isXL(modules) }

    static func isXL(_ modules: StoredModules) -> Bool { modules.contains("label_emb.0.0.weight") }

    /// - Parameter network: what messages call it.
    /// - Throws: `DiffusionError` when the tensors are not those of such a network.
    init(_ modules: StoredModules, of network: String) throws {
        self.modules = modules
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
                path: modules.file.path, reason: "the levels of its \(network) have \(levels.map(\.layerCount)) residual blocks")
        }
        self.levels = levels
    }

    /// Channels of the input.
    func inputChannels() throws -> Int { try modules.shape("input_blocks.0.0.weight", rank: 4)[1] }

    /// Transformer layers after each residual block, of each level.
    var transformerLayers: [[Int]] {
        levels.enumerated().map { index, level in
            (0..<layerCount).map {
                level.attends ? modules.count("input_blocks.\(1 + index * (layerCount + 1) + $0).1.transformer_blocks") : 1
            }
        }
    }

    /// Transformer layers of the block in the middle.
    var midTransformerLayers: Int { modules.count("middle_block.1.transformer_blocks") }

    /// The topmost transformer.
    private var firstTransformer: String {
        guard let level = levels.firstIndex(where: \.attends) else { return "middle_block.1" }
        return "input_blocks.\(1 + level * (layerCount + 1)).1"
    }

    private func crossAttentionChannels() throws -> Int {
        let keys = "\(firstTransformer).transformer_blocks.0.attn2.to_k.weight"
        // The small ControlNets for XL have a transformer without layers, which attends to nothing.
        return isXL && !modules.contains(keys) ? 2048 : try modules.shape(keys, rank: 2)[1]
    }

    /// The settings of a UNet in diffusers' words, without those of the way up.
    func settings() throws -> [String: Any] {
        // Transformers are entered through linear layers from Stable Diffusion 2 on. Stable Diffusion 1 has 8 heads
        // everywhere, later ones have heads of 64 channels.
        let linear = modules.file.shape(of: "\(modules.prefix)\(firstTransformer).proj_in.weight")?.count == 2
        var settings: [String: Any] = [
            "in_channels": try inputChannels(),
            "block_out_channels": levels.map(\.channels),
            "down_block_types": levels.map { $0.attends ? "CrossAttnDownBlock2D" : "DownBlock2D" },
            "layers_per_block": layerCount,
            "cross_attention_dim": try crossAttentionChannels(),
            "transformer_layers_per_block": midTransformerLayers,
            "use_linear_projection": linear,
            "attention_head_dim": linear ? levels.map { max(1, $0.channels / 64) } : [Int](repeating: 8, count: levels.count),
        ]
        if isXL {
            settings["addition_embed_type"] = "text_time"
            settings["addition_time_embed_dim"] = 256
            settings["projection_class_embeddings_input_dim"] = try modules.shape("label_emb.0.0.weight", rank: 2)[1]
        }
        return settings
    }
}
