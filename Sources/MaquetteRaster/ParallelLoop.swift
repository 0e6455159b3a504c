import Dispatch
import Synchronization

/// Hands out the iterations of a loop to a few workers, a run at a time, in ascending order.
final class LoopCounter: Sendable {
    private let next = Atomic<Int>(0)

    /// The next run of iterations below `end`; empty when all are taken.
    func take(_ count: Int, of end: Int) -> Range<Int> {
        let first = next.add(count, ordering: .relaxed).oldValue
        return min(first, end)..<min(first + count, end)
    }

    /// Begins again; no worker may be taking.
    func reset() {
        next.store(0, ordering: .relaxed)
    }
}

/// Runs the body once for each worker, at the same time.
func onWorkers(_ count: Int, _ body: @Sendable (_ worker: Int) -> Void) {
    if count == 1 {
        body(0)
    } else {
        DispatchQueue.concurrentPerform(iterations: count, execute: body)
    }
}

/// Runs the body for every index below `end`; which worker takes which index is left to chance.
func parallelFor(_ end: Int, run: Int = 1, workers: Int, _ body: @Sendable (_ index: Int, _ worker: Int) -> Void) {
    let counter = LoopCounter()
    onWorkers(max(1, min(workers, (end + run - 1) / run))) { worker in
        while true {
            let range = counter.take(run, of: end)
            if range.isEmpty { return }
            for index in range { body(index, worker) }
        }
    }
}
