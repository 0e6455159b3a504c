/// What a picture of a sweep follows beside its prompt.
public enum SweepMode: String, Sendable, CaseIterable, Codable {
    /// Depth-to-image: the depth that the camera sees, and the start picture where there is one.
    case depth
    /// Image-to-image: the start picture alone. A depth-conditioned model is shown a depth without any relief.
    case image
}
