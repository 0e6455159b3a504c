import MaquetteTensor

/// The half of an autoencoder that turns latents into pictures.
///
///     latents ─ conv ─ mid ─ (residual × (n + 1) ─ double) × levels ─ norm ─ SiLU ─ conv ─ picture
final class AutoencoderDecoder: Sendable {
    private struct Level: Sendable {
        let residuals: [ResidualBlock]
        let upsample: Upsample?
    }

    private let entry: Convolution
    private let midBlock: AutoencoderMidBlock
    private let levels: [Level]
    private let exitNorm: GroupNorm
    private let exit: Convolution

    init(_ weights: Weights, _ configuration: AutoencoderConfiguration, _ context: ComputeContext) throws {
        let builder = AutoencoderBuilder(groups: configuration.normGroupCount, context: context)
        let channels = Array(configuration.blockChannels.reversed())
        entry = try weights["conv_in"].convolution(configuration.latentChannels, channels[0], context)
        midBlock = try AutoencoderMidBlock(
            weights["mid_block"], channels: channels[0], attends: configuration.midBlockAttends, builder)
        levels = try channels.indices.map { index in
            let block = weights["up_blocks"][index]
            let residuals = try builder.residuals(
                block, count: configuration.layersPerBlock + 1, input: channels[max(index - 1, 0)],
                output: channels[index])
            let upsample = index + 1 < channels.count
                ? try Upsample(block["upsamplers"][0], channels: channels[index], context) : nil
            return Level(residuals: residuals, upsample: upsample)
        }
        exitNorm = try builder.exitNorm(weights, channels: channels[channels.count - 1])
        exit = try weights["conv_out"].convolution(
            channels[channels.count - 1], configuration.outputChannels, context)
    }

    func callAsFunction(_ latents: Tensor) throws -> Tensor {
        var hidden = try midBlock(entry(latents))
        for level in levels {
            for residual in level.residuals { hidden = try residual(hidden) }
            if let upsample = level.upsample { hidden = try upsample(hidden) }
        }
        return try exit(exitNorm(hidden), output: .float32)
    }

    /// The same for one large picture: levels at the latents' size whole, then band by band.
    func callAsFunction(_ latents: Tensor, in bands: RowBands) throws -> Tensor {
        var hidden = try midBlock(entry(latents))
        for level in levels {
            for residual in level.residuals { hidden = try residual(hidden, in: bands) }
            if let upsample = level.upsample { hidden = try upsample(hidden, in: bands) }
            // What one level leaves behind fits no tensor of the next.
            bands.context.recycleUnusedMemory()
        }
        let norm = try exitNorm.fitted(to: hidden)
        return try bands(hidden) { try exit(norm(hidden.rows($0)), output: .float32) }
    }
}
