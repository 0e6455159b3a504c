/// How a ControlNet takes part in a run.
public struct ControlSettings: Sendable, Equatable {
    /// What its results are multiplied with; 0 is none.
    public var scale: Double
    /// In which part of the steps it takes part; the steps outside do not compute it.
    public var interval: GuidanceInterval

    /// All of the way in all steps, unless told otherwise.
    ///
    /// - Parameters:
    ///   - scale: what the network's results are multiplied with, a finite number.
    ///   - interval: in which part of the steps it takes part, shares of 0 to 1.
    public init(scale: Double = 1, interval: GuidanceInterval = .whole) {
        self.scale = scale
        self.interval = interval
    }
}
