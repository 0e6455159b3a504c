import MaquetteTensor

/// Prompts as networks take them, in single precision; with guidance the negative one is the first.
struct EncodedPrompts: Sendable {
    /// [prompts, tokens, channels].
    var states: Tensor
    /// [prompts, channels], in models of the XL family.
    var pooled: Tensor?
}

extension PipelineNetworks {
    /// Encodes a request's prompts.
    ///
    /// - Parameters:
    ///   - checkpoint: where tokenizers and prompt length come from.
    ///   - notes: is told what a plain prompt lost.
    func encode(_ request: DiffusionRequest, checkpoint: Checkpoint, notes: inout [String]) throws -> EncodedPrompts {
        var prompts = [(name: "prompt", text: request.prompt)]
        let zeroesNegative = checkpoint.zeroesNegativePrompt(of: request)
        // What they pack for a prompt is a fifth of all networks' memory, and not needed during the steps.
        defer { for layer in encodingLayers { layer.releasePackedWeights() } }
        if request.isGuided, !zeroesNegative {
            prompts.insert((name: "negative prompt", text: request.negativePrompt ?? ""), at: 0)
        }
        let encoded =
            switch request.promptSyntax {
            case .plain: try plainEncoding(prompts, checkpoint, &notes)
            case .weighted: try weightedEncoding(prompts.map(\.text), checkpoint)
            }
        guard request.isGuided, zeroesNegative else { return encoded }
        return EncodedPrompts(
            states: try encoded.states.precededByZeros(), pooled: try encoded.pooled?.precededByZeros())
    }

    private func plainEncoding(
        _ prompts: [(name: String, text: String)], _ checkpoint: Checkpoint, _ notes: inout [String]
    ) throws -> EncodedPrompts {
        let length = checkpoint.maximumPromptTokens
        let tokens = checkpoint.tokenizers.enumerated().map { index, tokenizer in
            prompts.map { name, prompt in
                let encoded = tokenizer.encode(prompt, length: length)
                if let cut = encoded.truncatedText, index == 0 {
                    notes.append(
                        "The \(name) is longer than the model's \(length) tokens; this part was cut: \"\(cut)\"; "
                            + "--prompt-syntax weighted takes prompts of any length.")
                }
                return encoded.tokens
            }
        }
        return try encode(tokens: tokens)
    }

    /// What all text encoders together make of tokens.
    ///
    /// - Parameter tokens: for each encoder one list a prompt, all of the same length.
    private func encode(tokens: [[[Int]]]) throws -> EncodedPrompts {
        let tokens = tokens.map { $0.map { $0.map { Int32(clamping: $0) } } }
        if let known = encodedPrompts[tokens] { return known }
        let encoded = try encode(tokens)
        encodedPrompts[tokens] = encoded
        return encoded
    }

    private func encode(_ tokens: [[[Int32]]]) throws -> EncodedPrompts {
        guard unet.configuration.takesAddedConditions else {
            return EncodedPrompts(states: try textEncoders[0].hiddenStates(tokens: tokens[0]))
        }
        let parts = try zip(textEncoders, tokens).map { try $0.penultimateStates(tokens: $1) }
        let states = try parts.dropFirst().reduce(parts[0].states) { try context.concatenateChannels($0, $1.states) }
        return EncodedPrompts(states: states, pooled: parts.last?.pooled)
    }

    /// Hidden states of all chunks of each prompt in a row; all prompts have equally many. A prompt is pooled
    /// at the end of its first chunk.
    func weightedEncoding(_ prompts: [String], _ checkpoint: Checkpoint) throws -> EncodedPrompts {
        let length = checkpoint.maximumPromptTokens
        let chunked = checkpoint.tokenizers.map { tokenizer in
            prompts.map { PromptChunks($0, tokenizer: tokenizer, length: length) }
        }
        let count = chunked.flatMap { $0.map(\.chunks.count) }.max() ?? 1
        let chunks = zip(checkpoint.tokenizers, chunked).map { tokenizer, prompts in
            prompts.flatMap { prompt in
                var prompt = prompt
                prompt.extend(to: count, tokenizer: tokenizer, length: length)
                return prompt.chunks
            }
        }
        var encoded = try encode(tokens: chunks.map { $0.map(\.tokens) })
        if count > 1, let pooled = encoded.pooled {
            let values = pooled.floats
            let size = pooled.shape[1]
            let firsts = prompts.indices.flatMap { values[$0 * count * size..<($0 * count + 1) * size] }
            encoded.pooled = try Tensor(firsts, shape: [prompts.count, size])
        }
        let states = try weighted(encoded.states, chunks[0].flatMap(\.weights), checkpoint)
        encoded.states = try states.reshaped([prompts.count, count * length, states.shape[2]])
        return encoded
    }

    /// Moves the hidden states of words away from those of the empty prompt, or towards them.
    private func weighted(_ states: Tensor, _ weights: [Float], _ checkpoint: Checkpoint) throws -> Tensor {
        guard weights.contains(where: { $0 != 1 }) else { return states }
        let (length, size) = (states.shape[1], states.shape[2])
        let empty = try encode(tokens: checkpoint.tokenizers.map { [$0.encode("", length: length).tokens] })
            .states.floats
        var values = states.floats
        for (token, weight) in weights.enumerated() where weight != 1 {
            let place = token % length * size
            for channel in 0..<size {
                let base = empty[place + channel]
                values[token * size + channel] = base + weight * (values[token * size + channel] - base)
            }
        }
        return try Tensor(values, shape: states.shape)
    }
}

extension Checkpoint {
    /// Whether the negative half of a guided request stands for zeros: in the XL family, unless the
    /// checkpoint says otherwise, where no negative prompt is given.
    fileprivate func zeroesNegativePrompt(of request: DiffusionRequest) -> Bool {
        request.negativePrompt == nil && configs.unet.takesAddedConditions && layout.zeroesMissingNegativePrompt
    }
}

extension Tensor {
    /// A batch with one more, of zeros, before the others.
    fileprivate func precededByZeros() throws -> Tensor {
        let inner = shape.dropFirst().reduce(1, *)
        return try Tensor(
            [Float](repeating: 0, count: inner) + floats, shape: [(shape.first ?? 0) + 1] + shape.dropFirst())
    }
}
