import MaquetteTensor

/// The half of an autoencoder that turns pictures into the moments of their latents.
///
///     picture ─ conv ─ (residual × n ─ halve) × levels ─ mid ─ norm ─ SiLU ─ conv ─ moments
final class AutoencoderEncoder: Sendable {
    private struct Level: Sendable {
        let residuals: [ResidualBlock]
        let downsample: Convolution?
    }

    private let entry: Convolution
    private let levels: [Level]
    private let midBlock: AutoencoderMidBlock
    private let exitNorm: GroupNorm
    private let exit: Convolution

    init(_ weights: Weights, _ configuration: AutoencoderConfiguration, _ context: ComputeContext) throws {
        let builder = AutoencoderBuilder(groups: configuration.normGroupCount, context: context)
        let channels = configuration.blockChannels
        let bottom = channels[channels.count - 1]
        entry = try weights["conv_in"].convolution(configuration.inputChannels, channels[0], context)
        levels = try channels.indices.map { index in
            let block = weights["down_blocks"][index]
            let residuals = try builder.residuals(
                block, count: configuration.layersPerBlock, input: channels[max(index - 1, 0)], output: channels[index])
            let downsample = index + 1 < channels.count
                ? try block["downsamplers"][0]["conv"].convolution(
                    channels[index], channels[index], stride: 2, padding: .atEnd, context)
                : nil
            return Level(residuals: residuals, downsample: downsample)
        }
        midBlock = try AutoencoderMidBlock(
            weights["mid_block"], channels: bottom, attends: configuration.midBlockAttends, builder)
        exitNorm = try builder.exitNorm(weights, channels: bottom)
        exit = try weights["conv_out"].convolution(bottom, 2 * configuration.latentChannels, context)
    }

    func callAsFunction(_ picture: Tensor) throws -> Tensor {
        var hidden = try entry(picture)
        for level in levels {
            for residual in level.residuals { hidden = try residual(hidden) }
            if let downsample = level.downsample { hidden = try downsample(hidden) }
        }
        return try exit(exitNorm(midBlock(hidden)), output: .float32)
    }

    /// The same for one large picture, band by band down to the latents' size.
    func callAsFunction(_ picture: Tensor, in bands: RowBands) throws -> Tensor {
        var hidden = try bands(picture) { try entry(picture.rows($0)) }
        for level in levels {
            for residual in level.residuals { hidden = try residual(hidden, in: bands) }
            if let downsample = level.downsample { hidden = try bands.halving(hidden) { [hidden] in try downsample(hidden.rows($0)) } }
            bands.context.recycleUnusedMemory()
        }
        return try exit(exitNorm(midBlock(hidden)), output: .float32)
    }
}
