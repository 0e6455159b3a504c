import Foundation
import MaquetteImaging
import MaquetteTensor

/// The networks of a checkpoint, built and ready to run.
package struct PipelineNetworks: Sendable {
    /// One, or in models of the XL family two.
    package let textEncoders: [CLIPTextEncoder]
    package let unet: UNet
    /// What the text encoders made of earlier prompts.
    let encodedPrompts = EncodedPromptCache()
    /// The checkpoint's own, or the one that takes its place.
    package let autoencoder: any PictureCodec
    /// What decodes previews.
    let previewAutoencoder: any PictureCodec
    /// In the order of the attachments.
    let controlNets: [ControlNet]
    /// The layers that encode prompts, and those that denoise.
    let encodingLayers, denoisingLayers: [any PackedLayer]
    /// Where the networks run.
    let context: ComputeContext
    /// Plain sentences on what was found in the weights.
    let notes: [String]

    /// Maps the weights and packs them for the processor.
    init(_ checkpoint: Checkpoint, attachments: ModelAttachments = .none, options: PipelineOptions) throws {
        let context = try ComputeContext(threadCount: options.threads, precision: options.precision)
        var notes: [String] = []
        var (encodingLayers, denoisingLayers): ([any PackedLayer], [any PackedLayer]) = ([], [])
        let merging = LoRAMerging(checkpoint)
        func build<Network>(_ network: CheckpointNetwork, _ make: (Weights) throws -> Network) throws -> Network {
            let weights = try attachments.loras.reduce(checkpoint.layout.weights(of: network)) {
                try merging.merge($1, into: $0, network)
            }
            let built = try make(weights)
            if network.isTextEncoder { encodingLayers += weights.packedLayers }
            if network == .unet { denoisingLayers += weights.packedLayers }
            notes += Self.noteOnUnused(weights.unusedNames, of: network.rawValue)
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
        func buildCodec(_ other: AutoencoderCheckpoint) throws -> any PictureCodec {
            let weights = try other.files.weights()
            let built = try other.configuration.network(weights, context)
            notes += Self.noteOnUnused(weights.unusedNames, of: other.files.name)
            return built
        }
        autoencoder = try attachments.autoencoder.map(buildCodec) ?? build(.vae) { try configs.vae.network($0, context) }
        previewAutoencoder = try attachments.previewAutoencoder.map(buildCodec) ?? autoencoder
        notes += try attachments.loras.flatMap { try merging.notes(on: $0) }
        controlNets = try attachments.controlNets.map { control in
            let weights = try control.files.weights()
            let built = try ControlNet(configuration: control.configuration, weights: weights, context: context)
            denoisingLayers += weights.packedLayers
            notes += Self.noteOnUnused(weights.unusedNames, of: control.files.name)
            return built
        }
        self.encodingLayers = encodingLayers
        self.denoisingLayers = denoisingLayers
        self.context = context
        self.notes = notes
    }

    /// What to say about tensors that a network has no use for: none, or one sentence.
    private static func noteOnUnused(_ names: [String], of network: String) -> [String] {
        // Numbers 0 to 76, which transformers saved along with the weights until 2023.
        let surplus = names.filter { !$0.hasSuffix("embeddings.position_ids") }
        guard !surplus.isEmpty else { return [] }
        let named = surplus.prefix(3).map { "\"\($0)\"" }.joined(separator: ", ")
        return [
            "The weights of \(network) hold \(surplus.count == 1 ? "a tensor" : "\(surplus.count) tensors") that the model does not use"
                + (surplus.count > 3 ? ", such as " : ": ") + named + "."
        ]
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
        let distribution = try autoencoder.latents(of: Tensor(pixels, shape: [1, height, width, 3]))
        guard let logVariance = distribution.logVariance else { return scaled(distribution.mean) }
        let shape = logVariance.shape
        func latent(_ tensor: Tensor) -> Latent {
            Latent(channels: shape[3], height: shape[1], width: shape[2], channelsLast: tensor.floats)
        }
        var result = latent(distribution.mean)
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
        scaled(try autoencoder.latents(of: Tensor(pixels, shape: [1, height, width, 3])).mean)
    }

    private func scaled(_ mean: Tensor) -> Latent {
        let scale = autoencoder.configuration.scalingFactor
        return Latent(
            channels: mean.shape[3], height: mean.shape[1], width: mean.shape[2],
            channelsLast: mean.floats.map { scale * $0 })
    }

    /// Decodes a latent to an 8-bit picture.
    func picture(of latent: Latent) throws -> Image { try autoencoder.picture(of: latent) }

    /// Decodes a latent to an 8-bit picture that is looked at before the finished one.
    func preview(of latent: Latent) throws -> Image { try previewAutoencoder.picture(of: latent) }
}

extension PictureCodec {
    /// Decodes a latent as the UNet sees it to an 8-bit picture.
    fileprivate func picture(of latent: Latent) throws -> Image {
        let (scale, factor) = (configuration.scalingFactor, configuration.downsampling)
        let values = latent.channelsLast.map { $0 / scale }
        let pixels = try decode(Tensor(values, shape: [1, latent.height, latent.width, latent.channels])).floats
        return PicturePixels.image(pixels, width: latent.width * factor, height: latent.height * factor)
    }
}
