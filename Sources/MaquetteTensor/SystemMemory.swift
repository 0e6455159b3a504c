import Foundation

/// Memory straight from the system.
enum SystemMemory {
    private static let hugePage = 2 << 20

    /// A block of at least `byteCount` bytes with arbitrary contents. Large ones lie in huge pages where the system has
    /// them (there are 512 times fewer to set up, and the processor finds all of them in its tables) and outside of
    /// the allocator's heap, in which the gaps of released ones would stay.
    static func allocate(_ byteCount: Int) throws -> UnsafeMutableRawPointer {
        if byteCount >= hugePage { return try map(byteCount) }
        var address: UnsafeMutableRawPointer?
        guard posix_memalign(&address, byteCount < 4096 ? 64 : 4096, byteCount) == 0, let address else {
            throw TensorError.outOfMemory(byteCount: byteCount)
        }
        return address
    }

    /// Gives back a block that `allocate(byteCount)` returned.
    static func release(_ address: UnsafeMutableRawPointer, _ byteCount: Int) {
        if byteCount >= hugePage {
            munmap(address, wholePages(byteCount))
        } else {
            free(address)
        }
    }

    /// Maps a block that begins at the border of a huge page.
    static func map(_ byteCount: Int) throws -> UnsafeMutableRawPointer {
        let size = wholePages(byteCount)
        let flags = MAP_PRIVATE | Int32(MAP_ANONYMOUS)
        guard let start = mmap(nil, size + hugePage, PROT_READ | PROT_WRITE, flags, -1, 0), start != MAP_FAILED else {
            throw TensorError.outOfMemory(byteCount: byteCount)
        }
        let before = (hugePage - Int(bitPattern: start) % hugePage) % hugePage
        if before > 0 { munmap(start, before) }
        munmap(start + before + size, hugePage - before)
        madvise(start + before, size, Int32(MADV_HUGEPAGE))
        return start + before
    }

    /// A number of bytes rounded up to whole pages.
    static func wholePages(_ byteCount: Int) -> Int {
        let page = Int(getpagesize())
        return (byteCount + page - 1) / page * page
    }
}
