/// The memory behind tensors.
///
/// Storage is written once, by the operator that made it, before any tensor that shows it is handed out;
/// from then on it is only read. That is why sharing it between threads is safe.
final class TensorStorage: @unchecked Sendable {
    let byteCount: Int
    private let block: BufferPool.Block
    private let owner: Owner

    private enum Owner {
        case pool(BufferPool), arena(MemoryArena), system
    }

    var address: UnsafeMutableRawPointer { block.address }

    /// Memory with arbitrary contents, from `pool` if there is one.
    init(byteCount: Int, pool: BufferPool?) throws {
        let size = max(byteCount, 64)
        block = try pool?.take(byteCount)
            ?? BufferPool.Block(address: SystemMemory.allocate(size), byteCount: size)
        self.byteCount = byteCount
        owner = pool.map(Owner.pool) ?? .system
    }

    /// Memory with arbitrary contents, of just this size, for what is kept.
    init(byteCount: Int, arena: MemoryArena) throws {
        let size = max(byteCount, 64)
        block = BufferPool.Block(address: try arena.allocate(size), byteCount: size)
        self.byteCount = byteCount
        owner = .arena(arena)
    }

    deinit {
        switch owner {
        case .pool(let pool): pool.giveBack(block)
        case .arena(let arena): arena.release(block.address, block.byteCount)
        case .system: SystemMemory.release(block.address, block.byteCount)
        }
    }
}
