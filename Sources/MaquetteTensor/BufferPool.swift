import Synchronization

/// Blocks of memory that are used again and again.
///
/// A network allocates the same few sizes on every step; fresh memory from the system would cost a page
/// fault every four kilobytes, which takes longer than many operators.
final class BufferPool: Sendable {
    /// Memory that belongs to whoever took it.
    struct Block: @unchecked Sendable {
        let address: UnsafeMutableRawPointer
        /// At least what was asked for.
        let byteCount: Int
    }

    private let freeBlocks = Mutex<[Int: [Block]]>([:])
    private let arena: MemoryArena

    /// - Parameter arena: where blocks come from.
    init(arena: MemoryArena) {
        self.arena = arena
    }

    /// The size that is really allocated for a request: at most an eighth more, so that nearly equal
    /// requests share blocks.
    static func roundedSize(_ byteCount: Int) -> Int {
        let smallest = 4096
        guard byteCount > smallest else { return smallest }
        let granularity = max(smallest, 1 << (Int.bitWidth - byteCount.leadingZeroBitCount - 4))
        return (byteCount + granularity - 1) / granularity * granularity
    }

    /// A block of at least `byteCount` bytes with arbitrary contents: the smallest free one that holds them, unless it
    /// is more than twice as large.
    func take(_ byteCount: Int) throws -> Block {
        let size = Self.roundedSize(byteCount)
        let free = freeBlocks.withLock { free -> Block? in
            if let exact = free[size]?.popLast() { return exact }
            guard let best = free.filter({ $0.key > size && $0.key <= 2 * size && !$0.value.isEmpty }).keys.min() else {
                return nil
            }
            return free[best]?.popLast()
        }
        return try free ?? Block(address: arena.allocate(size), byteCount: size)
    }

    /// Takes back a block that `take` handed out.
    func giveBack(_ block: Block) {
        freeBlocks.withLock { $0[block.byteCount, default: []].append(block) }
    }

    /// Returns all unused blocks to the arena.
    func trim() {
        let blocks = freeBlocks.withLock { free in
            defer { free = [:] }
            return free.values.flatMap { $0 }
        }
        for block in blocks { arena.release(block.address, block.byteCount) }
    }

    deinit {
        trim()
    }
}
