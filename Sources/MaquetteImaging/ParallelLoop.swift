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

    /// Calls `body` once for every index of `0 ..< count`; neighbouring indices go to different threads.
    package func forEach(_ count: Int, _ body: (Int) -> Void) {
        let workers = min(threads, count)
        guard workers > 1 else {
            for index in 0..<count { body(index) }
            return
        }
        withoutActuallyEscaping(body) { body in
            // Bodies write disjoint places only, which the compiler cannot see.
            nonisolated(unsafe) let shared = body
            DispatchQueue.concurrentPerform(iterations: workers) { worker in
                for index in stride(from: worker, to: count, by: workers) { shared(index) }
            }
        }
    }

    /// Cuts `0 ..< count` into pieces of `grain` and calls `body` with each piece's number and range.
    package func forEachRange(_ count: Int, grain: Int, _ body: (Int, Range<Int>) -> Void) {
        forEach((count + grain - 1) / grain) { piece in
            body(piece, piece * grain..<min(count, (piece + 1) * grain))
        }
    }
}
