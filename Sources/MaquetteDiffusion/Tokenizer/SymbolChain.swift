/// The symbols of a word, linked so that two neighbours can become one without moving the others.
struct SymbolChain {
    /// The token at each place; only places that are still linked count.
    private(set) var tokens: [Int]
    private var nextPlace: [Int]
    private var previousPlace: [Int]
    private var isLinked: [Bool]

    init(_ tokens: [Int]) {
        self.tokens = tokens
        nextPlace = Array(1..<(tokens.count + 1))
        previousPlace = Array(-1..<(tokens.count - 1))
        isLinked = Array(repeating: true, count: tokens.count)
    }

    func next(after place: Int) -> Int? {
        nextPlace[place] < tokens.count ? nextPlace[place] : nil
    }

    func previous(before place: Int) -> Int? {
        previousPlace[place] >= 0 ? previousPlace[place] : nil
    }

    /// Whether two tokens still stand side by side from a place on.
    func holds(_ left: Int, _ right: Int, at place: Int) -> Bool {
        guard isLinked[place], tokens[place] == left, let next = next(after: place) else { return false }
        return tokens[next] == right
    }

    /// Puts one token in the place of two neighbours.
    mutating func join(at place: Int, into token: Int) {
        guard let joined = next(after: place) else { return }
        tokens[place] = token
        isLinked[joined] = false
        nextPlace[place] = nextPlace[joined]
        if let following = next(after: place) { previousPlace[following] = place }
    }

    /// The tokens that are still linked, in order.
    var remaining: [Int] {
        tokens.indices.filter { isLinked[$0] }.map { tokens[$0] }
    }
}
