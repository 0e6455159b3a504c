import MaquetteImaging

/// A denoising run under way: a sequence that does one step each time it is asked for the next.
///
/// It can be iterated once. Progress, preview and cancelling come from the iteration: each
/// element says how far the run is and can decode the picture as it stands; leaving the loop ends
/// the run. A step that fails ends the iteration, and `finishedImage()` throws what went wrong.
public final class DenoisingRun: Sequence, IteratorProtocol {
    /// Denoising steps of this run (fewer than asked for when `strength` is below 1).
    public let stepCount: Int
    /// Plain sentences on what was adapted: a size rounded, a prompt cut, a scheduler replaced.
    public let notes: [String]
    /// Width of the picture in pixels.
    public let width: Int
    /// Height of the picture in pixels.
    public let height: Int
    /// The scheduler that runs.
    public let scheduler: SchedulerKind

    init(stepCount: Int, notes: [String], width: Int, height: Int, scheduler: SchedulerKind) {
        self.stepCount = stepCount
        self.notes = notes
        self.width = width
        self.height = height
        self.scheduler = scheduler
    }

    /// Does the next step, or returns `nil` when all are done or one failed.
    public func next() -> DenoisingStep? {
        nil
    }

    /// Does the steps that are left and decodes the picture.
    ///
    /// - Returns: 8-bit RGB of `width` x `height`.
    /// - Throws: `DiffusionError` when a step failed.
    public func finishedImage() throws -> Image {
        throw DiffusionError.invalidRequest(reason: "no networks")
    }
}
