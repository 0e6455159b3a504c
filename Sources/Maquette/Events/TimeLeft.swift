/// How long the denoising of a job will still take, by its pace since the first step, which is left out because it
/// warms everything up.
public struct TimeLeft: Sendable {
    private var firstStep: (time: ContinuousClock.Instant, done: Int)?
    private var firstSweptStep: (time: ContinuousClock.Instant, done: Double)?
    private var lastOfSweep: Double?

    /// Knows nothing before it is told of steps.
    public init() {}

    /// Takes in what a job tells.
    ///
    /// - Parameter event: the next event of the job.
    /// - Returns: the seconds left when a step was told and the pace is known, else nil.
    public mutating func seconds(after event: JobEvent) -> Double? {
        switch event {
        case .began:
            firstStep = nil
            return nil
        case .noted: return nil
        case .stepped(let progress): return seconds(after: progress)
        case .swept(let progress): return seconds(after: progress)
        }
    }

    private mutating func seconds(after progress: JobEvent.DenoisingProgress) -> Double? {
        let now = ContinuousClock.now
        let (done, total) = progress.overall
        guard let first = firstStep, done > first.done else {
            firstStep = (now, done)
            return nil
        }
        let seconds = (now - first.time) / .seconds(1)
        return seconds / Double(done - first.done) * Double(total - done)
    }

    private mutating func seconds(after progress: SweepProgress) -> Double? {
        guard progress.step > 0 else { return lastOfSweep }
        let now = ContinuousClock.now
        guard let first = firstSweptStep, progress.done > first.done else {
            firstSweptStep = (now, progress.done)
            return nil
        }
        let seconds = (now - first.time) / .seconds(1)
        lastOfSweep = seconds / (progress.done - first.done) * (1 - progress.done)
        return lastOfSweep
    }
}
