import Synchronization

/// Hands out the iterations of a loop to several threads, a run at a time, in ascending order.
package final class LoopCounter: Sendable {
    private let next = Atomic<Int>(0)

    package init() {}

    /// The next run of iterations below `end`; empty when all are taken.
    package func take(_ count: Int, of end: Int) -> Range<Int> {
        let first = next.add(count, ordering: .relaxed).oldValue
        return min(first, end)..<min(first + count, end)
    }

    /// Begins again; no thread may be taking.
    package func reset() {
        next.store(0, ordering: .relaxed)
    }
}
