/// What a sweep can vary. Of two that vary, the earlier in this list makes the columns of the grid, the other its rows.
public enum SweepParameter: String, Sendable, CaseIterable, Codable {
    case focal, strength, guidance, steps, seed, scheduler, prompt, mode

    /// The option that gives its values.
    public var option: String { "--" + rawValue }
}
