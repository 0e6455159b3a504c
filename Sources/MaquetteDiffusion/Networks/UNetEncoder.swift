import MaquetteTensor

/// The way down of a UNet and its middle, which a ControlNet has as well.
///
///     sample ─ conv ─(+ hint)─ down ─ down ─ … ─ mid ─
///                        └──────┴── kept results
final class UNetEncoder: Sendable {
    private let configuration: UNetConfiguration
    private let timeEmbedding: TimestepEmbedding
    private let addedEmbedding: AddedConditionsEmbedding?
    private let entry: Convolution
    private let downBlocks: [UNetDownBlock]
    private let midBlock: UNetMidBlock?
    private let context: ComputeContext

    init(_ weights: Weights, _ configuration: UNetConfiguration, _ builder: inout UNetBuilder) throws {
        let levels = try configuration.blocks()
        guard let top = levels.first, let bottom = levels.last else {
            throw configuration.inconsistent("it has no blocks")
        }
        context = builder.context
        timeEmbedding = try TimestepEmbedding(weights["time_embedding"], configuration, context)
        addedEmbedding = configuration.takesAddedConditions
            ? try AddedConditionsEmbedding(weights["add_embedding"], configuration, context) : nil
        entry = try weights["conv_in"].convolution(
            configuration.inputChannels, top.channels, kernel: configuration.inputKernel, context)
        var downBlocks: [UNetDownBlock] = []
        for (index, level) in levels.enumerated() {
            downBlocks.append(
                try UNetDownBlock(
                    weights["down_blocks"][index], level, input: levels[max(index - 1, 0)].channels,
                    attends: configuration.downBlockTypes[index] == "CrossAttnDownBlock2D",
                    downsamplePadding: index + 1 < levels.count ? configuration.downsamplePadding : nil, &builder))
        }
        self.downBlocks = downBlocks
        let attends = configuration.midBlockType == "UNetMidBlock2DCrossAttn"
        midBlock = configuration.midBlockType == nil ? nil : try UNetMidBlock(
            weights["mid_block"], bottom, transformerLayers: attends ? configuration.midTransformerLayers() : nil,
            &builder)
        self.configuration = configuration
    }

    /// The time embedding that all blocks receive.
    func time(_ timestep: Float, _ prompt: PreparedContext) throws -> Tensor {
        try timeEmbedding(timestep, added: prompt.addedEmbedding)
    }

    /// What the prompts contribute to every step of a network that begins with this encoder.
    /// - Parameter crossAttentions: all of the network's.
    func prepare(
        _ crossAttentions: [CrossAttention], hiddenStates: Tensor, conditions: AddedConditions?
    ) throws -> PreparedContext {
        let states = try context.convert(hiddenStates, to: context.precision.elementType)
        return PreparedContext(
            batch: hiddenStates.shape.first ?? 0, layers: try crossAttentions.map { try $0.keysAndValues(states) },
            addedEmbedding: try embedding(of: conditions))
    }

    /// What is added to the time embedding at every step of a run.
    /// - Throws: `NetworkError.invalidInput` if the model needs conditions that are not there.
    private func embedding(of conditions: AddedConditions?) throws -> Tensor? {
        guard let addedEmbedding else { return nil }
        guard let conditions else {
            throw NetworkError.invalidInput(
                network: UNetConfiguration.networkName, reason: "no pooled prompt where it needs one")
        }
        return try addedEmbedding(conditions)
    }

    /// - Parameters:
    ///   - sample: [batch, height, width, input channels] in single precision.
    ///   - hint: added to the entry's result, if any.
    /// - Returns: what leaves the middle, and the results that were kept on the way: the entry's, and each
    ///   level's from the top down.
    func callAsFunction(
        _ sample: Tensor, time: Tensor, _ prompt: PreparedContext, hint: Tensor? = nil
    ) throws -> (hidden: Tensor, skips: [Tensor]) {
        let input = configuration.centersInput
            ? try Tensor(sample.floats.map { 2 * $0 - 1 }, shape: sample.shape) : sample
        // In single precision: eight bits of a depth map do not tell a chair from the wall behind it.
        var hidden = try context.convert(entry(input), to: context.precision.elementType)
        if let hint { hidden = try context.add(hidden, hint) }
        var skips = [hidden]
        for block in downBlocks { hidden = try block(hidden, time: time, prompt, skips: &skips) }
        if let midBlock { hidden = try midBlock(hidden, time: time, prompt) }
        return (hidden, skips)
    }
}
