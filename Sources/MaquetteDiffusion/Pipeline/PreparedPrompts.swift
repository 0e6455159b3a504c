import MaquetteTensor

/// What the prompts contribute to every step of one network.
struct PreparedPrompts: Sendable {
    /// The prompt alone; nil where guidance is never off.
    private let positive: PreparedContext?
    /// First the negative prompt, then the prompt; nil where guidance is never on.
    private let guided: PreparedContext?

    /// - Parameters:
    ///   - prompts: with guidance the negative one is the first.
    ///   - interval: in which part of the run guidance acts.
    ///   - size: of the picture, which models of the XL family are told.
    ///   - prepare: the network's own preparation, of hidden states and added conditions.
    init(
        _ prompts: EncodedPrompts, guidedIn interval: GuidanceInterval, size: PictureSize,
        prepare: (Tensor, AddedConditions?) throws -> PreparedContext
    ) throws {
        func prepared(_ range: Range<Int>) throws -> PreparedContext {
            try prepare(
                prompts.states.outermost(range),
                prompts.pooled.map {
                    AddedConditions(pooled: try $0.outermost(range), width: size.width, height: size.height)
                })
        }
        let count = prompts.states.shape.first ?? 0
        guided = count > 1 ? try prepared(0..<count) : nil
        positive = guided == nil || interval != .whole ? try prepared(count - 1..<count) : nil
    }

    /// The prompts of a step: both while guidance is on, and the prompt alone otherwise.
    func context(isGuided: Bool) throws -> PreparedContext {
        guard let context = isGuided ? guided ?? positive : positive else {
            throw NetworkError.invalidInput(
                network: UNetConfiguration.networkName, reason: "a step without guidance in a run that has it everywhere")
        }
        return context
    }
}
