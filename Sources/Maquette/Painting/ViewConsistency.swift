/// How the pictures of several views come to show one and the same scene.
public enum ViewConsistency: String, Sendable, Codable, CaseIterable {
    /// Every view is painted for itself.
    case independent
    /// One view after the other, each from what the earlier ones painted: see `SequentialPainting`.
    case sequential
    /// All views at once, agreeing on the surfaces at every step: see `SynchronisedPainting`.
    case synchronised
}
