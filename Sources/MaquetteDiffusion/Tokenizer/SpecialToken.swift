/// A piece of text that is one token wherever a prompt holds it, such as `<|endoftext|>`.
struct SpecialToken: Sendable, Equatable {
    var text: String
    var token: Int
    /// Whether it is looked for after clean-up and lower-casing rather than in the prompt as typed.
    var isNormalized: Bool

    /// Cuts text at the special tokens in it; where two could start, the longer one does.
    ///
    /// - Returns: the pieces in order, each with its token if it is a special one.
    static func split(
        _ text: ArraySlice<Unicode.Scalar>, at tokens: [(scalars: [Unicode.Scalar], token: Int)]
    ) -> [(piece: ArraySlice<Unicode.Scalar>, token: Int?)] {
        let tokens = tokens.filter { !$0.scalars.isEmpty }.sorted { $0.scalars.count > $1.scalars.count }
        var pieces = [(piece: ArraySlice<Unicode.Scalar>, token: Int?)]()
        var pieceStart = text.startIndex
        var index = text.startIndex
        while index < text.endIndex {
            guard let found = tokens.first(where: { text[index...].starts(with: $0.scalars) }) else {
                index += 1
                continue
            }
            if pieceStart < index { pieces.append((text[pieceStart..<index], nil)) }
            let end = index + found.scalars.count
            pieces.append((text[index..<end], found.token))
            index = end
            pieceStart = end
        }
        if pieceStart < text.endIndex { pieces.append((text[pieceStart...], nil)) }
        return pieces
    }
}
