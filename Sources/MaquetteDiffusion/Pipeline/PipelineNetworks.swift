import Foundation
import MaquetteImaging
import MaquetteTensor

/// The networks of a checkpoint, built and ready to run.
struct PipelineNetworks: Sendable {
    let textEncoder: CLIPTextEncoder
    let unet: UNet
    let autoencoder: Autoencoder

    /// Maps the weights and packs them for the processor.
    init(_ checkpoint: Checkpoint, options: PipelineOptions) throws {
        let context = try ComputeContext(threadCount: options.threads, precision: options.precision)
        func weights(_ network: CheckpointLayout.Network) throws -> Weights {
            Weights(try SafetensorsFile(path: checkpoint.layout.weights(of: network).path))
        }
        let configs = checkpoint.configs
        textEncoder = try CLIPTextEncoder(
            configuration: configs.textEncoder, weights: weights(.textEncoder), context: context)
        unet = try UNet(configuration: configs.unet, weights: weights(.unet), context: context)
        autoencoder = try Autoencoder(configuration: configs.vae, weights: weights(.vae), context: context)
    }

    /// Encodes a picture and draws a latent from the distribution the VAE gives it.
    ///
    /// - Parameters:
    ///   - pixels: rows, columns, RGB, -1...1.
    ///   - width: picture width, a multiple of the VAE's factor.
    ///   - height: picture height, likewise.
    ///   - generator: gives one value for each of the latent's.
    func sampleLatent(
        pixels: [Float], width: Int, height: Int, generator: inout TorchGenerator
    ) throws -> Latent {
        let (mean, logVariance) = try autoencoder.encode(Tensor(pixels, shape: [1, height, width, 3]))
        let shape = mean.shape
        func latent(_ tensor: Tensor) -> Latent {
            Latent(channels: shape[3], height: shape[1], width: shape[2], channelsLast: tensor.floats)
        }
        var result = latent(mean)
        let spread = latent(logVariance).samples
        let noise = generator.normal(count: spread.count)
        let scale = autoencoder.configuration.scalingFactor
        for index in spread.indices {
            let deviation = exp(0.5 * min(max(spread[index], -30), 20))
            result.samples[index] = scale * (result.samples[index] + deviation * noise[index])
        }
        return result
    }

    /// Decodes a latent to pixels: rows, columns, RGB, about -1...1.
    func decode(_ latent: Latent) throws -> [Float] {
        let scale = autoencoder.configuration.scalingFactor
        let values = latent.channelsLast.map { $0 / scale }
        return try autoencoder.decode(
            Tensor(values, shape: [1, latent.height, latent.width, latent.channels])).floats
    }
}

extension PipelineNetworks {
    /// Decodes a latent to an 8-bit picture.
    func picture(of latent: Latent) throws -> Image {
        let factor = autoencoder.configuration.downsampling
        return PicturePixels.image(
            try decode(latent), width: latent.width * factor, height: latent.height * factor)
    }
}
