/// How several views come together in one texture.
public struct PaintOptions: Sendable, Equatable {
    /// What a texel that several views see gets.
    public enum Blend: String, Sendable, Equatable, CaseIterable, Codable {
        /// The average of all views, weighted by footprint, viewing angle and distance to silhouettes.
        case average
        /// The colour of the view with the largest weight; the earlier view on a tie.
        case bestView = "best-view"
        /// Parts of one view each, chosen so that their borders are short, and corrected so that their colours
        /// meet at the borders: see `ViewLabelling` and `SeamLevelling`.
        case levelled
    }

    /// What a texel that several views see gets.
    public var blend: Blend
    /// Number of threads, or nil for one a core. It never changes the result.
    public var threads: Int?

    /// Whether to tell for each texel how the views come together.
    public var diagnoses: Bool

    /// The average of all views on all cores, unless told otherwise.
    ///
    /// - Parameters:
    ///   - blend: what a texel that several views see gets.
    ///   - threads: number of threads, at least 1, or nil for one a core.
    ///   - diagnoses: whether to tell for each texel how the views come together, which takes time and memory.
    public init(blend: Blend = .average, threads: Int? = nil, diagnoses: Bool = false) {
        self.blend = blend
        self.threads = threads
        self.diagnoses = diagnoses
    }
}
