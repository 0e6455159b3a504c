import Foundation
import MaquetteTensor

/// A small autoencoder that imitates the latents of a large one (TAESD, Ollin Boer Bohan, 2023): pictures to
/// latents and back in a fraction of the time, with less detail.
///
///     picture ─ conv ─ block × n ─ (halving conv ─ block × n) × levels ─ conv ─ latents
///     latents ─ clamp ─ conv ─ (block × n ─ double ─ conv) × levels ─ block × n ─ conv ─ picture
public final class TinyAutoencoder: Sendable {
    private enum Layer: Sendable {
        case convolution(Convolution)
        case activated(Convolution, Activation)
        case block(TinyBlock)
        case doubling
    }

    /// The settings that it was built from.
    public let configuration: TinyAutoencoderConfiguration
    private let encoder, decoder: [Layer]
    private let context: ComputeContext

    /// - Parameters:
    ///   - configuration: the settings.
    ///   - weights: the tensors, under diffusers' names.
    ///   - context: where it runs.
    /// - Throws: `WeightsError` if tensors are missing or misshapen, `NetworkError`.
    public init(configuration: TinyAutoencoderConfiguration, weights: Weights, context: ComputeContext) throws {
        try configuration.validate()
        self.configuration = configuration
        self.context = context
        encoder = try Self.encoder(weights["encoder"]["layers"], configuration, context)
        decoder = try Self.decoder(weights["decoder"]["layers"], configuration, context)
    }

    private static func encoder(
        _ weights: Weights, _ configuration: TinyAutoencoderConfiguration, _ context: ComputeContext
    ) throws -> [Layer] {
        let channels = configuration.encoderChannels[0]
        var layers: [Layer] = []
        for (level, count) in configuration.encoderLayers.enumerated() {
            layers.append(
                .convolution(
                    try level == 0
                        ? weights[layers.count].convolution(configuration.inputChannels, channels, context)
                        : weights[layers.count].convolution(channels, channels, stride: 2, bias: false, context)))
            for _ in 0..<count {
                layers.append(.block(try TinyBlock(weights[layers.count], channels, configuration.activation, context)))
            }
        }
        layers.append(
            .convolution(try weights[layers.count].convolution(channels, configuration.latentChannels, context)))
        return layers
    }

    private static func decoder(
        _ weights: Weights, _ configuration: TinyAutoencoderConfiguration, _ context: ComputeContext
    ) throws -> [Layer] {
        let channels = configuration.decoderChannels[0]
        let activation = try configuration.activation
        var layers: [Layer] = [
            .activated(try weights[0].convolution(configuration.latentChannels, channels, context), activation)
        ]
        // The activation after the first layer has a number of its own.
        var number = 2
        for (level, count) in configuration.decoderLayers.enumerated() {
            for _ in 0..<count {
                layers.append(.block(try TinyBlock(weights[number], channels, activation, context)))
                number += 1
            }
            let isLast = level + 1 == configuration.decoderLayers.count
            if !isLast {
                layers.append(.doubling)
                number += 1
            }
            layers.append(
                .convolution(
                    try weights[number].convolution(
                        channels, isLast ? configuration.outputChannels : channels, bias: isLast, context)))
            number += 1
        }
        return layers
    }

    /// The latents of a picture.
    /// - Parameter image: [batch, height, width, channels] in single precision, -1 to 1; height and width
    ///   are multiples of `configuration.downsampling`.
    /// - Returns: [batch, height / downsampling, width / downsampling, latent channels] in single precision.
    /// - Throws: `NetworkError.invalidInput`.
    public func encode(_ image: Tensor) throws -> Tensor {
        let step = configuration.downsampling
        guard image.shape.count == 4, image.shape[3] == configuration.inputChannels, image.elementCount > 0,
            image.shape[1] % step == 0, image.shape[2] % step == 0
        else {
            throw invalid("a picture of shape \(image.shape) where [batch, height, width, \(configuration.inputChannels)] belongs, height and width multiples of \(step)")
        }
        return try run(encoder, on: Tensor(image.floats.map { ($0 + 1) / 2 }, shape: image.shape))
    }

    /// The picture that latents stand for.
    /// - Parameter latents: [batch, height, width, latent channels] in single precision.
    /// - Returns: [batch, height · downsampling, width · downsampling, channels] in single precision, about
    ///   -1 to 1, not clamped.
    /// - Throws: `NetworkError.invalidInput`.
    public func decode(_ latents: Tensor) throws -> Tensor {
        guard latents.shape.count == 4, latents.shape[3] == configuration.latentChannels, latents.elementCount > 0 else {
            throw invalid("latents of shape \(latents.shape) where [batch, height, width, \(configuration.latentChannels)] belong")
        }
        let clamped = try Tensor(latents.floats.map { 3 * tanh($0 / 3) }, shape: latents.shape)
        let picture = try run(decoder, on: clamped)
        return try Tensor(picture.floats.map { 2 * $0 - 1 }, shape: picture.shape)
    }

    private func run(_ layers: [Layer], on input: Tensor) throws -> Tensor {
        var hidden = try context.convert(input, to: context.precision.elementType)
        for layer in layers {
            switch layer {
            case .convolution(let convolution): hidden = try convolution(hidden)
            case .activated(let convolution, let activation): hidden = try convolution(hidden, .activation(activation))
            case .block(let block): hidden = try block(hidden)
            case .doubling:
                hidden = try context.upsampleNearest(hidden, height: 2 * hidden.shape[1], width: 2 * hidden.shape[2])
            }
        }
        return try context.convert(hidden, to: .float32)
    }

    private func invalid(_ reason: String) -> NetworkError {
        .invalidInput(network: TinyAutoencoderConfiguration.networkName, reason: reason)
    }
}

/// Three convolutions and a shortcut around them.
///
///     x ─┬─ conv ─ activation ─ conv ─ activation ─ conv ─(+)─ ReLU ─
///        └─────────────────────────────────────────────────┘
private final class TinyBlock: Sendable {
    private let conv1, conv2, conv3: Convolution
    private let activation: Activation

    init(_ weights: Weights, _ channels: Int, _ activation: Activation, _ context: ComputeContext) throws {
        conv1 = try weights["conv"][0].convolution(channels, channels, context)
        conv2 = try weights["conv"][2].convolution(channels, channels, context)
        conv3 = try weights["conv"][4].convolution(channels, channels, context)
        self.activation = activation
    }

    func callAsFunction(_ x: Tensor) throws -> Tensor {
        let hidden = try conv2(conv1(x, .activation(activation)), .activation(activation))
        return try conv3(hidden, .add(x), .activation(.relu))
    }
}
