import MaquetteTensor

/// A network that turns pictures into latents and back: the VAE of a checkpoint, or a small one in its place.
package protocol PictureCodec: Sendable {
    associatedtype Configuration: PictureCodecConfiguration
    /// The settings that it was built from.
    var configuration: Configuration { get }
    /// What a picture's latents are: see `Autoencoder.encode`.
    func latents(of image: Tensor) throws -> LatentDistribution
    /// The picture that latents stand for: see `Autoencoder.decode`.
    func decode(_ latents: Tensor) throws -> Tensor
}

/// Latents that a picture may have; not yet scaled by `scalingFactor`.
package struct LatentDistribution: Sendable {
    /// [batch, height, width, channels].
    package var mean: Tensor
    /// The logarithm of the variance, of the same shape; nil where there is only one possibility.
    package var logVariance: Tensor?
}

/// What pipelines have to know of such a network.
package protocol PictureCodecConfiguration: NetworkConfiguration {
    /// Channels of a picture that goes in.
    var inputChannels: Int { get }
    /// Channels of a picture that comes out.
    var outputChannels: Int { get }
    /// Channels of the latents.
    var latentChannels: Int { get }
    /// What latents are multiplied with before they go to a UNet, and divided by after.
    var scalingFactor: Float { get }
    /// What is subtracted from latents before scaling, if anything.
    var shiftFactor: Float? { get }
    /// How many pixels one latent spans in each direction.
    var downsampling: Int { get }
    /// Channels of its levels, from the picture down to the latents.
    var levelChannels: [Int] { get }
    /// Builds the network.
    func network(_ weights: Weights, _ context: ComputeContext) throws -> any PictureCodec
}

extension Autoencoder: PictureCodec {
    package func latents(of image: Tensor) throws -> LatentDistribution {
        let (mean, logVariance) = try encode(image)
        return LatentDistribution(mean: mean, logVariance: logVariance)
    }
}

extension AutoencoderConfiguration: PictureCodecConfiguration {
    package var levelChannels: [Int] { blockChannels }

    package func network(_ weights: Weights, _ context: ComputeContext) throws -> any PictureCodec {
        try Autoencoder(configuration: self, weights: weights, context: context)
    }
}

extension TinyAutoencoder: PictureCodec {
    package func latents(of image: Tensor) throws -> LatentDistribution {
        LatentDistribution(mean: try encode(image), logVariance: nil)
    }
}

extension TinyAutoencoderConfiguration: PictureCodecConfiguration {
    package var levelChannels: [Int] { decoderChannels.reversed() }

    package func network(_ weights: Weights, _ context: ComputeContext) throws -> any PictureCodec {
        try TinyAutoencoder(configuration: self, weights: weights, context: context)
    }
}
