import MaquetteTensor

/// A dense prediction transformer that estimates depth (DPT; Ranftl et al., 2021), DPT-large and DPT-hybrid,
/// which MiDaS 3.0 released.
///
///     picture ─ patches or BiT ─ transformer ─ reassembly × 4 ─ fusion × 4 ─ head ─ inverse depth
public final class DPT: Sendable {
    /// The settings that it was built from.
    public let configuration: DPTConfiguration
    private let backbone: BiTBackbone?
    private let embedding: Convolution
    private let transformer: VisionTransformer
    private let reassemblies: [DPTReassembly]
    private let neck: [Convolution]
    private let fusions: [DPTFusion]
    private let head: DPTHead
    private let context: ComputeContext

    /// - Parameters:
    ///   - configuration: the settings.
    ///   - weights: the tensors, under transformers' names.
    ///   - context: where it runs.
    /// - Throws: `WeightsError` if tensors are missing or misshapen, `NetworkError`.
    public init(configuration: DPTConfiguration, weights: Weights, context: ComputeContext) throws {
        try configuration.validate()
        let embeddings = weights["dpt"]["embeddings"]
        backbone = try configuration.backbone.map {
            try BiTBackbone(embeddings["backbone"]["bit"], $0, context)
        }
        if let bit = configuration.backbone {
            embedding = try embeddings["projection"].convolution(
                bit.stages[2].channels, configuration.hiddenSize, kernel: 1, context)
        } else {
            embedding = try embeddings["patch_embeddings"]["projection"].convolution(
                configuration.inputChannels, configuration.hiddenSize, kernel: configuration.patchSize,
                stride: configuration.patchSize, padding: Convolution.Padding(0), context)
        }
        transformer = try VisionTransformer(weights["dpt"], configuration, context)
        let stages = configuration.neckChannels.indices
        let neckWeights = weights["neck"]
        reassemblies = try stages.dropFirst(configuration.isHybrid ? 2 : 0).map {
            try DPTReassembly(neckWeights["reassemble_stage"], stage: $0, configuration, context)
        }
        neck = try stages.map {
            try neckWeights["convs"][$0].convolution3(
                configuration.neckChannels[$0], configuration.fusionChannels, bias: false, context)
        }
        fusions = try stages.map {
            try DPTFusion(neckWeights["fusion_stage"]["layers"][$0], isCoarsest: $0 == 0, configuration, context)
        }
        head = try DPTHead(weights["head"], configuration, context)
        self.configuration = configuration
        self.context = context
    }

    /// The inverse depth of a picture, on a scale of its own: near is large.
    /// - Parameter picture: [1, height, width, channels] in single precision, normalized as the model was trained;
    ///   height and width are multiples of `configuration.patchSize`.
    /// - Returns: [1, height', width', 1] in single precision, 0 and more; a model made for it gives the picture's size.
    /// - Throws: `NetworkError.invalidInput`.
    public func inverseDepth(_ picture: Tensor) throws -> Tensor {
        let patch = configuration.patchSize
        guard picture.shape.count == 4, picture.shape[0] == 1, picture.shape[3] == configuration.inputChannels,
            picture.elementCount > 0, picture.shape[1] % patch == 0, picture.shape[2] % patch == 0
        else {
            throw NetworkError.invalidInput(
                network: DPTConfiguration.networkName,
                reason: "a picture of shape \(picture.shape) where [1, height, width, \(configuration.inputChannels)] "
                    + "belongs, height and width multiples of \(patch)")
        }
        let input = try context.convert(picture, to: context.precision.elementType)
        let stages = try backbone?(input) ?? []
        let features = try embedding(stages.last ?? input)
        let tapped = try transformer(features)
        let tokens = tapped.suffix(reassemblies.count)
        let reassembled = try zip(reassemblies, tokens).map {
            try $0($1, rows: features.shape[1], columns: features.shape[2])
        }
        let maps = try zip(neck, stages.prefix(2) + reassembled).map { try $0($1) }

        var fused: Tensor?
        for (fusion, map) in zip(fusions, maps.reversed()) {
            fused = try fused.map { try fusion($0, map) } ?? fusion(map, nil)
        }
        guard let fused else { return picture }
        return try context.convert(head(fused), to: .float32)
    }
}

/// Doubles the fused map and makes one number of each pixel's channels.
private final class DPTHead: Sendable {
    /// Channels before the last layer; fixed in DPT.
    private static let lastChannels = 32
    private let projection: Convolution?
    private let entry, middle: Convolution
    private let exit: Linear
    private let context: ComputeContext

    init(_ weights: Weights, _ configuration: DPTConfiguration, _ context: ComputeContext) throws {
        let channels = configuration.fusionChannels
        projection = configuration.hasHeadProjection ? try weights["projection"].convolution(channels, channels, context) : nil
        entry = try weights["head"][0].convolution(channels, channels / 2, context)
        middle = try weights["head"][2].convolution(channels / 2, Self.lastChannels, context)
        exit = try weights["head"][4].linear(Self.lastChannels, 1, context)
        self.context = context
    }

    func callAsFunction(_ fused: Tensor) throws -> Tensor {
        let hidden = try entry(projection.map { try $0(fused, .activation(.relu)) } ?? fused)
        let doubled = try context.resizeBilinear(
            hidden, height: 2 * hidden.shape[1], width: 2 * hidden.shape[2], alignment: .corners)
        return try exit(middle(doubled, .activation(.relu)), .activation(.relu))
    }
}
