import MaquetteImaging
import MaquetteRaster

/// A buffer of fixed size that several threads fill at places of their own.
///
/// Arrays cannot be written from several threads at once; this can, as long as no two threads
/// touch one element. Elements are plain values without references.
final class FlatBuffer<Element: BitwiseCopyable>: @unchecked Sendable {
    let base: UnsafeMutablePointer<Element>
    let count: Int

    /// Elements hold anything until they are written.
    init(uninitializedCount count: Int) {
        self.count = count
        base = .allocate(capacity: max(count, 1))
        HugePages.advise(UnsafeRawBufferPointer(start: base, count: count * MemoryLayout<Element>.stride))
    }

    convenience init(count: Int, repeating value: Element) {
        self.init(uninitializedCount: count)
        base.initialize(repeating: value, count: count)
    }

    /// The same with several threads, which is worth it for millions of elements.
    convenience init(count: Int, repeating value: Element, loop: ParallelLoop) {
        self.init(uninitializedCount: count)
        loop.forEachRange(count, grain: 1 << 17) { _, range in
            (base + range.lowerBound).initialize(repeating: value, count: range.count)
        }
    }

    convenience init(_ elements: [Element]) {
        self.init(uninitializedCount: elements.count)
        elements.withUnsafeBufferPointer { source in
            guard let start = source.baseAddress else { return }
            base.initialize(from: start, count: source.count)
        }
    }

    deinit { base.deallocate() }

    subscript(index: Int) -> Element {
        @inline(__always) get { base[index] }
        @inline(__always) set { base[index] = newValue }
    }

    /// Some of the elements as an array.
    func array(_ range: Range<Int>) -> [Element] {
        Array(unsafeUninitializedCapacity: range.count) { buffer, count in
            HugePages.advise(UnsafeRawBufferPointer(buffer))
            _ = buffer.initialize(from: UnsafeBufferPointer(start: base + range.lowerBound, count: range.count))
            count = range.count
        }
    }

    /// The elements as an array.
    var array: [Element] { array(0..<count) }
}
