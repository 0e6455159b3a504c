/// The memory behind tensors.
///
/// Storage is written once, by the operator that made it, before any tensor that shows it is handed out;
/// from then on it is only read. That is why sharing it between threads is safe.
final class TensorStorage: @unchecked Sendable {
    let byteCount: Int
    private let block: BufferPool.Block
    private let pool: BufferPool?

    var address: UnsafeMutableRawPointer { block.address }

    /// Memory with arbitrary contents, from `pool` if there is one.
    init(byteCount: Int, pool: BufferPool?) throws {
        let size = max(byteCount, 64)
        block = try pool?.take(byteCount)
            ?? BufferPool.Block(address: SystemMemory.allocate(size), byteCount: size)
        self.byteCount = byteCount
        self.pool = pool
    }

    deinit {
        if let pool {
            pool.giveBack(block)
        } else {
            SystemMemory.release(block.address, block.byteCount)
        }
    }
}
