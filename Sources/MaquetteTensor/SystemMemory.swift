import Foundation

/// Memory from the system, to be given back with `free`.
enum SystemMemory {
    private static let hugePage = 2 << 20

    /// A block of at least `byteCount` bytes with arbitrary contents; large ones in huge pages where the system has
    /// them: there are 512 times fewer to set up, and the processor finds all of them in its tables.
    static func allocate(_ byteCount: Int) throws -> UnsafeMutableRawPointer {
        var address: UnsafeMutableRawPointer?
        let isLarge = byteCount >= 2 * hugePage
        let alignment = isLarge ? hugePage : byteCount < 4096 ? 64 : 4096
        guard posix_memalign(&address, alignment, byteCount) == 0, let address else {
            throw TensorError.outOfMemory(byteCount: byteCount)
        }
        if isLarge {
            madvise(address, byteCount, Int32(MADV_HUGEPAGE))
        }
        return address
    }
}
