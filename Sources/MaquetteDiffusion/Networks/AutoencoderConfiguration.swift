/// The settings of a variational autoencoder: `vae/config.json`, with diffusers' defaults for what is absent.
public struct AutoencoderConfiguration: NetworkConfiguration, Equatable {
    public static let networkName = "autoencoder"

    /// Channels of a picture.
    public var inputChannels: Int
    /// Channels of a decoded picture.
    public var outputChannels: Int
    /// The kinds of the encoder's blocks.
    public var downBlockTypes: [String]
    /// The kinds of the decoder's blocks.
    public var upBlockTypes: [String]
    /// Channels of each block, from the picture down to the latents.
    public var blockChannels: [Int]
    /// Residual blocks in each block of the encoder; one more in the decoder.
    public var layersPerBlock: Int
    /// The activation: `silu`, also called `swish`.
    public var activation: String
    /// Channels of the latents.
    public var latentChannels: Int
    /// How many groups group normalizations form.
    public var normGroupCount: Int
    /// What latents are multiplied with before they go to a UNet, and divided by after.
    public var scalingFactor: Float
    /// What is subtracted from latents before scaling, if anything.
    public var shiftFactor: Float?
    /// Whether a 1×1 convolution follows the encoder.
    public var usesQuantConvolution: Bool
    /// Whether a 1×1 convolution precedes the decoder.
    public var usesPostQuantConvolution: Bool
    /// Whether the middle blocks have an attention layer.
    public var midBlockAttends: Bool
    /// Whether the model must be computed in single precision.
    public var forcesUpcast: Bool
    private var hasLatentStatistics: Bool

    private enum CodingKeys: String, CodingKey {
        case inputChannels = "in_channels"
        case outputChannels = "out_channels"
        case downBlockTypes = "down_block_types"
        case upBlockTypes = "up_block_types"
        case blockChannels = "block_out_channels"
        case layersPerBlock = "layers_per_block"
        case activation = "act_fn"
        case latentChannels = "latent_channels"
        case normGroupCount = "norm_num_groups"
        case scalingFactor = "scaling_factor"
        case shiftFactor = "shift_factor"
        case latentsMean = "latents_mean"
        case latentsDeviation = "latents_std"
        case usesQuantConvolution = "use_quant_conv"
        case usesPostQuantConvolution = "use_post_quant_conv"
        case midBlockAttends = "mid_block_add_attention"
        case forcesUpcast = "force_upcast"
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        inputChannels = try values.value(.inputChannels, 3)
        outputChannels = try values.value(.outputChannels, 3)
        downBlockTypes = try values.value(.downBlockTypes, ["DownEncoderBlock2D"])
        upBlockTypes = try values.value(.upBlockTypes, ["UpDecoderBlock2D"])
        blockChannels = try values.value(.blockChannels, [64])
        layersPerBlock = try values.value(.layersPerBlock, 1)
        activation = try values.value(.activation, "silu")
        latentChannels = try values.value(.latentChannels, 4)
        normGroupCount = try values.value(.normGroupCount, 32)
        scalingFactor = try values.value(.scalingFactor, 0.18215)
        shiftFactor = try values.decodeIfPresent(Float.self, forKey: .shiftFactor)
        usesQuantConvolution = try values.value(.usesQuantConvolution, true)
        usesPostQuantConvolution = try values.value(.usesPostQuantConvolution, true)
        midBlockAttends = try values.value(.midBlockAttends, true)
        forcesUpcast = try values.value(.forcesUpcast, true)
        hasLatentStatistics = try values.decodeIfPresent([Float].self, forKey: .latentsMean) != nil
            || values.decodeIfPresent([Float].self, forKey: .latentsDeviation) != nil
    }

    /// How many pixels one latent spans in each direction.
    public var downsampling: Int { 1 << max(0, blockChannels.count - 1) }

    public func validate() throws {
        guard ["silu", "swish"].contains(activation) else { throw unsupported("act_fn", activation) }
        guard !hasLatentStatistics else { throw unsupported("latents_mean and latents_std", "values of their own") }
        for type in downBlockTypes where type != "DownEncoderBlock2D" { throw unsupported("down_block_types", type) }
        for type in upBlockTypes where type != "UpDecoderBlock2D" { throw unsupported("up_block_types", type) }
        guard downBlockTypes.count == blockChannels.count, upBlockTypes.count == blockChannels.count else {
            throw inconsistent("down_block_types, up_block_types and block_out_channels differ in length")
        }
        let sizes = blockChannels + [inputChannels, outputChannels, latentChannels, normGroupCount, layersPerBlock]
        guard !blockChannels.isEmpty, blockChannels.count <= 10, sizes.allSatisfy({ (1...100_000).contains($0) }) else {
            throw inconsistent("one of its sizes is zero, negative or absurdly large")
        }
        for channels in blockChannels where channels % normGroupCount != 0 {
            throw inconsistent("norm_num_groups \(normGroupCount) does not divide block_out_channels \(channels)")
        }
        guard scalingFactor.isFinite, scalingFactor != 0 else {
            throw inconsistent("scaling_factor is \(scalingFactor)")
        }
    }
}
