/// The settings of a DPT depth estimator (Ranftl et al., 2021): `config.json`, with transformers' defaults for
/// what is absent.
public struct DPTConfiguration: NetworkConfiguration, Equatable {
    public static let networkName = "depth estimator"

    /// Whether a convolutional backbone makes the tokens; otherwise they are patches of the picture.
    public var isHybrid: Bool
    /// The backbone of a hybrid model.
    public var backbone: BiTConfiguration?
    /// The length of a token.
    public var hiddenSize: Int
    /// How many transformer layers there are.
    public var layerCount: Int
    /// How many heads each attention layer has.
    public var headCount: Int
    /// The length of a token inside the feed-forward layers.
    public var intermediateSize: Int
    /// The activation between the feed-forward layers and after readouts: `gelu`.
    public var hiddenActivation: String
    /// What layer normalizations add to the variance.
    public var layerNormEpsilon: Float
    /// Side of the square picture that the position embeddings were trained on, in pixels.
    public var imageSize: Int
    /// Side of the square of pixels that a token stands for.
    public var patchSize: Int
    /// Channels of a picture.
    public var inputChannels: Int
    /// Whether queries, keys and values have biases.
    public var hasAttentionBias: Bool
    /// The layers whose tokens are used, counted from 0; a hybrid model takes the last two of four.
    public var tappedLayers: [Int]
    /// What becomes of the class token: `ignore`, `add` or `project`.
    public var readout: String
    /// By how much each tapped layer's map is enlarged.
    public var reassemblyFactors: [Double]
    /// Channels of each tapped layer's map.
    public var neckChannels: [Int]
    /// Channels where the maps are fused.
    public var fusionChannels: Int
    /// Whether the convolutions of the fusion have biases.
    public var hasFusionBias: Bool
    /// Whether one more convolution precedes the head.
    public var hasHeadProjection: Bool
    private var normalizesFusion: Bool
    private var headInput: Int
    private var modelType: String?
    private var backboneName: String?

    private enum CodingKeys: String, CodingKey {
        case isHybrid = "is_hybrid"
        case backbone = "backbone_config"
        case hiddenSize = "hidden_size"
        case layerCount = "num_hidden_layers"
        case headCount = "num_attention_heads"
        case intermediateSize = "intermediate_size"
        case hiddenActivation = "hidden_act"
        case layerNormEpsilon = "layer_norm_eps"
        case imageSize = "image_size"
        case patchSize = "patch_size"
        case inputChannels = "num_channels"
        case hasAttentionBias = "qkv_bias"
        case tappedLayers = "backbone_out_indices"
        case readout = "readout_type"
        case reassemblyFactors = "reassemble_factors"
        case neckChannels = "neck_hidden_sizes"
        case fusionChannels = "fusion_hidden_size"
        case hasFusionBias = "use_bias_in_fusion_residual"
        case normalizesFusion = "use_batch_norm_in_fusion_residual"
        case hasHeadProjection = "add_projection"
        case headInput = "head_in_index"
        case modelType = "model_type"
        case backboneName = "backbone"
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        isHybrid = try values.value(.isHybrid, false)
        hiddenSize = try values.value(.hiddenSize, 768)
        layerCount = try values.value(.layerCount, 12)
        headCount = try values.value(.headCount, 12)
        intermediateSize = try values.value(.intermediateSize, 3072)
        hiddenActivation = try values.value(.hiddenActivation, "gelu")
        layerNormEpsilon = try values.value(.layerNormEpsilon, 1e-12)
        imageSize = try values.value(.imageSize, 384)
        patchSize = try values.value(.patchSize, 16)
        inputChannels = try values.value(.inputChannels, 3)
        hasAttentionBias = try values.value(.hasAttentionBias, true)
        tappedLayers = try values.value(.tappedLayers, [2, 5, 8, 11])
        readout = try values.value(.readout, "project")
        reassemblyFactors = try values.value(.reassemblyFactors, [4, 2, 1, 0.5])
        neckChannels = try values.value(.neckChannels, [96, 192, 384, 768])
        fusionChannels = try values.value(.fusionChannels, 256)
        normalizesFusion = try values.value(.normalizesFusion, false)
        hasFusionBias = try values.value(.hasFusionBias, true)
        hasHeadProjection = try values.value(.hasHeadProjection, false)
        headInput = try values.value(.headInput, -1)
        modelType = try values.decodeIfPresent(String.self, forKey: .modelType)
        backboneName = try values.decodeIfPresent(String.self, forKey: .backboneName)
        // Models with other backbones are refused by name, so their settings need not be understood.
        backbone = isHybrid ? try values.value(.backbone, BiTConfiguration()) : nil
        if !isHybrid, try values.decodeIfPresent(ScalarSetting.self, forKey: .backbone) == .other {
            backboneName = "one of its own"
        }
    }

    public func validate() throws {
        if let modelType, modelType != "dpt" { throw unsupported("model_type", modelType) }
        if let backboneName { throw unsupported("backbone", backboneName) }
        guard hiddenActivation == "gelu" else { throw unsupported("hidden_act", hiddenActivation) }
        guard !normalizesFusion else { throw unsupported("use_batch_norm_in_fusion_residual", "true") }
        guard headInput == -1 else { throw unsupported("head_in_index", "\(headInput)") }
        guard isHybrid ? readout == "project" : ["ignore", "add", "project"].contains(readout) else {
            throw unsupported("readout_type", readout)
        }
        let sizes = [hiddenSize, layerCount, headCount, intermediateSize, imageSize, patchSize, inputChannels, fusionChannels]
        guard (sizes + neckChannels).allSatisfy({ (1...100_000).contains($0) }), imageSize <= 4096 else {
            throw inconsistent("one of its sizes is zero, negative or absurdly large")
        }
        guard hiddenSize % headCount == 0 else {
            throw inconsistent("num_attention_heads \(headCount) does not divide hidden_size \(hiddenSize)")
        }
        guard imageSize % patchSize == 0, fusionChannels % 2 == 0 else {
            throw inconsistent("patch_size does not divide image_size, or fusion_hidden_size is odd")
        }
        let stages = neckChannels.count
        guard stages > (isHybrid ? 2 : 0), reassemblyFactors.count == stages, tappedLayers.count == stages,
            tappedLayers == tappedLayers.sorted(), Set(tappedLayers).count == stages,
            tappedLayers.allSatisfy({ (0..<layerCount).contains($0) })
        else {
            throw inconsistent("backbone_out_indices, reassemble_factors and neck_hidden_sizes do not fit each other")
        }
        for factor in reassemblyFactors where !(factor > 0 && factor <= 16 && (factor < 1 ? 1 / factor : factor).rounded() == (factor < 1 ? 1 / factor : factor)) {
            throw unsupported("reassemble_factors", "\(factor)")
        }
        try backbone?.validate()
        if let backbone, [backbone.stages[0].channels, backbone.stages[1].channels] != Array(neckChannels[..<2]) {
            throw inconsistent("the backbone's channels are not those that neck_hidden_sizes begins with")
        }
        if isHybrid, patchSize != 16 { throw unsupported("patch_size", "\(patchSize) with a backbone that shrinks by 16") }
    }

    /// Side of the square of tokens that the position embeddings were trained on.
    var gridSize: Int { imageSize / patchSize }
}
