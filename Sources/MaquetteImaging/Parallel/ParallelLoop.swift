import Dispatch
import Foundation

/// How work is spread over threads. Every loop writes disjoint places and adds up in a fixed
/// order afterwards, so that the number of threads never shows in a result.
package struct ParallelLoop: Sendable {
    /// At least 1.
    package let threads: Int

    /// - Parameter threads: at least 1, or nil for one a core.
    package init(threads: Int? = nil) {
        self.threads = max(1, threads ?? ProcessInfo.processInfo.activeProcessorCount)
    }

    /// Calls `body` once for every index of `0 ..< count`; which thread takes which index is left to chance.
    package func forEach(_ count: Int, _ body: (Int) -> Void) {
        forEach(count, run: 1) { index, _ in body(index) }
    }

    /// The same, telling `body` also the number of the thread that it is on, `0 ..< threads`.
    ///
    /// - Parameter run: so many neighbouring indices go to a thread at once.
    package func forEach(_ count: Int, run: Int, _ body: (_ index: Int, _ thread: Int) -> Void) {
        let counter = LoopCounter()
        onThreads(min(threads, (count + run - 1) / run)) { thread in
            while true {
                let range = counter.take(run, of: count)
                if range.isEmpty { return }
                for index in range { body(index, thread) }
            }
        }
    }

    /// Cuts `0 ..< count` into pieces of `grain` and calls `body` with each piece's number and range.
    package func forEachRange(_ count: Int, grain: Int, _ body: (Int, Range<Int>) -> Void) {
        forEach((count + grain - 1) / grain) { piece in
            body(piece, piece * grain..<min(count, (piece + 1) * grain))
        }
    }

    /// Calls `body` once on each thread, with the thread's number.
    package func onEachThread(_ body: (_ thread: Int) -> Void) {
        onThreads(threads, body)
    }

    private func onThreads(_ count: Int, _ body: (Int) -> Void) {
        guard count > 1 else {
            if count == 1 { body(0) }
            return
        }
        withoutActuallyEscaping(body) { body in
            // Bodies write disjoint places only, which the compiler cannot see.
            nonisolated(unsafe) let shared = body
            DispatchQueue.concurrentPerform(iterations: count) { shared($0) }
        }
    }
}
