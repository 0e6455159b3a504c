/// The settings of a UNet: `unet/config.json`, with diffusers' defaults for what is absent.
public struct UNetConfiguration: NetworkConfiguration, Equatable {
    public static let networkName = "UNet"

    /// Channels of the input: 4 of the noisy latents, and whatever the model is conditioned on (depth: 1).
    public var inputChannels: Int
    /// Channels of the prediction.
    public var outputChannels: Int
    /// The latents' width and height that the model was trained on, if stated.
    public var sampleSize: PerBlock<Int>?
    /// Whether the input is mapped from [0, 1] to [-1, 1] first.
    public var centersInput: Bool
    /// Whether cosines precede sines in the time embedding.
    public var flipsSineToCosine: Bool
    /// What is subtracted from the number of frequencies of the time embedding.
    public var frequencyShift: Float
    /// The kinds of the blocks on the way down.
    public var downBlockTypes: [String]
    /// The kind of the block in the middle.
    public var midBlockType: String?
    /// The kinds of the blocks on the way up.
    public var upBlockTypes: [String]
    /// Channels of each block.
    public var blockChannels: [Int]
    /// Residual blocks in each block on the way down; one more on the way up.
    public var layersPerBlock: PerBlock<Int>
    /// Zeros around what is downsampled; 0 means one row and column at the end only.
    public var downsamplePadding: Int
    /// The activation: `silu`, also called `swish`.
    public var activation: String
    /// How many groups group normalizations form.
    public var normGroupCount: Int?
    /// What group normalizations of residual blocks add to the variance.
    public var normEpsilon: Float
    /// The length of the hidden states that cross-attention attends to.
    public var crossAttentionChannels: PerBlock<Int>
    /// Transformer layers that follow each residual block on the way down: one number for a block, or
    /// one for each of its residual blocks.
    public var transformerLayersPerBlock: PerBlock<PerBlock<Int>>
    /// The same on the way up, from the bottom; nil for that of the way down, turned round.
    public var upTransformerLayersPerBlock: PerBlock<PerBlock<Int>>?
    /// The number of attention heads. (Its name in the file, `attention_head_dim`, is wrong by tradition.)
    public var headCounts: PerBlock<Int>
    /// Whether transformers are entered and left through linear layers instead of 1×1 convolutions. The
    /// two compute the same; only the stored shapes differ.
    public var usesLinearProjection: Bool
    /// Whether attention is asked to be computed in single precision, as it always is here.
    public var upcastsAttention: Bool
    /// The length of the time embedding; nil for four times the first block's channels.
    public var timeEmbeddingChannels: Int?
    /// What is added to the time embedding: nothing, or `text_time` for a pooled prompt and the
    /// picture's size and crop, as in Stable Diffusion XL.
    public var additionEmbedType: String?
    /// The length of the sinusoidal embedding of each number of size and crop.
    public var additionTimeChannels: Int?
    /// The length of pooled prompt and embedded numbers together.
    public var additionInputChannels: Int?
    /// The width of the first convolution's kernel.
    public var inputKernel: Int
    /// The width of the last convolution's kernel.
    public var outputKernel: Int
    /// Settings that ask for something unsupported, by name, in the form in which they stand in the file.
    private var unsupportedSettings: [String: String]

    private enum CodingKeys: String, CodingKey {
        case inputChannels = "in_channels"
        case outputChannels = "out_channels"
        case sampleSize = "sample_size"
        case centersInput = "center_input_sample"
        case flipsSineToCosine = "flip_sin_to_cos"
        case frequencyShift = "freq_shift"
        case downBlockTypes = "down_block_types"
        case midBlockType = "mid_block_type"
        case upBlockTypes = "up_block_types"
        case blockChannels = "block_out_channels"
        case layersPerBlock = "layers_per_block"
        case downsamplePadding = "downsample_padding"
        case activation = "act_fn"
        case normGroupCount = "norm_num_groups"
        case normEpsilon = "norm_eps"
        case crossAttentionChannels = "cross_attention_dim"
        case transformerLayersPerBlock = "transformer_layers_per_block"
        case upTransformerLayersPerBlock = "reverse_transformer_layers_per_block"
        case headCounts = "attention_head_dim"
        case usesLinearProjection = "use_linear_projection"
        case upcastsAttention = "upcast_attention"
        case timeEmbeddingChannels = "time_embedding_dim"
        case additionEmbedType = "addition_embed_type"
        case additionTimeChannels = "addition_time_embed_dim"
        case additionInputChannels = "projection_class_embeddings_input_dim"
        case inputKernel = "conv_in_kernel"
        case outputKernel = "conv_out_kernel"
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        inputChannels = try values.value(.inputChannels, 4)
        outputChannels = try values.value(.outputChannels, 4)
        sampleSize = try values.decodeIfPresent(PerBlock<Int>.self, forKey: .sampleSize)
        centersInput = try values.value(.centersInput, false)
        flipsSineToCosine = try values.value(.flipsSineToCosine, true)
        frequencyShift = try values.value(.frequencyShift, 0)
        downBlockTypes = try values.value(
            .downBlockTypes,
            ["CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"])
        midBlockType = values.contains(.midBlockType)
            ? try values.decodeIfPresent(String.self, forKey: .midBlockType) : "UNetMidBlock2DCrossAttn"
        upBlockTypes = try values.value(
            .upBlockTypes, ["UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D"])
        blockChannels = try values.value(.blockChannels, [320, 640, 1280, 1280])
        layersPerBlock = try values.value(.layersPerBlock, .all(2))
        downsamplePadding = try values.value(.downsamplePadding, 1)
        activation = try values.value(.activation, "silu")
        normGroupCount = values.contains(.normGroupCount)
            ? try values.decodeIfPresent(Int.self, forKey: .normGroupCount) : 32
        normEpsilon = try values.value(.normEpsilon, 1e-5)
        crossAttentionChannels = try values.value(.crossAttentionChannels, .all(1280))
        transformerLayersPerBlock = try values.value(.transformerLayersPerBlock, .all(.all(1)))
        upTransformerLayersPerBlock = try values.decodeIfPresent(
            PerBlock<PerBlock<Int>>.self, forKey: .upTransformerLayersPerBlock)
        headCounts = try values.value(.headCounts, .all(8))
        usesLinearProjection = try values.value(.usesLinearProjection, false)
        upcastsAttention = try values.value(.upcastsAttention, false)
        timeEmbeddingChannels = try values.decodeIfPresent(Int.self, forKey: .timeEmbeddingChannels)
        additionEmbedType = try values.decodeIfPresent(String.self, forKey: .additionEmbedType)
        additionTimeChannels = try values.decodeIfPresent(Int.self, forKey: .additionTimeChannels)
        additionInputChannels = try values.decodeIfPresent(Int.self, forKey: .additionInputChannels)
        inputKernel = try values.value(.inputKernel, 3)
        outputKernel = try values.value(.outputKernel, 3)
        unsupportedSettings = try UNetConfiguration.findUnsupported(decoder)
    }

    /// Settings of diffusers that change what the network computes, with the value at which they do not.
    private static let neutralSettings: [String: ScalarSetting] = [
        "mid_block_scale_factor": .number(1), "resnet_out_scale_factor": .number(1),
        "resnet_time_scale_shift": .text("default"), "resnet_skip_time_act": .flag(false),
        "only_cross_attention": .flag(false), "mid_block_only_cross_attention": .flag(false),
        "dual_cross_attention": .flag(false), "class_embeddings_concat": .flag(false),
        "time_embedding_type": .text("positional"), "attention_type": .text("default"),
        "encoder_hid_dim": .null, "encoder_hid_dim_type": .null,
        "num_attention_heads": .null, "class_embed_type": .null,
        "num_class_embeds": .null, "time_embedding_act_fn": .null, "timestep_post_act": .null,
        "time_cond_proj_dim": .null, "cross_attention_norm": .null,
    ]

    private static func findUnsupported(_ decoder: any Decoder) throws -> [String: String] {
        let values = try decoder.container(keyedBy: SettingName.self)
        var found: [String: String] = [:]
        for (name, neutral) in neutralSettings {
            let key = SettingName(stringValue: name)
            guard values.contains(key) else { continue }
            let setting = (try? values.decode(ScalarSetting.self, forKey: key)) ?? .other
            if setting != neutral, setting != .null { found[name] = setting.description }
        }
        return found
    }

    /// The length of the time embedding.
    var timeChannels: Int { timeEmbeddingChannels ?? 4 * (blockChannels.first ?? 0) }

    public func validate() throws {
        if let (name, value) = unsupportedSettings.min(by: { $0.key < $1.key }) { throw unsupported(name, value) }
        guard ["silu", "swish"].contains(activation) else { throw unsupported("act_fn", activation) }
        guard let groups = normGroupCount else { throw unsupported("norm_num_groups", "null") }
        guard ["UNetMidBlock2DCrossAttn", "UNetMidBlock2D", nil].contains(midBlockType) else {
            throw unsupported("mid_block_type", midBlockType ?? "null")
        }
        try validateAddedConditions()
        for type in downBlockTypes where !["CrossAttnDownBlock2D", "DownBlock2D"].contains(type) {
            throw unsupported("down_block_types", type)
        }
        for type in upBlockTypes where !["CrossAttnUpBlock2D", "UpBlock2D"].contains(type) {
            throw unsupported("up_block_types", type)
        }
        guard [0, 1].contains(downsamplePadding) else { throw unsupported("downsample_padding", "\(downsamplePadding)") }
        for kernel in [inputKernel, outputKernel] where kernel < 1 || kernel > 15 || kernel % 2 == 0 {
            throw unsupported("conv_in_kernel or conv_out_kernel", "\(kernel)")
        }
        let sizes = blockChannels + [inputChannels, outputChannels, groups, timeEmbeddingChannels ?? 1]
        guard !blockChannels.isEmpty, sizes.allSatisfy({ (1...100_000).contains($0) }) else {
            throw inconsistent("one of its numbers of channels is zero, negative or absurdly large")
        }
        guard downBlockTypes.count == blockChannels.count, upBlockTypes.count == blockChannels.count else {
            throw inconsistent("down_block_types, up_block_types and block_out_channels differ in length")
        }
        for block in try blocks() {
            guard block.channels % groups == 0 else {
                throw inconsistent("norm_num_groups \(groups) does not divide block_out_channels \(block.channels)")
            }
            guard block.headCount > 0, block.channels % block.headCount == 0 else {
                throw inconsistent(
                    "attention_head_dim \(block.headCount) (the number of heads) does not divide block_out_channels \(block.channels)")
            }
            guard (block.downTransformerLayers + block.upTransformerLayers).allSatisfy((0...100).contains),
                (1...100_000).contains(block.crossAttentionChannels)
            else {
                throw inconsistent("a number of layers is negative or absurdly large")
            }
        }
    }

    private func validateAddedConditions() throws {
        guard let additionEmbedType else { return }
        guard additionEmbedType == "text_time" else { throw unsupported("addition_embed_type", additionEmbedType) }
        guard let additionTimeChannels, let additionInputChannels, (2...100_000).contains(additionTimeChannels),
            (1...1_000_000).contains(additionInputChannels),
            additionInputChannels > AddedConditions.numberCount * additionTimeChannels
        else {
            throw inconsistent(
                "addition_embed_type text_time needs addition_time_embed_dim, "
                    + "and projection_class_embeddings_input_dim above \(AddedConditions.numberCount) times as much")
        }
    }

    /// Whether size, crop and a pooled prompt are added to the time embedding.
    var takesAddedConditions: Bool { additionEmbedType == "text_time" }

    /// The length of the pooled prompt, where the model takes one.
    var pooledChannels: Int? {
        guard takesAddedConditions, let additionInputChannels, let additionTimeChannels else { return nil }
        return additionInputChannels - AddedConditions.numberCount * additionTimeChannels
    }

    /// The settings of one level of the UNet, from the top down.
    struct Block {
        let channels, layerCount, headCount, crossAttentionChannels: Int
        /// Transformer layers after each residual block on the way down.
        let downTransformerLayers: [Int]
        /// Transformer layers after each residual block on the way up, one more than on the way down.
        let upTransformerLayers: [Int]
    }

    /// Transformer layers of the block in the middle.
    func midTransformerLayers() throws -> Int {
        try blocks().last?.downTransformerLayers.last ?? 0
    }

    /// Channels of the results that the way down keeps, in their order.
    func skipChannels() throws -> [Int] {
        let blocks = try blocks()
        return blocks.enumerated().reduce(into: [blocks[0].channels]) { channels, level in
            let halves = level.offset + 1 < blocks.count
            channels += Array(repeating: level.element.channels, count: level.element.layerCount + (halves ? 1 : 0))
        }
    }

    func blocks() throws -> [Block] {
        let count = blockChannels.count
        func list<Value>(_ setting: PerBlock<Value>, _ name: String) throws -> [Value] {
            guard let values = setting.values(blockCount: count) else {
                throw inconsistent("\(name) has not one value for each of \(count) blocks")
            }
            return values
        }
        func transformers(_ setting: PerBlock<Int>, layers: Int, _ name: String) throws -> [Int] {
            guard (1...100).contains(layers), let values = setting.values(blockCount: layers) else {
                throw inconsistent("\(name) has not one value for each of \(layers) layers of a block")
            }
            return values
        }
        let layers = try list(layersPerBlock, "layers_per_block")
        let heads = try list(headCounts, "attention_head_dim")
        let cross = try list(crossAttentionChannels, "cross_attention_dim")
        let down = try list(transformerLayersPerBlock, "transformer_layers_per_block")
        let up = try upTransformerLayersPerBlock.map {
            Array(try list($0, "reverse_transformer_layers_per_block").reversed())
        }
        return try (0..<count).map { index in
            if up == nil, case .each = down[index] {
                throw inconsistent("transformer_layers_per_block holds lists, so reverse_transformer_layers_per_block is needed")
            }
            return Block(
                channels: blockChannels[index], layerCount: layers[index], headCount: heads[index],
                crossAttentionChannels: cross[index],
                downTransformerLayers: try transformers(
                    down[index], layers: layers[index], "transformer_layers_per_block"),
                upTransformerLayers: try transformers(
                    up?[index] ?? down[index], layers: layers[index] + 1, "reverse_transformer_layers_per_block"))
        }
    }
}
