import Synchronization

/// Blocks of memory that are used again and again.
///
/// A network allocates the same few sizes on every step; fresh memory from the system would cost a page
/// fault every four kilobytes, which takes longer than many operators.
final class BufferPool: Sendable {
    private struct Block: @unchecked Sendable {
        let address: UnsafeMutableRawPointer
    }

    private let freeBlocks = Mutex<[Int: [Block]]>([:])

    /// The size that is really allocated for a request: at most an eighth more, so that nearly equal
    /// requests share blocks.
    static func roundedSize(_ byteCount: Int) -> Int {
        let smallest = 4096
        guard byteCount > smallest else { return smallest }
        let granularity = max(smallest, 1 << (Int.bitWidth - byteCount.leadingZeroBitCount - 4))
        return (byteCount + granularity - 1) / granularity * granularity
    }

    /// A block of at least `byteCount` bytes with arbitrary contents.
    func take(_ byteCount: Int) throws -> UnsafeMutableRawPointer {
        let size = Self.roundedSize(byteCount)
        if let block = freeBlocks.withLock({ $0[size]?.popLast() }) {
            return block.address
        }
        return try SystemMemory.allocate(size)
    }

    /// Takes back a block that `take(byteCount)` handed out.
    func giveBack(_ address: UnsafeMutableRawPointer, _ byteCount: Int) {
        let block = Block(address: address)
        freeBlocks.withLock { $0[Self.roundedSize(byteCount), default: []].append(block) }
    }

    /// Returns all unused blocks to the system.
    func trim() {
        let blocks = freeBlocks.withLock { free in
            defer { free = [:] }
            return free
        }
        for (size, blocks) in blocks {
            for block in blocks { SystemMemory.release(block.address, size) }
        }
    }

    deinit {
        trim()
    }
}
