import MaquetteDiffusion

/// What a sweep can vary. Of two that vary, the earlier in this list makes the columns of the grid, the other its rows.
public enum SweepParameter: String, Sendable, CaseIterable, Codable {
    case focal, strength, guidance, steps, seed, scheduler, prompt, mode

    /// The option that gives its values.
    public var option: String { "--" + rawValue }

    /// The parameter that an option gives values of, if it is one.
    init?(option: String) {
        guard let found = Self.allCases.first(where: { $0.option == option }) else { return nil }
        self = found
    }

    /// What its values may be, in words that follow "must be".
    var allowedValues: String {
        switch self {
        case .focal: "0.001 to 1000000 mm"
        case .strength: "above 0 and at most 1"
        case .guidance: "0 or more"
        case .steps: "1 to 1000"
        case .seed: "0 to 2^64 - 1"
        case .scheduler: "one of " + SchedulerKind.allCases.map(\.rawValue).joined(separator: ", ")
        case .prompt: "a text"
        case .mode: SweepMode.allCases.map(\.rawValue).joined(separator: " or ")
        }
    }
}
