import MaquetteTensor

/// A network that steers a UNet by a picture (Zhang et al., 2023): a trained copy of the UNet's way down,
/// whose results are added to the UNet's own.
///
///     picture ─ hint ─┐
///     sample ─ conv ─(+)─ down ─ down ─ … ─ mid
///                      └───────┴─ 1×1 ───────┴── added to what the UNet keeps, and to its middle
public final class ControlNet: Sendable {
    /// The settings that it was built from.
    public let configuration: ControlNetConfiguration
    private let encoder: UNetEncoder
    private let hintEmbedding: ControlHint
    private let skipExits: [Linear]
    private let midExit: Linear
    private let crossAttentions: [CrossAttention]
    private let context: ComputeContext

    /// - Parameters:
    ///   - configuration: the settings.
    ///   - weights: the tensors, under diffusers' names.
    ///   - context: where it runs; that of the UNet it is for.
    /// - Throws: `WeightsError` if tensors are missing or misshapen, `NetworkError`.
    public init(configuration: ControlNetConfiguration, weights: Weights, context: ComputeContext) throws {
        try configuration.validate()
        let settings = configuration.encoder
        var builder = UNetBuilder(
            timeChannels: settings.timeChannels, groups: settings.normGroupCount ?? 0, epsilon: settings.normEpsilon,
            context: context)
        encoder = try UNetEncoder(weights, settings, &builder)
        hintEmbedding = try ControlHint(weights["controlnet_cond_embedding"], configuration, context)
        let channels = try settings.skipChannels()
        skipExits = try channels.enumerated().map { index, channels in
            try weights["controlnet_down_blocks"][index].linear(channels, channels, context)
        }
        let bottom = channels.last ?? 0
        midExit = try weights["controlnet_mid_block"].linear(bottom, bottom, context)
        crossAttentions = builder.crossAttentions
        self.configuration = configuration
        self.context = context
    }

    /// Computes what the prompt contributes to every step, once, as `UNet.prepare` does for the UNet.
    public func prepare(hiddenStates: Tensor, conditions: AddedConditions? = nil) throws -> PreparedContext {
        try encoder.prepare(crossAttentions, hiddenStates: hiddenStates, conditions: conditions)
    }

    /// Computes what the control picture contributes to every step, once.
    /// - Parameter picture: [batch, height, width, channels] in single precision, 0 to 1; height and width
    ///   are those of the sample times `configuration.downsampling`.
    public func hint(_ picture: Tensor) throws -> Tensor {
        guard picture.shape.count == 4, picture.shape[3] == configuration.pictureChannels else {
            throw NetworkError.invalidInput(
                network: ControlNetConfiguration.networkName,
                reason: "a picture of shape \(picture.shape) where [batch, height, width, \(configuration.pictureChannels)] belongs")
        }
        return try hintEmbedding(context.convert(picture, to: context.precision.elementType))
    }

    /// What to add to a UNet's results for a sample.
    /// - Parameters:
    ///   - sample: [batch, height, width, input channels] in single precision.
    ///   - timestep: the position in the noise schedule.
    ///   - context: the prompts, as many as the batch has samples.
    ///   - hint: the control picture's, for the same batch.
    public func residuals(
        sample: Tensor, timestep: Float, context prompt: PreparedContext, hint: Tensor
    ) throws -> ControlResiduals {
        let time = try encoder.time(timestep, prompt)
        let (hidden, skips) = try encoder(sample, time: time, prompt, hint: hint)
        return ControlResiduals(
            skips: try zip(skips, skipExits).map { try $1($0) }, middle: try midExit(hidden))
    }
}

/// What a ControlNet adds to the results that a UNet keeps on its way down, and to that of its middle.
public struct ControlResiduals: Sendable {
    /// [batch, height, width, channels] each, from the entry down.
    public internal(set) var skips: [Tensor]
    /// [batch, height, width, channels].
    public internal(set) var middle: Tensor

    /// The sum of this and others, each times its scale.
    static func sum(_ parts: [(residuals: ControlResiduals, scale: Float)], _ context: ComputeContext) throws -> ControlResiduals? {
        guard let first = parts.first else { return nil }
        var sum = first.residuals
        if first.scale != 1 {
            // x + (scale - 1) x
            sum.skips = try sum.skips.map { try context.add($0, $0, scale: first.scale - 1) }
            sum.middle = try context.add(sum.middle, sum.middle, scale: first.scale - 1)
        }
        for (residuals, scale) in parts.dropFirst() {
            sum.skips = try zip(sum.skips, residuals.skips).map { try context.add($0, $1, scale: scale) }
            sum.middle = try context.add(sum.middle, residuals.middle, scale: scale)
        }
        return sum
    }
}

/// Brings the control picture to the size of latents.
///
///     picture ─ conv ─ SiLU ─ (conv ─ SiLU ─ halving conv ─ SiLU) × n ─ conv ─ hint
private final class ControlHint: Sendable {
    private let entry, exit: Convolution
    private let blocks: [Convolution]

    init(_ weights: Weights, _ configuration: ControlNetConfiguration, _ context: ComputeContext) throws {
        let channels = configuration.embeddingChannels
        entry = try weights["conv_in"].convolution(configuration.pictureChannels, channels[0], context)
        blocks = try zip(channels, channels.dropFirst()).enumerated().flatMap { index, pair in
            [
                try weights["blocks"][2 * index].convolution(pair.0, pair.0, context),
                try weights["blocks"][2 * index + 1].convolution(pair.0, pair.1, stride: 2, context),
            ]
        }
        exit = try weights["conv_out"].convolution(
            channels[channels.count - 1], configuration.encoder.blockChannels[0], context)
    }

    func callAsFunction(_ picture: Tensor) throws -> Tensor {
        var hidden = try entry(picture, .activation(.silu))
        for block in blocks { hidden = try block(hidden, .activation(.silu)) }
        return try exit(hidden)
    }
}
