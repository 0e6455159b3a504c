import Foundation

/// Reads the values of an option: a list, as in `18,24,35`, or a range `start:end:count`.
public enum ValueList {
    /// How the values of a range follow each other.
    public enum Spacing: Sendable {
        /// By equal steps.
        case linear
        /// By equal ratios, as focal lengths do.
        case geometric
    }

    /// Reads numbers.
    ///
    /// - Parameters:
    ///   - text: `a,b,c` or `start:end:count`; the values of a range are rounded to three significant digits, its ends
    ///     are as given.
    ///   - option: the option's name, for errors.
    ///   - spacing: how a range is divided.
    /// - Throws: `SweepError`.
    public static func numbers(_ text: String, option: String, spacing: Spacing = .linear) throws(SweepError) -> [Double] {
        if text.contains(":") { return try range(text, option, spacing) }
        return try entries(text, option: option) { Double($0).flatMap { $0.isFinite ? $0 : nil } }
    }

    /// Reads whole numbers.
    ///
    /// - Throws: `SweepError`, also for a range whose steps are not whole.
    public static func integers<Value: FixedWidthInteger & Sendable>(
        _ text: String, option: String, as type: Value.Type = Value.self
    ) throws(SweepError) -> [Value] {
        guard text.contains(":") else { return try entries(text, option: option) { Value($0) } }
        let ends = try RangeEnds(text, option: option) { Value($0) }
        // In the width that holds every difference: seeds have 64 bits.
        let (start, end) = (Int128(ends.start), Int128(ends.end))
        let (step, rest) = (end - start).quotientAndRemainder(dividingBy: Int128(ends.count - 1))
        guard rest == 0 else { throw ends.malformed("its steps are not whole numbers") }
        return (0..<ends.count).map { Value(start + Int128($0) * step) }
    }

    /// Reads the entries of a list separated by commas.
    ///
    /// - Parameter value: the value of an entry, nil for one that is none.
    /// - Throws: `SweepError`.
    public static func entries<Value>(
        _ text: String, option: String, _ value: (String) -> Value?
    ) throws(SweepError) -> [Value] {
        let entries = text.split(separator: ",", omittingEmptySubsequences: false)
            .map { $0.trimmingCharacters(in: .whitespaces) }
        return try entries.map { entry throws(SweepError) in
            if entry.isEmpty { throw .emptyEntry(option: option, text: text) }
            guard let value = value(entry) else { throw .notAValue(option: option, text: entry) }
            return value
        }
    }

    private static func range(_ text: String, _ option: String, _ spacing: Spacing) throws(SweepError) -> [Double] {
        let ends = try RangeEnds(text, option: option) { Double($0).flatMap { $0.isFinite ? $0 : nil } }
        let (start, end, count) = (ends.start, ends.end, ends.count)
        guard spacing == .linear || (start > 0 && end > 0) else { throw ends.malformed("focal lengths are above 0") }
        let inner = (1..<count - 1).map { index in
            let position = Double(index) / Double(count - 1)
            switch spacing {
            case .linear: return start + (end - start) * position
            case .geometric: return start * pow(end / start, position)
            }
        }
        guard inner.allSatisfy(\.isFinite) else { throw ends.malformed("its ends are too far apart") }
        // Dense ranges need more digits to keep their values apart.
        for digits in [3, 6] {
            let values = [start] + inner.map { rounded($0, digits) } + [end]
            if Set(values).count == count { return values }
        }
        return [start] + inner + [end]
    }

    /// To a number of significant digits, and never coarser than whole numbers.
    private static func rounded(_ value: Double, _ digits: Int) -> Double {
        guard value != 0 else { return 0 }
        let scale = pow(10, Double(max(0, digits - 1 - Int(floor(log10(abs(value)))))))
        let rounded = (value * scale).rounded() / scale
        return rounded.isFinite ? rounded : value
    }
}

/// What `start:end:count` says.
private struct RangeEnds<Value: Equatable> {
    let start, end: Value
    /// At least 2.
    let count: Int
    private let option: String
    private let text: String

    /// - Parameter value: the value of an end, nil for one that is none.
    init(_ text: String, option: String, _ value: (String) -> Value?) throws(SweepError) {
        func malformed(_ problem: String) -> SweepError {
            .malformedRange(option: option, text: text, problem: problem)
        }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, let start = value(parts[0]), let end = value(parts[1]), let count = Int(parts[2])
        else { throw malformed("a range is start:end:count, as in 18:85:5") }
        guard count >= 2 else { throw malformed("a range has at least 2 values") }
        guard count <= 100_000 else { throw malformed("a range has at most 100000 values") }
        guard start != end else { throw malformed("it ends where it starts") }
        (self.start, self.end, self.count, self.option, self.text) = (start, end, count, option, text)
    }

    func malformed(_ problem: String) -> SweepError {
        .malformedRange(option: option, text: text, problem: problem)
    }
}
