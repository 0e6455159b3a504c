/// The byte-level byte-pair encoder of CLIP (Radford et al. 2021), as transformers' `CLIPTokenizer` does it.
public struct CLIPTokenizer: Sendable {
    /// Longest prompt in tokens, start and end token included, if the tokenizer's config says.
    public let modelMaximumLength: Int?
    /// One more than the largest token number the tokenizer can give.
    public let vocabularySize: Int
    /// The number that opens every prompt.
    public let startToken: Int
    /// The number that closes every prompt.
    public let endToken: Int
    /// The number that fills up short prompts.
    public let paddingToken: Int

    private let encoder: BytePairEncoder
    private let typedTokens: [(scalars: [Unicode.Scalar], token: Int)]
    private let normalizedTokens: [(scalars: [Unicode.Scalar], token: Int)]

    init(
        encoder: BytePairEncoder, specialTokens: [SpecialToken], startToken: Int, endToken: Int,
        paddingToken: Int, vocabularySize: Int, modelMaximumLength: Int?
    ) {
        self.encoder = encoder
        self.startToken = startToken
        self.endToken = endToken
        self.paddingToken = paddingToken
        self.vocabularySize = vocabularySize
        self.modelMaximumLength = modelMaximumLength
        typedTokens = specialTokens.filter { !$0.isNormalized }.map { (Array($0.text.unicodeScalars), $0.token) }
        normalizedTokens = specialTokens.filter(\.isNormalized).map { (PromptText.normalized($0.text), $0.token) }
    }

    /// Turns a prompt into exactly `length` token numbers.
    ///
    /// - Parameters:
    ///   - prompt: any text.
    ///   - length: tokens to fill, at least 2; what does not fit is cut from the end and reported.
    public func encode(_ prompt: String, length: Int) -> TokenizedPrompt {
        let room = max(0, length - 2)
        let content = tokens(of: prompt)
        var tokens = [startToken] + content.tokens.prefix(room).map(\.token) + [endToken]
        tokens += Array(repeating: paddingToken, count: max(0, length - tokens.count))

        var truncatedText: String?
        if content.tokens.count > room {
            let cut = content.text[content.tokens[room].wordStart...]
            truncatedText = String(String.UnicodeScalarView(cut)).trimmingSpaces()
        }
        return TokenizedPrompt(tokens: Array(tokens.prefix(max(length, 2))), truncatedText: truncatedText)
    }

    /// The tokens of each word of a text, without start, end and padding.
    func words(of text: String) -> [[Int]] {
        var words: [[Int]] = []
        var lastStart: Int?
        for placed in tokens(of: text).tokens {
            if placed.wordStart == lastStart {
                words[words.count - 1].append(placed.token)
            } else {
                words.append([placed.token])
            }
            lastStart = placed.wordStart
        }
        return words
    }

    private struct PlacedToken {
        var token: Int
        /// Where the word it belongs to starts in the cleaned-up text.
        var wordStart: Int
    }

    private func tokens(of prompt: String) -> (tokens: [PlacedToken], text: [Unicode.Scalar]) {
        var tokens = [PlacedToken]()
        var text = [Unicode.Scalar]()
        for (typed, typedToken) in SpecialToken.split(Array(prompt.unicodeScalars)[...], at: typedTokens) {
            if let typedToken {
                tokens.append(PlacedToken(token: typedToken, wordStart: text.count))
                text += typed
                continue
            }
            let normalized = PromptText.normalized(String(String.UnicodeScalarView(typed)))
            for (piece, token) in SpecialToken.split(normalized[...], at: normalizedTokens) {
                if let token {
                    tokens.append(PlacedToken(token: token, wordStart: text.count))
                } else {
                    for word in PromptText.words(of: piece) {
                        let wordStart = text.count + word.lowerBound - piece.startIndex
                        let bytes = Array(String(String.UnicodeScalarView(piece[word])).utf8)
                        tokens += encoder.encode(bytes).map { PlacedToken(token: $0, wordStart: wordStart) }
                    }
                }
                text += piece
            }
        }
        return (tokens, text)
    }
}

extension String {
    fileprivate func trimmingSpaces() -> String {
        let start = firstIndex { $0 != " " } ?? endIndex
        let end = lastIndex { $0 != " " }.map { index(after: $0) } ?? start
        return String(self[start..<end])
    }
}
