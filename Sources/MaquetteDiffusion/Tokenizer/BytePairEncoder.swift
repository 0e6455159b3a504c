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
    /// Neighbours are joined by the most urgent merge, the leftmost first, until none is left.
    /// - Complexity: O(n log n) in the bytes of the word.
    /// - Parameter word: its UTF-8 bytes.
    func encode(_ word: [UInt8]) -> [Int] {
        guard let last = word.last else { return [] }
        var symbols = SymbolChain(word.dropLast().map { byteTokens[Int($0)] } + [finalByteTokens[Int(last)]])
        var candidates = CandidateHeap()
        func propose(at position: Int) {
            guard let next = symbols.next(after: position),
                let merge = merges[Pair(left: symbols.tokens[position], right: symbols.tokens[next])]
            else { return }
            candidates.insert(
                Candidate(
                    rank: merge.rank, position: position, left: symbols.tokens[position],
                    right: symbols.tokens[next], token: merge.token))
        }
        for position in word.indices { propose(at: position) }
        while let candidate = candidates.removeFirst() {
            // Other merges may have taken one of the two in the meantime.
            guard symbols.holds(candidate.left, candidate.right, at: candidate.position) else { continue }
            symbols.join(at: candidate.position, into: candidate.token)
            propose(at: candidate.position)
            if let previous = symbols.previous(before: candidate.position) { propose(at: previous) }
        }
        return symbols.remaining
    }
}
