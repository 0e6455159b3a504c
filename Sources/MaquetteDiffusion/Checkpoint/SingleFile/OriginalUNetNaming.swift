/// The names that the original release gives the modules of a UNet (Rombach et al., 2022;
/// `openaimodel.UNetModel`), and Stable Diffusion XL's after it.
///
///     input_blocks    0: first convolution; then of each level its layers and, but for the last, a halving
///     middle_block    residual block, transformer, residual block
///     output_blocks   of each level, from the bottom, one layer more; the last of them doubles
extension TensorNaming {
    /// - Parameters:
    ///   - attends: whether the levels have transformers, from the top down.
    ///   - layerCount: residual blocks of a level on the way down.
    static func originalUNet(attends: [Bool], layerCount: Int) -> TensorNaming {
        var naming = TensorNaming()
        naming.pair("conv_in", "input_blocks.0.0")
        naming.pair("time_embedding.linear_1", "time_embed.0")
        naming.pair("time_embedding.linear_2", "time_embed.2")
        naming.pair("add_embedding.linear_1", "label_emb.0.0")
        naming.pair("add_embedding.linear_2", "label_emb.0.2")
        naming.pair("conv_norm_out", "out.0")
        naming.pair("conv_out", "out.2")
        naming.pairResidual("mid_block.resnets.0", "middle_block.0")
        naming.pair("mid_block.attentions.0", "middle_block.1")
        naming.pairResidual("mid_block.resnets.1", "middle_block.2")
        for index in attends.indices {
            naming.pairLevel(index, attends: attends[index], levelCount: attends.count, layerCount: layerCount)
        }
        return naming
    }

    /// For a UNet with as many layers in every level; nil for others, which the original release has not.
    static func originalUNet(_ configuration: UNetConfiguration) -> TensorNaming? {
        guard let layers = configuration.layersPerBlock.values(blockCount: configuration.blockChannels.count),
            let count = layers.first, Set(layers).count == 1
        else { return nil }
        return originalUNet(
            attends: configuration.downBlockTypes.map { $0 == "CrossAttnDownBlock2D" }, layerCount: count)
    }

    private mutating func pairLevel(_ index: Int, attends: Bool, levelCount: Int, layerCount: Int) {
        let first = 1 + index * (layerCount + 1)
        for layer in 0..<layerCount {
            pairResidual("down_blocks.\(index).resnets.\(layer)", "input_blocks.\(first + layer).0")
            pair("down_blocks.\(index).attentions.\(layer)", "input_blocks.\(first + layer).1")
        }
        pair("down_blocks.\(index).downsamplers.0.conv", "input_blocks.\(first + layerCount).0.op")

        let up = levelCount - 1 - index
        let last = up * (layerCount + 1) + layerCount
        for layer in 0...layerCount {
            let block = "output_blocks.\(up * (layerCount + 1) + layer)"
            pairResidual("up_blocks.\(up).resnets.\(layer)", "\(block).0")
            if attends { pair("up_blocks.\(up).attentions.\(layer)", "\(block).1") }
        }
        pair("up_blocks.\(up).upsamplers.0.conv", "output_blocks.\(last).\(attends ? 2 : 1).conv")
    }

    /// The layers of a residual block.
    private mutating func pairResidual(_ networkName: String, _ storedName: String) {
        pair("\(networkName).norm1", "\(storedName).in_layers.0")
        pair("\(networkName).conv1", "\(storedName).in_layers.2")
        pair("\(networkName).time_emb_proj", "\(storedName).emb_layers.1")
        pair("\(networkName).norm2", "\(storedName).out_layers.0")
        pair("\(networkName).conv2", "\(storedName).out_layers.3")
        pair("\(networkName).conv_shortcut", "\(storedName).skip_connection")
    }
}
