/// What became of each material's texture coordinates, told in few sentences: materials that share a fate share one.
struct MaterialNotes {
    /// What became of a material.
    enum Fate: Hashable {
        case kept
        case keptAlthough(String)
        case unwrapped(because: String)
    }

    private var names: [Fate: [String]] = [:]
    private var order: [Fate] = []

    /// A scene of hundreds of materials may have as many reasons; nobody reads more than a few.
    static let largestSentenceCount = 8
    private static let largestNameCount = 4

    mutating func add(_ fate: Fate, material: String) {
        if names[fate] == nil { order.append(fate) }
        names[fate, default: []].append(material)
    }

    /// The sentences, in the order in which the fates first came up.
    var sentences: [String] {
        var sentences = order.prefix(Self.largestSentenceCount).map { Self.sentence($0, names[$0] ?? []) }
        let rest = order.dropFirst(Self.largestSentenceCount).reduce(0) { $0 + (names[$1]?.count ?? 0) }
        if rest > 0 { sentences.append("So it went, for reasons like these, with \(rest) more.") }
        return sentences
    }

    private static func sentence(_ fate: Fate, _ names: [String]) -> String {
        let list = list(names)
        let isOne = names.count == 1
        switch fate {
        case .kept:
            return "Kept the texture coordinates of \(list)."
        case .keptAlthough(let reason):
            return "Kept the texture coordinates of \(list) as asked, though \(isOne ? "" : "of each is true: ")\(reason)."
        case .unwrapped(let reason):
            return "Unwrapped \(list): \(isOne ? "" : "of each is true: ")\(reason)."
        }
    }

    private static func list(_ names: [String]) -> String {
        let shown = names.prefix(largestNameCount).map { "\"\($0)\"" }
        let hidden = names.count - shown.count
        if hidden > 0 { return shown.joined(separator: ", ") + " and \(hidden) more materials" }
        guard let last = shown.last, shown.count > 1 else { return shown.joined() }
        return shown.dropLast().joined(separator: ", ") + " and " + last
    }
}
