/// A weighted prompt of any length, cut into what a text encoder takes at once.
struct PromptChunks: Equatable {
    struct Chunk: Equatable {
        /// Start token, words, end token, padding.
        var tokens: [Int]
        /// How much each of them counts; 1 for all but words.
        var weights: [Float]
    }

    /// At least one.
    private(set) var chunks: [Chunk] = []

    /// - Parameter length: tokens of a chunk, at least 3.
    init(_ prompt: String, tokenizer: CLIPTokenizer, length: Int) {
        let room = max(1, length - 2)
        var open: [(token: Int, weight: Float)] = []
        for piece in WeightedText(prompt).pieces {
            for word in tokenizer.words(of: piece.text) {
                if open.count + word.count > room, !open.isEmpty { close(&open, tokenizer, length) }
                for token in word {
                    // A word longer than a chunk is cut somewhere.
                    if open.count == room { close(&open, tokenizer, length) }
                    open.append((token, piece.weight))
                }
            }
        }
        if chunks.isEmpty || !open.isEmpty { close(&open, tokenizer, length) }
    }

    /// Fills up with empty chunks.
    mutating func extend(to count: Int, tokenizer: CLIPTokenizer, length: Int) {
        var nothing: [(token: Int, weight: Float)] = []
        while chunks.count < count { close(&nothing, tokenizer, length) }
    }

    private mutating func close(_ open: inout [(token: Int, weight: Float)], _ tokenizer: CLIPTokenizer, _ length: Int) {
        let tokens = [tokenizer.startToken] + open.map(\.token) + [tokenizer.endToken]
        let rest = max(0, length - tokens.count)
        chunks.append(
            Chunk(
                tokens: tokens + Array(repeating: tokenizer.paddingToken, count: rest),
                weights: [1] + open.map(\.weight) + Array(repeating: 1, count: rest + 1)))
        open = []
    }
}
