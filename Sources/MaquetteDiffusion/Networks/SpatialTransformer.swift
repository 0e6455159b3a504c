import MaquetteTensor

/// Transformer layers over a feature map, whose pixels are their tokens.
///
///     x ─┬─ norm ─ projection ─ transformer block × n ─ projection ─(+)─
///        └──────────────────────────────────────────────────────┘
final class SpatialTransformer: Sendable {
    private let norm: GroupNorm
    private let entry, exit: Linear
    private let blocks: [TransformerBlock]

    init(
        _ weights: Weights, _ block: UNetConfiguration.Block, layerCount: Int, groups: Int,
        crossAttentions: inout [CrossAttention], _ context: ComputeContext
    ) throws {
        let channels = block.channels
        norm = try weights["norm"].groupNorm(channels, groups: groups, epsilon: 1e-6, context)
        entry = try weights["proj_in"].linear(channels, channels, context)
        blocks = try (0..<layerCount).map {
            try TransformerBlock(
                weights["transformer_blocks"][$0], channels: channels, headCount: block.headCount,
                contextChannels: block.crossAttentionChannels, crossAttentions: &crossAttentions, context)
        }
        exit = try weights["proj_out"].linear(channels, channels, context)
    }

    func callAsFunction(_ x: Tensor, _ prompt: PreparedContext) throws -> Tensor {
        let tokens = [x.shape[0], x.shape[1] * x.shape[2], x.shape[3]]
        var hidden = try entry(norm(x).reshaped(tokens))
        for block in blocks { hidden = try block(hidden, prompt) }
        return try exit(hidden, .add(x.reshaped(tokens))).reshaped(x.shape)
    }
}
