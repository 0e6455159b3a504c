import Dispatch
import Foundation
import Maquette
import Synchronization

/// Ends the process within an instant on Ctrl-C or a termination request, and leaves nothing half-written.
///
/// A denoising step of a large model takes seconds, and so does loading one: waiting for the work to
/// notice would take too long. Nothing of a result is visible before it is committed, so it is enough
/// to remove what has been staged.
final class InterruptHandler: Sendable {
    private let watched = Mutex<[StagingArea]>([])
    /// Kept alive, and never touched after `init`.
    nonisolated(unsafe) private let sources: [any DispatchSourceSignal]

    private let sentence: String?

    /// Listens from now on, for as long as the handler lives.
    ///
    /// - Parameter sentence: what to say in the end; nil for what became of the results.
    init(saying sentence: String? = nil) {
        self.sentence = sentence
        let queue = DispatchQueue(label: "interrupt")
        let numbers = [SIGINT, SIGTERM]
        sources = numbers.map { DispatchSource.makeSignalSource(signal: $0, queue: queue) }
        for (number, source) in zip(numbers, sources) {
            signal(number, SIG_IGN)
            source.setEventHandler { [weak self] in self?.end(by: number) }
            source.resume()
        }
    }

    /// Has the staging area discarded if an interruption comes before its commit.
    func watching(_ staging: StagingArea) -> StagingArea {
        watched.withLock { $0.append(staging) }
        return staging
    }

    private func end(by number: Int32) {
        let finished = watched.withLock { areas in areas.filter { $0.discard() }.map(\.destination) }
        let outcome =
            switch finished.count {
            case 0: "nothing was written"
            case 1...3: "\(finished.joined(separator: ", ")) was already written"
            default: "\(finished.count) results were already written"
            }
        standardError("\nmaquette: \(sentence ?? "interrupted, \(outcome)").\n")
        // Not `exit`: other threads are still at work in libraries that would be torn down under them.
        _exit(number == SIGINT ? 130 : 143)
    }
}
