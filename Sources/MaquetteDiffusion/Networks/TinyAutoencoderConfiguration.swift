import MaquetteTensor

/// The settings of an AutoencoderTiny: its `config.json`, with diffusers' defaults for what is absent.
public struct TinyAutoencoderConfiguration: NetworkConfiguration, Equatable {
    public static let networkName = "tiny autoencoder"

    /// Channels of a picture.
    public var inputChannels: Int
    /// Channels of a decoded picture.
    public var outputChannels: Int
    /// Channels of each of the encoder's levels, from the picture down.
    public var encoderChannels: [Int]
    /// Channels of each of the decoder's levels, from the latents up.
    public var decoderChannels: [Int]
    /// Residual blocks of each of the encoder's levels.
    public var encoderLayers: [Int]
    /// Residual blocks of each of the decoder's levels.
    public var decoderLayers: [Int]
    /// The activation: `relu`, `silu` or `gelu`.
    public var activationName: String
    /// Channels of the latents.
    public var latentChannels: Int
    /// What latents are multiplied with before they go to a UNet, and divided by after; usually 1.
    public var scalingFactor: Float
    /// What is subtracted from latents before scaling, if anything.
    public var shiftFactor: Float?
    private var upsamplingFactor: Int
    private var upsampling: String

    private enum CodingKeys: String, CodingKey {
        case inputChannels = "in_channels"
        case outputChannels = "out_channels"
        case encoderChannels = "encoder_block_out_channels"
        case decoderChannels = "decoder_block_out_channels"
        case encoderLayers = "num_encoder_blocks"
        case decoderLayers = "num_decoder_blocks"
        case activationName = "act_fn"
        case latentChannels = "latent_channels"
        case scalingFactor = "scaling_factor"
        case shiftFactor = "shift_factor"
        case upsamplingFactor = "upsampling_scaling_factor"
        case upsampling = "upsample_fn"
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        inputChannels = try values.value(.inputChannels, 3)
        outputChannels = try values.value(.outputChannels, 3)
        encoderChannels = try values.value(.encoderChannels, [64, 64, 64, 64])
        decoderChannels = try values.value(.decoderChannels, [64, 64, 64, 64])
        encoderLayers = try values.value(.encoderLayers, [1, 3, 3, 3])
        decoderLayers = try values.value(.decoderLayers, [3, 3, 3, 1])
        activationName = try values.value(.activationName, "relu")
        latentChannels = try values.value(.latentChannels, 4)
        scalingFactor = try values.value(.scalingFactor, 1)
        shiftFactor = try values.decodeIfPresent(Float.self, forKey: .shiftFactor)
        upsamplingFactor = try values.value(.upsamplingFactor, 2)
        upsampling = try values.value(.upsampling, "nearest")
    }

    /// How many pixels one latent spans in each direction.
    public var downsampling: Int { 1 << max(0, encoderChannels.count - 1) }

    public func validate() throws {
        _ = try activation
        guard upsamplingFactor == 2 else { throw unsupported("upsampling_scaling_factor", "\(upsamplingFactor)") }
        guard upsampling == "nearest" else { throw unsupported("upsample_fn", upsampling) }
        guard encoderChannels.count == encoderLayers.count, decoderChannels.count == decoderLayers.count,
            encoderChannels.count == decoderChannels.count, (1...10).contains(encoderChannels.count)
        else {
            throw inconsistent("its lists of channels and of blocks differ in length")
        }
        // One layer leads from level to level, and keeps the channels.
        for channels in [encoderChannels, decoderChannels] where Set(channels).count != 1 {
            throw unsupported("block_out_channels", "\(channels)")
        }
        let sizes = encoderChannels + decoderChannels + [inputChannels, outputChannels, latentChannels]
        guard sizes.allSatisfy({ (1...100_000).contains($0) }),
            (encoderLayers + decoderLayers).allSatisfy({ (0...100).contains($0) }), scalingFactor.isFinite, scalingFactor != 0
        else {
            throw inconsistent("one of its sizes is zero, negative or absurdly large")
        }
    }

    var activation: Activation {
        get throws {
            switch activationName {
            case "relu": .relu
            case "silu", "swish": .silu
            case "gelu": .gelu
            default: throw unsupported("act_fn", activationName)
            }
        }
    }
}
