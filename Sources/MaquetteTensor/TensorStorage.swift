/// The memory behind tensors.
///
/// Storage is written once, by the operator that made it, before any tensor that shows it is handed out;
/// from then on it is only read. That is why sharing it between threads is safe.
final class TensorStorage: @unchecked Sendable {
    let address: UnsafeMutableRawPointer
    let byteCount: Int
    private let pool: BufferPool?

    /// Memory with arbitrary contents, from `pool` if there is one.
    init(byteCount: Int, pool: BufferPool?) throws {
        address = try pool?.take(byteCount) ?? SystemMemory.allocate(Self.systemSize(byteCount))
        self.byteCount = byteCount
        self.pool = pool
    }

    deinit {
        if let pool {
            pool.giveBack(address, byteCount)
        } else {
            SystemMemory.release(address, Self.systemSize(byteCount))
        }
    }

    private static func systemSize(_ byteCount: Int) -> Int { max(byteCount, 64) }
}
