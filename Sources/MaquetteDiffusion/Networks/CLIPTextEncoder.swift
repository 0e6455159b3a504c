import MaquetteTensor

/// CLIP's text transformer (Radford et al., 2021): turns tokens into the hidden states that a UNet
/// attends to.
///
///     tokens ─ embedding + position ─ layer × (n - 1) ─┬─ layer ─ layer norm ─┬─ last hidden states
///                                                      │                      └─ end token's ─ linear ─ pooled prompt
///                                                      └─ penultimate hidden states
public final class CLIPTextEncoder: Sendable {
    /// The settings that it was built from.
    public let configuration: CLIPTextConfiguration
    private let tokenEmbedding: Parameter
    private let positionEmbedding: [Float]
    private let layers: [CLIPTextLayer]
    private let finalNorm: LayerNorm
    private let projection: Linear?
    private let context: ComputeContext

    /// - Parameters:
    ///   - configuration: the settings.
    ///   - weights: the tensors, with or without `text_model.` before their names.
    ///   - context: where it runs.
    /// - Throws: `WeightsError` if tensors are missing or misshapen, `NetworkError`.
    public init(configuration: CLIPTextConfiguration, weights: Weights, context: ComputeContext) throws {
        try configuration.validate()
        let model = weights["text_model"].isEmpty ? weights : weights["text_model"]
        let hidden = configuration.hiddenSize
        let embeddings = model["embeddings"]
        tokenEmbedding = try embeddings["token_embedding"].parameter(
            "weight", shape: [configuration.vocabularySize, hidden])
        positionEmbedding = try embeddings["position_embedding"].parameter(
            "weight", shape: [configuration.maximumTokenCount, hidden]).floats()
        layers = try (0..<configuration.layerCount).map {
            try CLIPTextLayer(model["encoder"]["layers"][$0], configuration, context)
        }
        finalNorm = try model["final_layer_norm"].layerNorm(
            hidden, epsilon: configuration.layerNormEpsilon, context)
        projection = weights.contains("text_projection.weight")
            ? try weights["text_projection"].linear(hidden, configuration.projectionSize, bias: false, context) : nil
        self.configuration = configuration
        self.context = context
    }

    /// Whether it makes pooled prompts.
    var pools: Bool { projection != nil }

    /// The last hidden state, after the final normalization.
    /// - Parameter tokens: one list for each prompt, all of the same length, at most
    ///   `configuration.maximumTokenCount`.
    /// - Returns: [prompts, tokens, hidden size] in single precision.
    /// - Throws: `NetworkError.invalidInput` for tokens that the model does not have.
    public func hiddenStates(tokens: [[Int32]]) throws -> Tensor {
        var hidden = try context.convert(embed(tokens), to: context.precision.elementType)
        for layer in layers { hidden = try layer(hidden) }
        return try context.convert(finalNorm(hidden), to: .float32)
    }

    /// What Stable Diffusion XL takes: the hidden states before the last layer, not normalized, and each
    /// prompt as one vector, if the encoder makes it.
    /// - Parameter tokens: as for `hiddenStates`.
    /// - Returns: [prompts, tokens, hidden size] and [prompts, projection size] in single precision.
    /// - Throws: `NetworkError.invalidInput` for tokens that the model does not have.
    public func penultimateStates(tokens: [[Int32]]) throws -> (states: Tensor, pooled: Tensor?) {
        var hidden = try context.convert(embed(tokens), to: context.precision.elementType)
        for layer in layers.dropLast() { hidden = try layer(hidden) }
        let states = try context.convert(hidden, to: .float32)
        guard let projection, let last = layers.last else { return (states, nil) }
        let normed = try context.convert(finalNorm(last(hidden)), to: .float32).floats
        let size = configuration.hiddenSize
        let rows = tokens.enumerated().flatMap { prompt, tokens in
            let first = (prompt * tokens.count + poolingPlace(tokens)) * size
            return normed[first..<first + size]
        }
        return (states, try projection(Tensor(rows, shape: [tokens.count, size])))
    }

    /// Where a prompt is pooled: at its first end token. Old configs name a wrong one, 2, and mean the
    /// greatest token.
    private func poolingPlace(_ tokens: [Int32]) -> Int {
        let end = configuration.endToken == 2 ? tokens.max() : Int32(clamping: configuration.endToken)
        return tokens.firstIndex { $0 == end } ?? 0
    }

    /// Looks up each token's embedding and adds that of its position.
    private func embed(_ tokens: [[Int32]]) throws -> Tensor {
        let length = tokens.first?.count ?? 0
        guard length > 0, length <= configuration.maximumTokenCount, tokens.allSatisfy({ $0.count == length }) else {
            throw invalid("prompts must have equally many tokens, 1 to \(configuration.maximumTokenCount)")
        }
        let size = configuration.hiddenSize
        var values: [Float] = []
        values.reserveCapacity(tokens.count * length * size)
        for prompt in tokens {
            for (position, token) in prompt.enumerated() {
                guard token >= 0, token < configuration.vocabularySize else {
                    throw invalid("token \(token) is outside its vocabulary of \(configuration.vocabularySize)")
                }
                let row = try tokenEmbedding.floats(in: Int(token) * size..<(Int(token) + 1) * size)
                let place = positionEmbedding[position * size..<(position + 1) * size]
                values.append(contentsOf: zip(row, place).lazy.map { $0 + $1 })
            }
        }
        return try Tensor(values, shape: [tokens.count, length, size])
    }

    private func invalid(_ reason: String) -> NetworkError {
        .invalidInput(network: CLIPTextConfiguration.networkName, reason: reason)
    }
}

/// One layer of the text transformer.
///
///     x ─┬─ norm ─ causal attention ─(+)─┬─ norm ─ feed forward ─(+)─
///        └───────────────────────────┘   └──────────────────────┘
private final class CLIPTextLayer: Sendable {
    private let norm1: LayerNorm
    private let queries, keys, values, projection: Linear
    private let norm2: LayerNorm
    private let expansion, contraction: Linear
    private let activation: Activation
    private let headCount: Int
    private let context: ComputeContext

    init(_ weights: Weights, _ configuration: CLIPTextConfiguration, _ context: ComputeContext) throws {
        let (hidden, intermediate) = (configuration.hiddenSize, configuration.intermediateSize)
        let epsilon = configuration.layerNormEpsilon
        norm1 = try weights["layer_norm1"].layerNorm(hidden, epsilon: epsilon, context)
        queries = try weights["self_attn"]["q_proj"].linear(hidden, hidden, context)
        keys = try weights["self_attn"]["k_proj"].linear(hidden, hidden, context)
        values = try weights["self_attn"]["v_proj"].linear(hidden, hidden, context)
        projection = try weights["self_attn"]["out_proj"].linear(hidden, hidden, context)
        norm2 = try weights["layer_norm2"].layerNorm(hidden, epsilon: epsilon, context)
        expansion = try weights["mlp"]["fc1"].linear(hidden, intermediate, context)
        contraction = try weights["mlp"]["fc2"].linear(intermediate, hidden, context)
        activation = try configuration.activation
        headCount = configuration.headCount
        self.context = context
    }

    func callAsFunction(_ x: Tensor) throws -> Tensor {
        let normed = try norm1(x)
        let memory = try KeysAndValues(keys: keys(normed), values: values(normed), headCount: headCount)
        let attended = try context.attention(queries(normed), memory, causal: true)
        let hidden = try projection(attended, .add(x))
        return try contraction(expansion(norm2(hidden), .activation(activation)), .add(hidden))
    }
}
