import Foundation

/// Keeps what happens during a job, passes it on to the observer, and measures how long each phase takes.
struct RunRecorder {
    /// Everything the user was told, in order.
    private(set) var notes: [String] = []
    private let observer: JobObserver
    private let clock = ContinuousClock()
    private var durations: [(phase: JobEvent.Phase, duration: Duration)] = []
    private var current: (phase: JobEvent.Phase, start: ContinuousClock.Instant)?

    init(observer: @escaping JobObserver) {
        self.observer = observer
    }

    /// Ends the phase that runs and begins another.
    ///
    /// - Throws: `CancellationError` when the task that the job runs in is cancelled.
    mutating func begin(_ phase: JobEvent.Phase) throws {
        try Task.checkCancellation()
        endPhase()
        current = (phase, clock.now)
        observer(.began(phase))
    }

    /// Tells and keeps sentences for the user.
    mutating func note(_ sentences: [String]) {
        for sentence in sentences where !notes.contains(sentence) {
            notes.append(sentence)
            observer(.noted(sentence))
        }
    }

    /// Tells about a denoising step.
    ///
    /// - Throws: `CancellationError` when the task that the job runs in is cancelled.
    func step(_ progress: JobEvent.DenoisingProgress) throws {
        try Task.checkCancellation()
        observer(.stepped(progress))
    }

    /// Seconds that each phase took so far, by the phase's name.
    mutating func timings() -> [String: Double] {
        endPhase()
        return Dictionary(
            durations.map { ($0.phase.rawValue, $0.duration / .seconds(1)) }, uniquingKeysWith: +)
    }

    private mutating func endPhase() {
        guard let running = current else { return }
        durations.append((running.phase, clock.now - running.start))
        current = nil
    }
}
