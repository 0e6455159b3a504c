import MaquetteTensor

/// A residual network with group normalization and standardized kernels (BiT; Kolesnikov et al., 2020).
///
///     picture ─ conv 7×7 / 2 ─ norm ─ ReLU ─ max / 2 ─ stage ─ stage / 2 ─ stage / 2
final class BiTBackbone: Sendable {
    private let entry: SamePaddedConvolution
    private let entryNorm: GroupNorm
    private let stages: [[BiTLayer]]
    private let context: ComputeContext

    init(_ weights: Weights, _ configuration: BiTConfiguration, _ context: ComputeContext) throws {
        let embedder = weights["embedder"]
        entry = try SamePaddedConvolution(
            embedder["convolution"], configuration.inputChannels, configuration.embeddingChannels, kernel: 7, stride: 2,
            context)
        entryNorm = try embedder["norm"].bitNorm(configuration.embeddingChannels, configuration, context)
        var channels = configuration.embeddingChannels
        stages = try configuration.stages.enumerated().map { index, stage in
            try (0..<stage.depth).map { layer in
                defer { channels = stage.channels }
                return try BiTLayer(
                    weights["encoder"]["stages"][index]["layers"][layer], input: channels, output: stage.channels,
                    stride: layer == 0 && index > 0 ? 2 : 1, isFirst: layer == 0, configuration, context)
            }
        }
        self.context = context
    }

    /// - Parameter picture: [batch, height, width, channels].
    /// - Returns: each stage's result: a quarter, an eighth and a sixteenth of the picture's sides.
    func callAsFunction(_ picture: Tensor) throws -> [Tensor] {
        let embedded = try context.relu(entryNorm(entry(picture)))
        var hidden = try context.maxPool(
            embedded, size: 3, stride: 2,
            padding: SamePaddedConvolution.padding(
                height: embedded.shape[1], width: embedded.shape[2], kernel: 3, stride: 2))
        return try stages.map { stage in
            for layer in stage { hidden = try layer(hidden) }
            return hidden
        }
    }
}

/// One bottleneck layer.
///
///     x ─┬─ conv 1×1 ─ norm ─ ReLU ─ conv 3×3 ─ norm ─ ReLU ─ conv 1×1 ─ norm ─(+)─ ReLU
///        └──────────────── in a stage's first layer: conv 1×1 ─ norm ──────────┘
private final class BiTLayer: Sendable {
    private let reduction, convolution, expansion: SamePaddedConvolution
    private let norm1, norm2, norm3: GroupNorm
    private let shortcut: SamePaddedConvolution?
    private let shortcutNorm: GroupNorm?
    private let context: ComputeContext

    init(
        _ weights: Weights, input: Int, output: Int, stride: Int, isFirst: Bool, _ configuration: BiTConfiguration,
        _ context: ComputeContext
    ) throws {
        let inner = BiTConfiguration.innerChannels(of: output)
        reduction = try SamePaddedConvolution(weights["conv1"], input, inner, kernel: 1, context)
        norm1 = try weights["norm1"].bitNorm(inner, configuration, context)
        convolution = try SamePaddedConvolution(weights["conv2"], inner, inner, kernel: 3, stride: stride, context)
        norm2 = try weights["norm2"].bitNorm(inner, configuration, context)
        expansion = try SamePaddedConvolution(weights["conv3"], inner, output, kernel: 1, context)
        norm3 = try weights["norm3"].bitNorm(output, configuration, context)
        let downsample = weights["downsample"]
        shortcut = isFirst
            ? try SamePaddedConvolution(downsample["conv"], input, output, kernel: 1, stride: stride, context) : nil
        shortcutNorm = isFirst ? try downsample["norm"].bitNorm(output, configuration, context) : nil
        self.context = context
    }

    func callAsFunction(_ x: Tensor) throws -> Tensor {
        var hidden = try context.relu(norm1(reduction(x)))
        hidden = try context.relu(norm2(convolution(hidden)))
        hidden = try norm3(expansion(hidden))
        let passed = try shortcut.map { try $0(x) } ?? x
        return try context.relu(context.add(hidden, shortcutNorm.map { try $0(passed) } ?? passed))
    }
}

extension Weights {
    fileprivate func bitNorm(
        _ channels: Int, _ configuration: BiTConfiguration, _ context: ComputeContext
    ) throws -> GroupNorm {
        try groupNorm(channels, groups: configuration.normGroupCount, epsilon: 1e-5, context)
    }
}
