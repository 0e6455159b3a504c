/// The settings of a BiT residual network (Kolesnikov et al., 2020) as the backbone of a hybrid DPT:
/// `backbone_config`, with transformers' defaults for what is absent.
public struct BiTConfiguration: Decodable, Sendable, Equatable {
    /// Channels of a picture.
    public var inputChannels = 3
    /// Channels after the first convolution.
    public var embeddingChannels = 64
    /// How many layers each stage has.
    public var depths = [3, 4, 9]
    /// Channels of each stage's result; more than there are stages do no harm.
    public var stageChannels = [256, 512, 1024, 2048]
    /// How many groups group normalizations form.
    public var normGroupCount = 32
    private var layerType = "bottleneck"
    private var activation = "relu"
    private var padding: String? = "same"
    private var padsPooling = true
    private var outputStride = 32
    private var widthFactor = 1.0
    private var modelType: String?

    private enum CodingKeys: String, CodingKey {
        case inputChannels = "num_channels"
        case embeddingChannels = "embedding_size"
        case depths
        case stageChannels = "hidden_sizes"
        case normGroupCount = "num_groups"
        case layerType = "layer_type"
        case activation = "hidden_act"
        case padding = "global_padding"
        case padsPooling = "embedding_dynamic_padding"
        case outputStride = "output_stride"
        case widthFactor = "width_factor"
        case modelType = "model_type"
    }

    init() {}

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        func read<Value: Decodable>(_ key: CodingKeys, _ target: inout Value) throws {
            target = try values.decodeIfPresent(Value.self, forKey: key) ?? target
        }
        try read(.inputChannels, &inputChannels)
        try read(.embeddingChannels, &embeddingChannels)
        try read(.depths, &depths)
        try read(.stageChannels, &stageChannels)
        try read(.normGroupCount, &normGroupCount)
        try read(.layerType, &layerType)
        try read(.activation, &activation)
        try read(.padsPooling, &padsPooling)
        try read(.outputStride, &outputStride)
        try read(.widthFactor, &widthFactor)
        padding = try values.decodeIfPresent(String.self, forKey: .padding) ?? padding
        modelType = try values.decodeIfPresent(String.self, forKey: .modelType)
    }

    /// Channels and number of layers of each stage.
    var stages: [(channels: Int, depth: Int)] {
        zip(stageChannels, depths).map { (Self.multipleOfEight($0), $1) }
    }

    /// Channels inside a layer whose result has `channels`: a quarter.
    static func innerChannels(of channels: Int) -> Int { multipleOfEight(Double(channels) * 0.25) }

    private static func multipleOfEight(_ value: some BinaryInteger) -> Int { multipleOfEight(Double(value)) }

    /// The nearest multiple of 8 that is not less than nine tenths of `value`.
    private static func multipleOfEight(_ value: Double) -> Int {
        let nearest = max(8, Int(value + 4) / 8 * 8)
        return Double(nearest) < 0.9 * value ? nearest + 8 : nearest
    }

    func validate() throws {
        func unsupported(_ setting: String, _ value: String) -> NetworkError {
            .unsupportedConfiguration(network: DPTConfiguration.networkName, setting: "backbone_config.\(setting)", value: value)
        }
        if let modelType, modelType != "bit" { throw unsupported("model_type", modelType) }
        guard layerType == "bottleneck" else { throw unsupported("layer_type", layerType) }
        guard activation == "relu" else { throw unsupported("hidden_act", activation) }
        guard padding?.lowercased() == "same" else { throw unsupported("global_padding", padding ?? "null") }
        guard padsPooling else { throw unsupported("embedding_dynamic_padding", "false") }
        guard outputStride >= 16 else { throw unsupported("output_stride", "\(outputStride)") }
        guard widthFactor == 1 else { throw unsupported("width_factor", "\(widthFactor)") }
        let sizes = depths + stageChannels + [inputChannels, embeddingChannels, normGroupCount]
        guard depths.count == 3, stageChannels.count >= 3, sizes.allSatisfy({ (1...100_000).contains($0) }) else {
            throw unsupported("depths", "\(depths)")
        }
        let normed = [embeddingChannels] + stages.flatMap { [$0.channels, Self.innerChannels(of: $0.channels)] }
        guard normed.allSatisfy({ $0 % normGroupCount == 0 }) else { throw unsupported("num_groups", "\(normGroupCount)") }
    }
}
