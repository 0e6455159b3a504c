import Dispatch

/// Does work that takes long and does not wait, one piece after the other: on Swift's own threads, of which there is one
/// a core, it would keep requests from being answered.
final class WorkQueue: TaskExecutor {
    private let queue: DispatchQueue

    /// - Parameter label: the queue's name, for debuggers.
    init(label: String) {
        queue = DispatchQueue(label: label)
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }

    /// Does work in its turn, unless whoever asked for it has given it up by then.
    func run<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
        let task = Task(executorPreference: self) {
            try Task.checkCancellation()
            return try work()
        }
        return try await withTaskCancellationHandler { try await task.value } onCancel: { task.cancel() }
    }
}
