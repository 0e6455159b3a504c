import ArgumentParser

extension ParsableArguments {
    /// Whether an option of the group has another value than the one it has when nothing is given.
    ///
    /// The parser does not keep which options were given, and option groups cannot be compared; their descriptions
    /// show every value.
    var isChanged: Bool {
        guard let unchanged = try? Self.parse([]) else { return true }
        return String(describing: self) != String(describing: unchanged)
    }
}
