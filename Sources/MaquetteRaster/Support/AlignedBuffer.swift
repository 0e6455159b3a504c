/// Memory for hot loops: uninitialised, 64-byte aligned, kept from frame to frame.
///
/// Pages that are never touched cost nothing, so capacities may be generous.
final class AlignedBuffer<Element: BitwiseCopyable>: @unchecked Sendable {
    // Hot loops read the pointer again and again; checking each time that nobody is changing it takes
    // an eighth of a frame. Memory is reserved only where nothing else runs.
    @exclusivity(unchecked)
    private(set) var pointer: UnsafeMutablePointer<Element>
    private(set) var capacity: Int

    init(capacity: Int = 0) {
        self.capacity = capacity
        pointer = Self.allocate(capacity)
    }

    deinit {
        UnsafeMutableRawPointer(pointer).deallocate()
    }

    /// Makes room; what was there is lost when the memory has to move.
    func reserve(_ count: Int) {
        if count <= capacity { return }
        UnsafeMutableRawPointer(pointer).deallocate()
        pointer = Self.allocate(count)
        capacity = count
    }

    /// Doubles the capacity and keeps the contents.
    func grow() {
        let larger = Self.allocate(2 * capacity)
        larger.update(from: pointer, count: capacity)
        UnsafeMutableRawPointer(pointer).deallocate()
        pointer = larger
        capacity *= 2
    }

    private static func allocate(_ count: Int) -> UnsafeMutablePointer<Element> {
        let bytes = max(1, count) * MemoryLayout<Element>.stride
        let isLarge = bytes >= 2 * HugePages.size
        let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: isLarge ? HugePages.size : 64)
        if isLarge { HugePages.advise(UnsafeRawBufferPointer(start: memory, count: bytes)) }
        return memory.bindMemory(to: Element.self, capacity: max(1, count))
    }
}
