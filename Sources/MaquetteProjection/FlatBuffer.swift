/// A buffer of fixed size that several threads fill at places of their own.
///
/// Arrays cannot be written from several threads at once; this can, as long as no two threads
/// touch one element. Elements are plain values without references.
final class FlatBuffer<Element: BitwiseCopyable>: @unchecked Sendable {
    let base: UnsafeMutablePointer<Element>
    let count: Int

    init(count: Int, repeating value: Element) {
        self.count = count
        base = .allocate(capacity: max(count, 1))
        base.initialize(repeating: value, count: count)
    }

    init(_ elements: [Element]) {
        count = elements.count
        base = .allocate(capacity: max(count, 1))
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
        Array(UnsafeBufferPointer(rebasing: UnsafeBufferPointer(start: base, count: count)[range]))
    }

    /// The elements as an array.
    var array: [Element] { Array(UnsafeBufferPointer(start: base, count: count)) }
}
