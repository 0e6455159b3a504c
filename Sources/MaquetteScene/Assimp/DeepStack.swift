import Foundation
import Synchronization

/// Runs work on a thread with a stack large enough for libraries that recurse as deep as their input says.
enum DeepStack {
    /// Bytes of stack; only what is used takes memory.
    private static let size = 512 << 20

    /// Runs work to its end and hands on its result or error.
    static func run<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) throws -> Result {
        let outcome = Outcome<Result>()
        let isDone = DispatchSemaphore(value: 0)
        let thread = Thread {
            outcome.value.withLock { value in value = Swift.Result(catching: work) }
            isDone.signal()
        }
        thread.stackSize = size
        thread.start()
        isDone.wait()
        return try outcome.value.withLock { value in
            guard let value else { throw CancellationError() }
            return try value.get()
        }
    }

    private final class Outcome<Value: Sendable>: Sendable {
        let value = Mutex<Swift.Result<Value, any Error>?>(nil)
    }
}
