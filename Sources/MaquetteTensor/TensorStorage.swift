import Foundation

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
        if let pool {
            address = try pool.take(byteCount)
        } else {
            var fresh: UnsafeMutableRawPointer?
            guard posix_memalign(&fresh, 64, max(byteCount, 64)) == 0, let fresh else {
                throw TensorError.outOfMemory(byteCount: byteCount)
            }
            address = fresh
        }
        self.byteCount = byteCount
        self.pool = pool
    }

    deinit {
        if let pool {
            pool.giveBack(address, byteCount)
        } else {
            free(address)
        }
    }
}
