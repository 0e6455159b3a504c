import Synchronization

/// The prompts encoded last, so that the text encoders are not asked for the same ones again, view after view.
final class EncodedPromptCache: Sendable {
    private static let capacity = 16
    private let entries = Mutex<[(tokens: [[[Int32]]], prompts: EncodedPrompts)]>([])

    /// What was made of the tokens, for each encoder one list a prompt.
    subscript(tokens: [[[Int32]]]) -> EncodedPrompts? {
        get { entries.withLock { $0.first { $0.tokens == tokens }?.prompts } }
        set {
            guard let newValue else { return }
            entries.withLock { $0 = $0.suffix(Self.capacity - 1) + [(tokens, newValue)] }
        }
    }
}
