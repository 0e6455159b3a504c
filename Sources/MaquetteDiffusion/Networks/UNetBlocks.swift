import MaquetteTensor

/// What all blocks of one UNet share while they are built.
struct UNetBuilder {
    let timeChannels: Int
    let groups: Int
    let epsilon: Float
    let context: ComputeContext
    /// The cross-attention layers so far, in the order of their slots.
    var crossAttentions: [CrossAttention] = []

    func residual(_ weights: Weights, input: Int, output: Int) throws -> ResidualBlock {
        try ResidualBlock(
            weights, input: input, output: output, timeChannels: timeChannels, groups: groups, epsilon: epsilon, context)
    }

    mutating func transformer(
        _ weights: Weights, _ block: UNetConfiguration.Block, layerCount: Int
    ) throws -> SpatialTransformer {
        try SpatialTransformer(
            weights, block, layerCount: layerCount, groups: groups, crossAttentions: &crossAttentions, context)
    }
}

/// A level on the way down: residual blocks, each followed by a transformer where the level has them,
/// then halving of width and height. Every result is kept for the way up.
final class UNetDownBlock: Sendable {
    private let residuals: [ResidualBlock]
    private let transformers: [SpatialTransformer]
    private let downsample: Convolution?

    init(
        _ weights: Weights, _ block: UNetConfiguration.Block, input: Int, attends: Bool,
        downsamplePadding: Int?, _ builder: inout UNetBuilder
    ) throws {
        var residuals: [ResidualBlock] = []
        var transformers: [SpatialTransformer] = []
        for layer in 0..<block.layerCount {
            residuals.append(
                try builder.residual(
                    weights["resnets"][layer], input: layer == 0 ? input : block.channels, output: block.channels))
            if attends {
                transformers.append(
                    try builder.transformer(
                        weights["attentions"][layer], block, layerCount: block.downTransformerLayers[layer]))
            }
        }
        self.residuals = residuals
        self.transformers = transformers
        downsample = try downsamplePadding.map { padding in
            try weights["downsamplers"][0]["conv"].convolution(
                block.channels, block.channels, stride: 2,
                padding: padding == 0 ? .atEnd : Convolution.Padding(padding), builder.context)
        }
    }

    /// - Parameter skips: the kept results so far; this level adds its own.
    func callAsFunction(_ x: Tensor, time: Tensor, _ prompt: PreparedContext, skips: inout [Tensor]) throws -> Tensor {
        var hidden = x
        for (layer, residual) in residuals.enumerated() {
            hidden = try residual(hidden, time: time)
            if !transformers.isEmpty { hidden = try transformers[layer](hidden, prompt) }
            skips.append(hidden)
        }
        if let downsample {
            hidden = try downsample(hidden)
            skips.append(hidden)
        }
        return hidden
    }
}

/// The bottom: a residual block, then a transformer and another residual block where the model has them.
final class UNetMidBlock: Sendable {
    private let entry: ResidualBlock
    private let transformer: SpatialTransformer?
    private let exit: ResidualBlock?

    /// - Parameter transformerLayers: nil for a residual block alone.
    init(
        _ weights: Weights, _ block: UNetConfiguration.Block, transformerLayers: Int?, _ builder: inout UNetBuilder
    ) throws {
        entry = try builder.residual(weights["resnets"][0], input: block.channels, output: block.channels)
        transformer = try transformerLayers.map {
            try builder.transformer(weights["attentions"][0], block, layerCount: $0)
        }
        exit = transformer == nil
            ? nil : try builder.residual(weights["resnets"][1], input: block.channels, output: block.channels)
    }

    func callAsFunction(_ x: Tensor, time: Tensor, _ prompt: PreparedContext) throws -> Tensor {
        let hidden = try entry(x, time: time)
        guard let transformer, let exit else { return hidden }
        return try exit(transformer(hidden, prompt), time: time)
    }
}

/// A level on the way up: residual blocks that also take what the way down kept, each followed by a
/// transformer where the level has them, then doubling of width and height.
final class UNetUpBlock: Sendable {
    private let residuals: [ResidualBlock]
    private let transformers: [SpatialTransformer]
    private let upsample: Upsample?
    private let context: ComputeContext

    /// - Parameters:
    ///   - previous: channels that come from the level below.
    ///   - skip: channels of the last result that is taken from the way down.
    init(
        _ weights: Weights, _ block: UNetConfiguration.Block, previous: Int, skip: Int, attends: Bool,
        upsamples: Bool, _ builder: inout UNetBuilder
    ) throws {
        var residuals: [ResidualBlock] = []
        var transformers: [SpatialTransformer] = []
        for layer in 0...block.layerCount {
            let fromBelow = layer == 0 ? previous : block.channels
            let fromSide = layer == block.layerCount ? skip : block.channels
            residuals.append(
                try builder.residual(weights["resnets"][layer], input: fromBelow + fromSide, output: block.channels))
            if attends {
                transformers.append(
                    try builder.transformer(
                        weights["attentions"][layer], block, layerCount: block.upTransformerLayers[layer]))
            }
        }
        self.residuals = residuals
        self.transformers = transformers
        upsample = upsamples
            ? try Upsample(weights["upsamplers"][0], channels: block.channels, builder.context) : nil
        context = builder.context
    }

    /// - Parameter skips: what the way down kept; this level takes its own from the end.
    func callAsFunction(_ x: Tensor, time: Tensor, _ prompt: PreparedContext, skips: inout [Tensor]) throws -> Tensor {
        var hidden = x
        for (layer, residual) in residuals.enumerated() {
            hidden = try residual(context.concatenateChannels(hidden, skips.removeLast()), time: time)
            if !transformers.isEmpty { hidden = try transformers[layer](hidden, prompt) }
        }
        guard let upsample else { return hidden }
        // The next level's size, which is not twice this one's where halving had to round.
        return try upsample(hidden, height: skips.last?.shape[1], width: skips.last?.shape[2])
    }
}

extension Convolution.Padding {
    /// One row below and one column to the right.
    static let atEnd = Convolution.Padding(top: 0, left: 0, bottom: 1, right: 1)
}
