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

    /// - Parameters:
    ///   - configuration: the settings.
    ///   - weights: the tensors, under diffusers' names.
    ///   - context: where it runs.
    /// - Throws: `WeightsError` if tensors are missing or misshapen, `NetworkError`.
    public init(configuration: AutoencoderConfiguration, weights: Weights, context: ComputeContext) throws {
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
        defer { context.releaseUnusedMemory() }
        let moments = try encoder(context.convert(image, to: context.precision.elementType))
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
        context.releaseUnusedMemory()
        defer { context.releaseUnusedMemory() }
        let input = try postQuantConvolution?(latents) ?? latents
        return try decoder(context.convert(input, to: context.precision.elementType))
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
