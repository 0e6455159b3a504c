import MaquetteTensor

/// The variational autoencoder of Stable Diffusion (AutoencoderKL; Rombach et al., 2022): pictures to
/// latents and back.
public final class Autoencoder: Sendable {
    /// The settings that it was built from.
    public let configuration: AutoencoderConfiguration
    private let encoder: AutoencoderEncoder
    private let decoder: AutoencoderDecoder
    private let quantConvolution: Linear?
    private let postQuantConvolution: Linear?
    private let context: ComputeContext
    private let limits: RowBands.Limits

    /// - Parameters:
    ///   - configuration: the settings.
    ///   - weights: the tensors, under diffusers' names.
    ///   - context: where it runs.
    /// - Throws: `WeightsError` if tensors are missing or misshapen, `NetworkError`.
    public convenience init(
        configuration: AutoencoderConfiguration, weights: Weights, context: ComputeContext
    ) throws {
        try self.init(configuration: configuration, weights: weights, context: context, limits: .standard)
    }

    /// - Parameter limits: when pictures are computed in bands of rows.
    init(
        configuration: AutoencoderConfiguration, weights: Weights, context: ComputeContext, limits: RowBands.Limits
    ) throws {
        try configuration.validate()
        let latent = configuration.latentChannels
        encoder = try AutoencoderEncoder(weights["encoder"], configuration, context)
        decoder = try AutoencoderDecoder(weights["decoder"], configuration, context)
        quantConvolution = configuration.usesQuantConvolution
            ? try weights["quant_conv"].linear(2 * latent, 2 * latent, context) : nil
        postQuantConvolution = configuration.usesPostQuantConvolution
            ? try weights["post_quant_conv"].linear(latent, latent, context) : nil
        self.configuration = configuration
        self.context = context
        self.limits = limits
    }

    /// The normal distribution of a picture's latents.
    /// - Parameter image: [batch, height, width, channels] in single precision, -1 to 1; height and width
    ///   are multiples of `configuration.downsampling`.
    /// - Returns: mean and logarithm of the variance (not clamped), both
    ///   [batch, height / downsampling, width / downsampling, latent channels] in single precision and not
    ///   yet scaled by `configuration.scalingFactor`.
    /// - Throws: `NetworkError.invalidInput`.
    public func encode(_ image: Tensor) throws -> (mean: Tensor, logVariance: Tensor) {
        let step = configuration.downsampling
        guard image.shape.count == 4, image.shape[3] == configuration.inputChannels, image.elementCount > 0,
            image.shape[1] % step == 0, image.shape[2] % step == 0
        else {
            throw invalid("a picture of shape \(image.shape) where [batch, height, width, \(configuration.inputChannels)] belongs, height and width multiples of \(step)")
        }
        defer { context.recycleUnusedMemory() }
        let input = try context.convert(image, to: context.precision.elementType)
        let moments = try bands(pictureShape: image.shape).map { try encoder(input, in: $0) } ?? encoder(input)
        return try split(quantConvolution?(moments) ?? moments)
    }

    /// The picture that latents stand for.
    /// - Parameter latents: [batch, height, width, latent channels] in single precision, no longer scaled
    ///   by `configuration.scalingFactor`.
    /// - Returns: [batch, height · downsampling, width · downsampling, channels] in single precision, about
    ///   -1 to 1, not clamped.
    /// - Throws: `NetworkError.invalidInput`.
    public func decode(_ latents: Tensor) throws -> Tensor {
        guard latents.shape.count == 4, latents.shape[3] == configuration.latentChannels, latents.elementCount > 0 else {
            throw invalid("latents of shape \(latents.shape) where [batch, height, width, \(configuration.latentChannels)] belong")
        }
        // What other networks have left over is not what a large picture needs, and the other way round.
        context.recycleUnusedMemory()
        defer { context.recycleUnusedMemory() }
        let input = try postQuantConvolution?(latents) ?? latents
        let converted = try context.convert(input, to: context.precision.elementType)
        let step = configuration.downsampling
        let bands = bands(pictureShape: [latents.shape[0], latents.shape[1] * step, latents.shape[2] * step])
        return try bands.map { try decoder(converted, in: $0) } ?? decoder(converted)
    }

    /// How to compute a single large picture; nil for small ones, and for several at a time.
    private func bands(pictureShape: Shape) -> RowBands? {
        pictureShape[0] == 1 && pictureShape[1] * pictureShape[2] > limits.wholeArea
            ? RowBands(context: context, limits: limits) : nil
    }

    /// Parts the moments' channels into means and logarithms of variances.
    private func split(_ moments: Tensor) throws -> (mean: Tensor, logVariance: Tensor) {
        let channels = configuration.latentChannels
        let values = moments.floats
        let shape = Array(moments.shape.dropLast()) + [channels]
        let pixels = values.count / (2 * channels)
        func part(_ first: Int) throws -> Tensor {
            try Tensor(
                (0..<pixels).flatMap { values[$0 * 2 * channels + first..<$0 * 2 * channels + first + channels] },
                shape: shape)
        }
        return (try part(0), try part(channels))
    }

    private func invalid(_ reason: String) -> NetworkError {
        .invalidInput(network: AutoencoderConfiguration.networkName, reason: reason)
    }
}
