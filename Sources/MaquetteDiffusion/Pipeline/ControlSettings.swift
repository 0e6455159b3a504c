/// How a ControlNet takes part in a run.
public struct ControlSettings: Sendable, Equatable {
    /// What its results are multiplied with; 0 is none.
    public var scale: Double
    /// In which part of the steps it takes part; the steps outside do not compute it.
    public var interval: GuidanceInterval

    public init(scale: Double = 1, interval: GuidanceInterval = .whole) {
        self.scale = scale
        self.interval = interval
    }
}
