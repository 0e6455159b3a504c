import MaquetteTensor

/// One transformer layer of a UNet.
///
///     x ─┬─ norm ─ self-attention ─(+)─┬─ norm ─ cross-attention ─(+)─┬─ norm ─ feed forward ─(+)─
///        └─────────────────────────┘   └──────────────────────────┘   └──────────────────────┘
final class TransformerBlock: Sendable {
    private let norm1, norm2, norm3: LayerNorm
    private let selfAttention: SelfAttention
    private let crossAttention: CrossAttention
    private let feedForward: FeedForward

    /// - Parameter crossAttentions: the UNet's cross-attention layers so far; this block adds its own.
    init(
        _ weights: Weights, channels: Int, headCount: Int, contextChannels: Int,
        crossAttentions: inout [CrossAttention], _ context: ComputeContext
    ) throws {
        norm1 = try weights["norm1"].layerNorm(channels, context)
        selfAttention = try SelfAttention(weights["attn1"], channels: channels, headCount: headCount, context)
        norm2 = try weights["norm2"].layerNorm(channels, context)
        crossAttention = try CrossAttention(
            weights["attn2"], channels: channels, headCount: headCount, contextChannels: contextChannels,
            slot: crossAttentions.count, context)
        crossAttentions.append(crossAttention)
        norm3 = try weights["norm3"].layerNorm(channels, context)
        feedForward = try FeedForward(weights["ff"]["net"], channels: channels, context)
    }

    func callAsFunction(_ x: Tensor, _ prompt: PreparedContext) throws -> Tensor {
        var hidden = try selfAttention(norm1(x), residual: x)
        hidden = try crossAttention(norm2(hidden), prompt, residual: hidden)
        return try feedForward(norm3(hidden), residual: hidden)
    }
}

/// Attention of a picture's tokens to each other.
final class SelfAttention: Sendable {
    private let queries, keys, values, projection: Linear
    private let headCount: Int
    private let context: ComputeContext

    init(_ weights: Weights, channels: Int, headCount: Int, _ context: ComputeContext) throws {
        queries = try weights["to_q"].linear(channels, channels, bias: false, context)
        keys = try weights["to_k"].linear(channels, channels, bias: false, context)
        values = try weights["to_v"].linear(channels, channels, bias: false, context)
        projection = try weights["to_out"][0].linear(channels, channels, context)
        self.headCount = headCount
        self.context = context
    }

    func callAsFunction(_ x: Tensor, residual: Tensor) throws -> Tensor {
        let memory = try KeysAndValues(keys: keys(x), values: values(x), headCount: headCount)
        return try projection(context.attention(queries(x), memory), .add(residual))
    }
}

/// Attention of a picture's tokens to the prompt's. Its keys and values depend on the prompt alone and
/// are computed once for a whole run.
final class CrossAttention: Sendable {
    private let queries, keys, values, projection: Linear
    private let headCount: Int
    private let contextChannels: Int
    private let slot: Int
    private let context: ComputeContext

    /// - Parameter slot: the layer's place in a `PreparedContext`.
    init(
        _ weights: Weights, channels: Int, headCount: Int, contextChannels: Int, slot: Int,
        _ context: ComputeContext
    ) throws {
        queries = try weights["to_q"].linear(channels, channels, bias: false, context)
        keys = try weights["to_k"].linear(contextChannels, channels, bias: false, context)
        values = try weights["to_v"].linear(contextChannels, channels, bias: false, context)
        projection = try weights["to_out"][0].linear(channels, channels, context)
        self.headCount = headCount
        self.contextChannels = contextChannels
        self.slot = slot
        self.context = context
    }

    /// - Parameter hiddenStates: [batch, tokens, context channels].
    func keysAndValues(_ hiddenStates: Tensor) throws -> KeysAndValues {
        guard hiddenStates.shape.count == 3, hiddenStates.shape[2] == contextChannels else {
            throw NetworkError.invalidInput(
                network: UNetConfiguration.networkName,
                reason: "hidden states of shape \(hiddenStates.shape) where [batch, tokens, \(contextChannels)] belong")
        }
        // No step needs these weights, in the XL family up to an eighth of all.
        defer {
            keys.releasePackedWeights()
            values.releasePackedWeights()
        }
        return try KeysAndValues(keys: keys(hiddenStates), values: values(hiddenStates), headCount: headCount)
    }

    /// Whether the weights of this name are needed for prompts, and not for steps.
    static func packsOnlyForPrompts(_ name: String) -> Bool {
        name.hasSuffix("attn2.to_k.weight") || name.hasSuffix("attn2.to_v.weight")
    }

    func callAsFunction(_ x: Tensor, _ prompt: PreparedContext, residual: Tensor) throws -> Tensor {
        try projection(context.attention(queries(x), prompt.layers[slot]), .add(residual))
    }
}

/// Two linear layers around a gated activation, GEGLU (Shazeer, 2020): value · GELU(gate).
private final class FeedForward: Sendable {
    private let value, gate, contraction: Linear

    init(_ weights: Weights, channels: Int, _ context: ComputeContext) throws {
        let inner = 4 * channels
        // One stored matrix holds the values' rows, then the gates'.
        let expansion = weights[0]["proj"]
        let weight = try expansion.parameter("weight", shape: [2 * inner, channels])
        let bias = try expansion.parameter("bias", shape: [2 * inner])
        value = weights.remembered(try Linear(weight: weight.rows(0..<inner), bias: bias.rows(0..<inner), context: context))
        gate = weights.remembered(try Linear(weight: weight.rows(inner..<2 * inner), bias: bias.rows(inner..<2 * inner), context: context))
        contraction = try weights[2].linear(inner, channels, context)
    }

    func callAsFunction(_ x: Tensor, residual: Tensor) throws -> Tensor {
        let gates = try gate(x, .activation(.gelu))
        return try contraction(value(x, .multiply(gates)), .add(residual))
    }
}
