/// Byte-pair encoding (Sennrich et al. 2016) over the bytes of a word, with a mark on its last symbol.
struct BytePairEncoder: Sendable {
    private struct Pair: Hashable {
        var left: Int
        var right: Int
    }

    private struct Merge {
        var rank: Int
        var token: Int
    }

    /// What closes a word in the vocabulary of CLIP.
    private static let endOfWord = "</w>"

    private let byteTokens: [Int]
    private let finalByteTokens: [Int]
    private let merges: [Pair: Merge]

    /// Prepares the tables of a vocabulary.
    ///
    /// - Parameters:
    ///   - vocabulary: token text, bytes written in the alphabet of `ByteAlphabet`, to token number.
    ///   - merges: pairs of token texts, the most urgent first.
    ///   - unknownToken: the number that stands for bytes the vocabulary lacks.
    /// - Throws: `VocabularyGap` when a merge names or makes a token that the vocabulary lacks.
    init(vocabulary: [String: Int], merges: [(String, String)], unknownToken: Int) throws(VocabularyGap) {
        let characters = ByteAlphabet.characters.map { String($0) }
        byteTokens = characters.map { vocabulary[$0] ?? unknownToken }
        finalByteTokens = characters.map { vocabulary[$0 + Self.endOfWord] ?? unknownToken }

        var table = [Pair: Merge](minimumCapacity: merges.count)
        for (rank, (left, right)) in merges.enumerated() {
            guard let leftToken = vocabulary[left] else { throw VocabularyGap(token: left) }
            guard let rightToken = vocabulary[right] else { throw VocabularyGap(token: right) }
            guard let token = vocabulary[left + right] else { throw VocabularyGap(token: left + right) }
            table[Pair(left: leftToken, right: rightToken)] = Merge(rank: rank, token: token)
        }
        self.merges = table
    }

    /// A token that merges need and the vocabulary lacks.
    struct VocabularyGap: Error {
        var token: String
    }

    /// The tokens of one word.
    ///
    /// - Parameter word: its UTF-8 bytes.
    func encode(_ word: some Collection<UInt8>) -> [Int] {
        guard !word.isEmpty else { return [] }
        var tokens = word.map { byteTokens[Int($0)] }
        if let last = word.reversed().first { tokens[tokens.count - 1] = finalByteTokens[Int(last)] }
        var candidates = (0..<(tokens.count - 1)).map { merge(tokens[$0], tokens[$0 + 1]) }

        while let index = mostUrgent(candidates), let merge = candidates[index] {
            tokens[index] = merge.token
            tokens.remove(at: index + 1)
            candidates.remove(at: index)
            if index > 0 { candidates[index - 1] = self.merge(tokens[index - 1], tokens[index]) }
            if index < candidates.count { candidates[index] = self.merge(tokens[index], tokens[index + 1]) }
        }
        return tokens
    }

    private func merge(_ left: Int, _ right: Int) -> Merge? {
        merges[Pair(left: left, right: right)]
    }

    /// The leftmost of the candidates with the lowest rank.
    private func mostUrgent(_ candidates: [Merge?]) -> Int? {
        var best: (index: Int, rank: Int)?
        for (index, candidate) in candidates.enumerated() {
            guard let candidate, candidate.rank < best?.rank ?? Int.max else { continue }
            best = (index, candidate.rank)
        }
        return best?.index
    }
}
