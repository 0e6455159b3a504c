/// In which part of a run classifier-free guidance acts (Kynkäänniemi et al., 2024), in shares of the
/// run's steps. Outside of it the model sees the prompt alone, at half the cost.
public struct GuidanceInterval: Sendable, Equatable, Codable {
    /// Where it begins, 0...1.
    public var start: Double
    /// Where it ends, `start`...1.
    public var end: Double

    /// All steps.
    public static let whole = GuidanceInterval(start: 0, end: 1)

    /// Shares of a run's steps; a pipeline refuses others than `0 <= start <= end <= 1`.
    ///
    /// - Parameters:
    ///   - start: where it begins, 0...1.
    ///   - end: where it ends, `start`...1.
    public init(start: Double, end: Double) {
        self.start = start
        self.end = end
    }

    /// Whether a step, counted from 0, lies wholly inside; the rule of diffusers' ControlNet pipelines.
    func contains(step: Int, of count: Int) -> Bool {
        Double(step) / Double(count) >= start && Double(step + 1) / Double(count) <= end
    }

    /// Whether both ends are where they may be.
    var isValid: Bool { start >= 0 && start <= end && end <= 1 }
}
