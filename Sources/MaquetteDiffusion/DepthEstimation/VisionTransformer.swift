import MaquetteTensor

/// A vision transformer (Dosovitskiy et al., 2021) without its final normalization: tokens in, the tokens
/// that some of its layers make out.
final class VisionTransformer: Sendable {
    private let classToken: [Float]
    /// Row 0 belongs to the class token, the others to a square of tokens.
    private let positions: [Float]
    private let layers: [VisionTransformerLayer]
    private let configuration: DPTConfiguration
    private let context: ComputeContext

    init(_ weights: Weights, _ configuration: DPTConfiguration, _ context: ComputeContext) throws {
        let (hidden, side) = (configuration.hiddenSize, configuration.gridSize)
        classToken = try weights["embeddings"].parameter("cls_token", shape: [1, 1, hidden]).floats()
        positions = try weights["embeddings"].parameter("position_embeddings", shape: [1, side * side + 1, hidden]).floats()
        layers = try (0..<configuration.layerCount).map {
            try VisionTransformerLayer(weights["encoder"]["layer"][$0], configuration, context)
        }
        self.configuration = configuration
        self.context = context
    }

    /// - Parameter features: [1, rows, columns, hidden size].
    /// - Returns: of each tapped layer [1, 1 + rows · columns, hidden size], the class token first.
    func callAsFunction(_ features: Tensor) throws -> [Tensor] {
        var hidden = try embedded(features)
        var tapped: [Tensor] = []
        for (index, layer) in layers.enumerated() {
            hidden = try layer(hidden)
            if configuration.tappedLayers.contains(index) { tapped.append(hidden) }
        }
        return tapped
    }

    /// The tokens with the class token before them, and what tells where each of them lies added.
    private func embedded(_ features: Tensor) throws -> Tensor {
        let (rows, columns, hidden) = (features.shape[1], features.shape[2], features.shape[3])
        let side = configuration.gridSize
        let grid = try Tensor(Array(positions[hidden...]), shape: [1, side, side, hidden])
        let places = side == rows && side == columns
            ? grid : try context.resizeBilinear(grid, height: rows, width: columns, alignment: .edges)
        let first = zip(classToken, positions).map { $0 + $1 }
        return try Tensor(
            first + context.add(features, places).floats, shape: [1, 1 + rows * columns, hidden])
    }
}

/// One layer of the transformer.
///
///     x ─┬─ norm ─ attention ─(+)─┬─ norm ─ feed forward ─(+)─
///        └────────────────────┘   └───────────────────────┘
private final class VisionTransformerLayer: Sendable {
    private let norm1, norm2: LayerNorm
    private let queries, keys, values, projection: Linear
    private let expansion, contraction: Linear
    private let headCount: Int
    private let context: ComputeContext

    init(_ weights: Weights, _ configuration: DPTConfiguration, _ context: ComputeContext) throws {
        let (hidden, epsilon) = (configuration.hiddenSize, configuration.layerNormEpsilon)
        let attention = weights["attention"]["attention"]
        let bias = configuration.hasAttentionBias
        norm1 = try weights["layernorm_before"].layerNorm(hidden, epsilon: epsilon, context)
        queries = try attention["query"].linear(hidden, hidden, bias: bias, context)
        keys = try attention["key"].linear(hidden, hidden, bias: bias, context)
        values = try attention["value"].linear(hidden, hidden, bias: bias, context)
        projection = try weights["attention"]["output"]["dense"].linear(hidden, hidden, context)
        norm2 = try weights["layernorm_after"].layerNorm(hidden, epsilon: epsilon, context)
        expansion = try weights["intermediate"]["dense"].linear(hidden, configuration.intermediateSize, context)
        contraction = try weights["output"]["dense"].linear(configuration.intermediateSize, hidden, context)
        headCount = configuration.headCount
        self.context = context
    }

    func callAsFunction(_ x: Tensor) throws -> Tensor {
        let normed = try norm1(x)
        let memory = try KeysAndValues(keys: keys(normed), values: values(normed), headCount: headCount)
        let hidden = try projection(context.attention(queries(normed), memory), .add(x))
        return try contraction(expansion(norm2(hidden), .activation(.gelu)), .add(hidden))
    }
}
