import MaquetteTensor

/// The settings of a CLIP text encoder: `text_encoder/config.json`, with transformers' defaults for what
/// is absent.
public struct CLIPTextConfiguration: NetworkConfiguration, Equatable {
    public static let networkName = "text encoder"

    /// How many different tokens there are.
    public var vocabularySize: Int
    /// The length of a hidden state.
    public var hiddenSize: Int
    /// The length of a hidden state inside the feed-forward layers.
    public var intermediateSize: Int
    /// How many transformer layers there are.
    public var layerCount: Int
    /// How many heads each attention layer has.
    public var headCount: Int
    /// The greatest number of tokens of a prompt.
    public var maximumTokenCount: Int
    /// The activation between the feed-forward layers: `gelu` or `quick_gelu`.
    public var hiddenActivation: String
    /// What layer normalizations add to the variance.
    public var layerNormEpsilon: Float
    /// The length of a pooled prompt, for encoders that make one.
    public var projectionSize: Int
    /// The token that closes a prompt, at whose place it is pooled.
    public var endToken: Int
    /// The kind of model, if the file names one.
    public var modelType: String?

    private enum CodingKeys: String, CodingKey {
        case vocabularySize = "vocab_size"
        case hiddenSize = "hidden_size"
        case intermediateSize = "intermediate_size"
        case layerCount = "num_hidden_layers"
        case headCount = "num_attention_heads"
        case maximumTokenCount = "max_position_embeddings"
        case hiddenActivation = "hidden_act"
        case layerNormEpsilon = "layer_norm_eps"
        case projectionSize = "projection_dim"
        case endToken = "eos_token_id"
        case modelType = "model_type"
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        vocabularySize = try values.decodeIfPresent(Int.self, forKey: .vocabularySize) ?? 49408
        hiddenSize = try values.decodeIfPresent(Int.self, forKey: .hiddenSize) ?? 512
        intermediateSize = try values.decodeIfPresent(Int.self, forKey: .intermediateSize) ?? 2048
        layerCount = try values.decodeIfPresent(Int.self, forKey: .layerCount) ?? 12
        headCount = try values.decodeIfPresent(Int.self, forKey: .headCount) ?? 8
        maximumTokenCount = try values.decodeIfPresent(Int.self, forKey: .maximumTokenCount) ?? 77
        hiddenActivation = try values.decodeIfPresent(String.self, forKey: .hiddenActivation) ?? "quick_gelu"
        layerNormEpsilon = try values.decodeIfPresent(Float.self, forKey: .layerNormEpsilon) ?? 1e-5
        projectionSize = try values.decodeIfPresent(Int.self, forKey: .projectionSize) ?? 512
        endToken = try values.decodeIfPresent(Int.self, forKey: .endToken) ?? 49407
        modelType = try values.decodeIfPresent(String.self, forKey: .modelType)
    }

    public func validate() throws {
        if let modelType, modelType != "clip_text_model" { throw unsupported("model_type", modelType) }
        _ = try activation
        let sizes = [
            vocabularySize, hiddenSize, intermediateSize, layerCount, headCount, maximumTokenCount, projectionSize,
        ]
        guard sizes.allSatisfy({ (1...1_000_000).contains($0) }) else {
            throw inconsistent("one of its sizes is zero, negative or absurdly large")
        }
        guard hiddenSize % headCount == 0 else {
            throw inconsistent("num_attention_heads \(headCount) does not divide hidden_size \(hiddenSize)")
        }
    }

    var activation: Activation {
        get throws {
            switch hiddenActivation {
            case "gelu": .gelu
            case "quick_gelu": .quickGELU
            default: throw unsupported("hidden_act", hiddenActivation)
            }
        }
    }
}
