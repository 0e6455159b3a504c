/// What an importer left out or repaired, counted and told in plain sentences.
struct ImportNotes {
    /// Kinds of things that are counted.
    enum Kind: Hashable {
        case lineElement
        case pointElement
        case freeFormElement
        case flatFace
        case badNormal
        case vertexExtra
        case unknownKeyword(String)
    }

    private var counts: [Kind: Int] = [:]
    private var order: [Kind] = []
    private var others: [String] = []

    mutating func count(_ kind: Kind, times: Int = 1) {
        guard times > 0 else { return }
        if counts[kind] == nil {
            // A file of random bytes has no end of unknown words.
            guard order.count < Self.largestKindCount else { return }
            order.append(kind)
        }
        counts[kind, default: 0] += times
    }

    mutating func add(_ sentences: [String]) {
        others.append(contentsOf: sentences)
    }

    private static let largestKindCount = 20

    var hasUnknownKeywords: Bool {
        order.contains { kind in
            if case .unknownKeyword = kind { return true }
            return false
        }
    }

    /// The sentences, counted things first.
    var sentences: [String] {
        order.map { kind in
            let count = counts[kind] ?? 0
            switch kind {
            case .lineElement: return "Lines were left out: \(count)."
            case .pointElement: return "Points were left out: \(count)."
            case .freeFormElement: return "Free-form curves and surfaces were left out: \(count)."
            case .flatFace: return "Faces with fewer than three different vertices were left out: \(count)."
            case .badNormal: return "Normals that are not numbers were left out: \(count)."
            case .vertexExtra: return "Weights or colours of vertices were left out: \(count)."
            case .unknownKeyword(let word): return "Lines that begin with '\(word)' were left out: \(count)."
            }
        } + others
    }

    /// What a file without faces holds, to end the sentence "there is no face, only ...".
    func found(vertexCount: Int) -> String {
        let things: [(Kind, String)] = [
            (.lineElement, "lines"), (.pointElement, "points"), (.freeFormElement, "curves and surfaces"),
            (.flatFace, "faces of fewer than three different vertices"),
        ]
        var words = things.compactMap { kind, word in counts[kind].map { "\($0) \(word)" } }
        words.append("\(vertexCount) vertices")
        return words.joined(separator: ", ")
    }
}
