/// Results of the pieces of a parallel loop, joined in order.
final class PieceResults<Element>: @unchecked Sendable {
    private let pieces: UnsafeMutablePointer<[Element]>
    private let count: Int

    init(count: Int) {
        self.count = count
        pieces = .allocate(capacity: max(1, count))
        pieces.initialize(repeating: [], count: count)
    }

    deinit {
        pieces.deinitialize(count: count)
        pieces.deallocate()
    }

    func set(_ result: [Element], at piece: Int) { pieces[piece] = result }

    func joined() -> [Element] {
        var result: [Element] = []
        result.reserveCapacity((0..<count).reduce(0) { $0 + pieces[$1].count })
        for piece in 0..<count { result += pieces[piece] }
        return result
    }
}
