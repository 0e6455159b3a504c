/// A prompt as a text encoder takes it.
public struct TokenizedPrompt: Sendable, Equatable {
    /// Token numbers: start token, words, end token, padding.
    public var tokens: [Int]
    /// The words that found no room, cleaned up and lower-cased, or `nil` when all did.
    public var truncatedText: String?
}
