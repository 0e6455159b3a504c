/// CLIP's vocabulary as OpenAI released it: a list of merges alone, from which the tokens' numbers follow
/// (Radford et al., 2021).
enum OriginalVocabulary {
    static let fileName = "bpe_simple_vocab_16e6.txt"

    /// Tokens of CLIP: 256 bytes, 256 bytes that end a word, the merges, and two that mark start and end.
    private static let tokenCount = 49408
    private static let mergeCount = tokenCount - 2 * 256 - 2

    /// The merges that CLIP uses: the file as released lists five times as many.
    ///
    /// - Throws: `DiffusionError.malformedFile` when there are fewer.
    static func merges(_ listed: [(String, String)], path: String) throws -> [(String, String)] {
        guard listed.count >= mergeCount else {
            throw DiffusionError.malformedFile(
                path: path, reason: "it lists \(listed.count) merges where CLIP has \(mergeCount)")
        }
        return Array(listed.prefix(mergeCount))
    }

    /// The number of each token.
    static func numbered(_ merges: [(String, String)]) -> [String: Int] {
        // Bytes that stand for themselves come first, then those that borrow a character.
        let letters = ByteAlphabet.characters.sorted().map { String($0) }
        let texts = letters + letters.map { $0 + "</w>" } + merges.map { $0.0 + $0.1 } + ["<|startoftext|>", "<|endoftext|>"]
        return Dictionary(texts.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    }
}
