import CDNNL
import Synchronization

/// Runs `body` for every index, on the OpenMP threads that oneDNN also runs on.
///
/// One pool serves all: OpenMP's threads wait actively for a while after each of oneDNN's primitives and
/// would take the processor away from a second pool. Which thread takes which index is left open, so a
/// body must not depend on it.
/// - Parameters:
///   - count: the number of indices.
///   - threadCount: how many threads may work at the same time.
///   - body: is given an index and the number of the thread, less than `threadCount`.
func parallelFor(_ count: Int, threadCount: Int, _ body: (_ index: Int, _ thread: Int) -> Void) {
    guard count > 1, threadCount > 1 else {
        for index in 0..<count { body(index, 0) }
        return
    }
    withoutActuallyEscaping(body) { body in
        var loop = ParallelLoop(count: count, body: body)
        withUnsafeMutablePointer(to: &loop) { loop in
            GOMP_parallel(
                { data in
                    guard let data else { return }
                    let loop = data.assumingMemoryBound(to: ParallelLoop.self)
                    let thread = Int(omp_get_thread_num())
                    while let index = loop.pointee.takeIndex() {
                        loop.pointee.body(index, thread)
                    }
                },
                loop, UInt32(min(count, threadCount)), 0)
        }
    }
}

/// A loop whose indices are handed out one by one.
private final class ParallelLoop {
    let count: Int
    let body: (Int, Int) -> Void
    private let next = Atomic<Int>(0)

    init(count: Int, body: @escaping (Int, Int) -> Void) {
        self.count = count
        self.body = body
    }

    func takeIndex() -> Int? {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        return index < count ? index : nil
    }
}
