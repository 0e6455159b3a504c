import MaquetteTensor

/// What the prompts contribute to every step.
struct PreparedPrompts: Sendable {
    /// The prompt alone.
    let positive: PreparedContext
    /// First the negative prompt, then the prompt; nil without guidance.
    let guided: PreparedContext?
}

extension PipelineNetworks {
    /// The hidden states that the UNet attends to.
    ///
    /// - Parameters:
    ///   - prompts: one, or with guidance the negative one first.
    ///   - checkpoint: where tokenizer and prompt length come from.
    ///   - notes: is told what a plain prompt lost.
    func encode(
        _ prompts: [(name: String, text: String)], syntax: PromptSyntax, checkpoint: Checkpoint, notes: inout [String]
    ) throws -> PreparedPrompts {
        let states =
            switch syntax {
            case .plain: try plainStates(prompts, checkpoint, &notes)
            case .weighted: try weightedStates(prompts.map(\.text), checkpoint)
            }
        let last = try states.outermost(prompts.count - 1..<prompts.count)
        return PreparedPrompts(
            positive: try unet.prepare(hiddenStates: last),
            guided: prompts.count > 1 ? try unet.prepare(hiddenStates: states) : nil)
    }

    private func plainStates(
        _ prompts: [(name: String, text: String)], _ checkpoint: Checkpoint, _ notes: inout [String]
    ) throws -> Tensor {
        let length = checkpoint.maximumPromptTokens
        let tokens = prompts.map { name, prompt in
            let encoded = checkpoint.tokenizer.encode(prompt, length: length)
            if let cut = encoded.truncatedText {
                notes.append(
                    "The \(name) is longer than the model's \(length) tokens; this part was cut: \"\(cut)\".")
            }
            return encoded.tokens.map { Int32(clamping: $0) }
        }
        return try textEncoder.hiddenStates(tokens: tokens)
    }

    /// Hidden states of all chunks of each prompt in a row; all prompts have equally many.
    func weightedStates(_ prompts: [String], _ checkpoint: Checkpoint) throws -> Tensor {
        let (tokenizer, length) = (checkpoint.tokenizer, checkpoint.maximumPromptTokens)
        var chunked = prompts.map { PromptChunks($0, tokenizer: tokenizer, length: length) }
        let count = chunked.map(\.chunks.count).max() ?? 1
        for index in chunked.indices { chunked[index].extend(to: count, tokenizer: tokenizer, length: length) }

        let chunks = chunked.flatMap(\.chunks)
        let states = try textEncoder.hiddenStates(tokens: chunks.map { $0.tokens.map { Int32(clamping: $0) } })
        let size = states.shape[2]
        let shape = [prompts.count, count * length, size]
        let weights = chunks.flatMap(\.weights)
        guard weights.contains(where: { $0 != 1 }) else { return try states.reshaped(shape) }

        let nothing = tokenizer.encode("", length: length).tokens.map { Int32(clamping: $0) }
        let empty = try textEncoder.hiddenStates(tokens: [nothing]).floats
        var values = states.floats
        for (token, weight) in weights.enumerated() where weight != 1 {
            let place = token % length * size
            for channel in 0..<size {
                let base = empty[place + channel]
                values[token * size + channel] = base + weight * (values[token * size + channel] - base)
            }
        }
        return try Tensor(values, shape: shape)
    }
}
