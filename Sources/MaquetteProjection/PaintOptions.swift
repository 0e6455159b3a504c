/// How several views come together in one texture.
public struct PaintOptions: Sendable, Equatable {
    /// What a texel that several views see gets.
    public enum Blend: Sendable, Equatable {
        /// The average of all views, weighted by footprint, viewing angle and distance to silhouettes.
        case weightedAverage
        /// The colour of the view with the largest weight; the earlier view on a tie.
        case bestView
    }

    public var blend: Blend
    /// Number of threads, or nil for one a core. It never changes the result.
    public var threads: Int?

    public init(blend: Blend = .weightedAverage, threads: Int? = nil) {
        self.blend = blend
        self.threads = threads
    }
}
