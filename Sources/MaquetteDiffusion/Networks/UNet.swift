import MaquetteTensor

/// The denoising network of Stable Diffusion 1 and 2 (Rombach et al., 2022), depth-conditioned or not, of
/// Stable Diffusion XL (Podell et al., 2023) and of what was distilled from it.
///
///     sample ─ encoder: conv ─ down ─ down ─ … ─ mid ─ … ─ up ─ up ─ norm ─ SiLU ─ conv ─ prediction
///                                └──────┴── kept results ──┴────┘
public final class UNet: Sendable {
    /// The settings that it was built from.
    public let configuration: UNetConfiguration
    private let encoder: UNetEncoder
    private let upBlocks: [UNetUpBlock]
    private let exitNorm: GroupNorm
    private let exit: Convolution
    private let crossAttentions: [CrossAttention]
    private let context: ComputeContext

    /// - Parameters:
    ///   - configuration: the settings.
    ///   - weights: the tensors, under diffusers' names.
    ///   - context: where it runs.
    /// - Throws: `WeightsError` if tensors are missing or misshapen, `NetworkError`.
    public init(configuration: UNetConfiguration, weights: Weights, context: ComputeContext) throws {
        try configuration.validate()
        let levels = try configuration.blocks()
        let groups = configuration.normGroupCount ?? 0
        guard let top = levels.first else { throw configuration.inconsistent("it has no blocks") }
        var builder = UNetBuilder(
            timeChannels: configuration.timeChannels, groups: groups, epsilon: configuration.normEpsilon,
            context: context)
        encoder = try UNetEncoder(weights, configuration, &builder)
        var upBlocks: [UNetUpBlock] = []
        for (index, level) in levels.reversed().enumerated() {
            let depth = levels.count - 1 - index
            upBlocks.append(
                try UNetUpBlock(
                    weights["up_blocks"][index], level, previous: levels[min(depth + 1, levels.count - 1)].channels,
                    skip: levels[max(depth - 1, 0)].channels,
                    attends: configuration.upBlockTypes[index] == "CrossAttnUpBlock2D", upsamples: depth > 0, &builder))
        }
        exitNorm = try weights["conv_norm_out"].groupNorm(
            top.channels, groups: groups, epsilon: configuration.normEpsilon, silu: true, context)
        exit = try weights["conv_out"].convolution(
            top.channels, configuration.outputChannels, kernel: configuration.outputKernel, context)

        self.upBlocks = upBlocks
        crossAttentions = builder.crossAttentions
        self.configuration = configuration
        self.context = context
    }

    /// Computes what the prompt contributes to every step, once.
    /// - Parameters:
    ///   - hiddenStates: [batch, tokens, channels] of the text encoder.
    ///   - conditions: what the model is told besides, if it takes any.
    /// - Throws: `NetworkError.invalidInput` if the channels are not those that the model expects.
    public func prepare(hiddenStates: Tensor, conditions: AddedConditions? = nil) throws -> PreparedContext {
        try encoder.prepare(crossAttentions, hiddenStates: hiddenStates, conditions: conditions)
    }

    /// Predicts the noise (or what else the model was trained to predict) in a sample.
    /// - Parameters:
    ///   - sample: [batch, height, width, input channels] in single precision: noisy latents, and the
    ///     conditioning channels after them. Any height and width.
    ///   - timestep: the position in the noise schedule, the same for the whole batch.
    ///   - context: the prompts, as many as the batch has samples.
    ///   - residuals: what ControlNets add, if any.
    /// - Returns: [batch, height, width, output channels] in single precision.
    /// - Throws: `NetworkError.invalidInput`.
    public func predict(
        sample: Tensor, timestep: Float, context prompt: PreparedContext, residuals: ControlResiduals? = nil
    ) throws -> Tensor {
        guard sample.shape.count == 4, sample.shape[3] == configuration.inputChannels, sample.elementCount > 0 else {
            throw invalid("a sample of shape \(sample.shape) where [batch, height, width, \(configuration.inputChannels)] belongs")
        }
        guard sample.shape[0] == prompt.batch || crossAttentions.isEmpty else {
            throw invalid("\(sample.shape[0]) samples but \(prompt.batch) prompts")
        }
        let time = try encoder.time(timestep, prompt)
        var (hidden, skips) = try encoder(sample, time: time, prompt)
        if let residuals {
            // One by one, so that there is never a third set of them.
            for (index, residual) in zip(skips.indices, residuals.skips) { skips[index] = try context.add(skips[index], residual) }
            hidden = try context.add(hidden, residuals.middle)
        }
        for block in upBlocks { hidden = try block(hidden, time: time, prompt, skips: &skips) }
        return try exit(exitNorm(hidden), output: .float32)
    }

    private func invalid(_ reason: String) -> NetworkError {
        .invalidInput(network: UNetConfiguration.networkName, reason: reason)
    }
}
