import Foundation
import MaquetteImaging
import MaquetteTensor

/// The networks of a checkpoint, built and ready to run.
package struct PipelineNetworks: Sendable {
    /// One, or in models of the XL family two.
    package let textEncoders: [CLIPTextEncoder]
    package let unet: UNet
    package let autoencoder: Autoencoder
    /// What the text encoders made of earlier prompts.
    let encodedPrompts = EncodedPromptCache()
    /// Where the networks run.
    let context: ComputeContext
    /// Plain sentences on what was found in the weights.
    let notes: [String]

    /// Maps the weights and packs them for the processor.
    init(_ checkpoint: Checkpoint, options: PipelineOptions) throws {
        let context = try ComputeContext(threadCount: options.threads, precision: options.precision)
        var notes: [String] = []
        func build<Network>(_ network: CheckpointNetwork, _ make: (Weights) throws -> Network) throws -> Network {
            let weights = try checkpoint.layout.weights(of: network)
            let built = try make(weights)
            notes += Self.noteOnUnused(weights.unusedNames, of: network)
            return built
        }
        let configs = checkpoint.configs
        let encoders = checkpoint.layout.networks.filter(\.isTextEncoder)
        textEncoders = try zip(encoders, configs.textEncoders).map { network, configuration in
            try build(network) { try CLIPTextEncoder(configuration: configuration, weights: $0, context: context) }
        }
        if configs.unet.takesAddedConditions, let last = textEncoders.last, !last.pools {
            throw DiffusionError.inconsistentCheckpoint(
                path: checkpoint.location.path,
                reason: "its UNet takes a pooled prompt and the weights of its second text encoder have no text_projection")
        }
        unet = try build(.unet) { try UNet(configuration: configs.unet, weights: $0, context: context) }
        autoencoder = try build(.vae) { try Autoencoder(configuration: configs.vae, weights: $0, context: context) }
        self.context = context
        self.notes = notes
    }

    /// What to say about tensors that a network has no use for: none, or one sentence.
    private static func noteOnUnused(_ names: [String], of network: CheckpointNetwork) -> [String] {
        // Numbers 0 to 76, which transformers saved along with the weights until 2023.
        let surplus = names.filter { !$0.hasSuffix("embeddings.position_ids") }
        guard let first = surplus.first else { return [] }
        return ["The weights of \(network.rawValue) hold \(surplus.count) tensors that the model does not use, such as \"\(first)\"."]
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

    /// Encodes a picture to the middle of the distribution that the VAE gives it.
    ///
    /// - Parameters: as for `sampleLatent`.
    func meanLatent(pixels: [Float], width: Int, height: Int) throws -> Latent {
        let (mean, _) = try autoencoder.encode(Tensor(pixels, shape: [1, height, width, 3]))
        let scale = autoencoder.configuration.scalingFactor
        return Latent(
            channels: mean.shape[3], height: mean.shape[1], width: mean.shape[2],
            channelsLast: mean.floats.map { scale * $0 })
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
