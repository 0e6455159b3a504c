/// The part of a sweep that one of several machines paints: every n-th cell.
public struct SweepShard: Sendable, Equatable {
    /// Which part, 1...`count`.
    public let index: Int
    /// Number of parts.
    public let count: Int

    /// The whole sweep.
    public static let whole = SweepShard(index: 1, count: 1)

    private init(index: Int, count: Int) {
        self.index = index
        self.count = count
    }

    /// Reads `i/n`.
    ///
    /// - Throws: `SweepError.malformedShard`.
    public init(_ text: String) throws(SweepError) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let index = Int(parts[0]), let count = Int(parts[1]), index >= 1, index <= count else {
            throw .malformedShard(text: text)
        }
        self.init(index: index, count: count)
    }

    /// Whether a cell belongs to this part.
    ///
    /// - Parameter cell: counted from 0.
    func holds(cell: Int) -> Bool { cell % count == index - 1 }
}
