import MaquetteTensor

/// What all blocks of an autoencoder share.
struct AutoencoderBuilder {
    /// What its normalizations add to the variance; fixed in diffusers.
    static let epsilon: Float = 1e-6
    let groups: Int
    let context: ComputeContext

    func residual(_ weights: Weights, input: Int, output: Int) throws -> ResidualBlock {
        try ResidualBlock(
            weights, input: input, output: output, timeChannels: nil, groups: groups, epsilon: Self.epsilon, context)
    }

    /// The residual blocks of one level.
    func residuals(_ weights: Weights, count: Int, input: Int, output: Int) throws -> [ResidualBlock] {
        try (0..<count).map {
            try residual(weights["resnets"][$0], input: $0 == 0 ? input : output, output: output)
        }
    }

    func exitNorm(_ weights: Weights, channels: Int) throws -> GroupNorm {
        try weights["conv_norm_out"].groupNorm(channels, groups: groups, epsilon: Self.epsilon, silu: true, context)
    }
}

/// The middle of encoder and decoder: a residual block, attention if the model has it, a residual block.
final class AutoencoderMidBlock: Sendable {
    private let entry: ResidualBlock
    private let attention: AutoencoderAttention?
    private let exit: ResidualBlock

    init(_ weights: Weights, channels: Int, attends: Bool, _ builder: AutoencoderBuilder) throws {
        entry = try builder.residual(weights["resnets"][0], input: channels, output: channels)
        attention = attends ? try AutoencoderAttention(weights["attentions"][0], channels: channels, builder) : nil
        exit = try builder.residual(weights["resnets"][1], input: channels, output: channels)
    }

    func callAsFunction(_ x: Tensor) throws -> Tensor {
        var hidden = try entry(x)
        if let attention { hidden = try attention(hidden) }
        return try exit(hidden)
    }
}

/// Attention of all pixels to each other, with a single head.
final class AutoencoderAttention: Sendable {
    private let norm: GroupNorm
    private let queries, keys, values, projection: Linear
    private let context: ComputeContext

    /// - Parameter weights: under today's names or those that diffusers used up to 2022.
    init(_ weights: Weights, channels: Int, _ builder: AutoencoderBuilder) throws {
        let context = builder.context
        let isOld = weights.contains("proj_attn.weight")
        norm = try weights["group_norm"].groupNorm(
            channels, groups: builder.groups, epsilon: AutoencoderBuilder.epsilon, context)
        queries = try weights[isOld ? "query" : "to_q"].linear(channels, channels, context)
        keys = try weights[isOld ? "key" : "to_k"].linear(channels, channels, context)
        values = try weights[isOld ? "value" : "to_v"].linear(channels, channels, context)
        projection = try weights[isOld ? "proj_attn" : "to_out.0"].linear(channels, channels, context)
        self.context = context
    }

    func callAsFunction(_ x: Tensor) throws -> Tensor {
        let tokens = [x.shape[0], x.shape[1] * x.shape[2], x.shape[3]]
        let normed = try norm(x).reshaped(tokens)
        let memory = try KeysAndValues(keys: keys(normed), values: values(normed), headCount: 1)
        let attended = try context.attention(queries(normed), memory)
        return try projection(attended, .add(x.reshaped(tokens))).reshaped(x.shape)
    }
}
