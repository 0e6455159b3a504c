/// What a job tells while it runs.
public enum JobEvent: Sendable, Equatable {
    /// A part of the work begins.
    case began(Phase)
    /// A denoising step of one view is done.
    case stepped(DenoisingProgress)
    /// A cell of a sweep begins, or has done a denoising step.
    case swept(SweepProgress)
    /// Something the user should know, one plain sentence.
    case noted(String)

    /// The parts of the work, in the order in which a job goes through them.
    public enum Phase: String, Sendable, CaseIterable, Codable {
        case loadingScene
        case loadingModel
        case measuringDepth
        case estimatingDepth
        case unwrapping
        case painting
        case projecting
        case writing
    }

    /// How far the painting has come.
    public struct DenoisingProgress: Sendable, Equatable {
        /// The view being painted, counted from 1.
        public var view: Int
        /// Number of views of the job.
        public var viewCount: Int
        /// Denoising steps done in this view.
        public var step: Int
        /// Denoising steps of a view.
        public var stepCount: Int

        /// Tells of a step that is done.
        ///
        /// - Parameters:
        ///   - view: the view being painted, 1...`viewCount`.
        ///   - viewCount: number of views of the job; views that are painted in step count as one, of all their
        ///     steps.
        ///   - step: denoising steps done in this view, 0...`stepCount`.
        ///   - stepCount: denoising steps of a view, the same in all.
        public init(view: Int, viewCount: Int, step: Int, stepCount: Int) {
            self.view = view
            self.viewCount = viewCount
            self.step = step
            self.stepCount = stepCount
        }

        /// Steps done over all views, and steps in all.
        public var overall: (done: Int, total: Int) {
            ((view - 1) * stepCount + step, viewCount * stepCount)
        }
    }
}

/// Receives what a job tells. It is called on the job's own thread, in order.
public typealias JobObserver = @Sendable (JobEvent) -> Void
