import Foundation

/// Large memory in pages of 2 MiB, which takes hundreds of times fewer page faults to fill.
package enum HugePages {
    package static let size = 1 << 21

    /// Asks for huge pages wherever they fit into memory not touched yet; the system may decline.
    package static func advise(_ memory: UnsafeRawBufferPointer) {
        #if os(Linux)
            guard let start = memory.baseAddress else { return }
            let skipped = -Int(bitPattern: start) & (size - 1)
            let whole = (memory.count - skipped) & ~(size - 1)
            if whole > 0 { madvise(UnsafeMutableRawPointer(mutating: start + skipped), whole, MADV_HUGEPAGE) }
        #endif
    }
}
