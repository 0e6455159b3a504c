import MaquetteTensor

/// What the prompts contribute to every step of one network.
struct PreparedPrompts: Sendable {
    /// The prompt alone.
    let positive: PreparedContext
    /// First the negative prompt, then the prompt; nil without guidance.
    let guided: PreparedContext?

    /// - Parameters:
    ///   - prompts: with guidance the negative one is the first.
    ///   - size: of the picture, which models of the XL family are told.
    ///   - prepare: the network's own preparation, of hidden states and added conditions.
    init(
        _ prompts: EncodedPrompts, size: PictureSize, prepare: (Tensor, AddedConditions?) throws -> PreparedContext
    ) throws {
        func prepared(_ range: Range<Int>) throws -> PreparedContext {
            try prepare(
                prompts.states.outermost(range),
                prompts.pooled.map {
                    AddedConditions(pooled: try $0.outermost(range), width: size.width, height: size.height)
                })
        }
        let count = prompts.states.shape.first ?? 0
        positive = try prepared(count - 1..<count)
        guided = count > 1 ? try prepared(0..<count) : nil
    }
}
