import Foundation

/// The fields of a request by their names, from a JSON object or a query. Each is read once, and `finish` finds those
/// that nobody has read.
struct RequestFields {
    private enum Value: Decodable {
        case nothing
        case flag(Bool)
        case whole(UInt64)
        case number(Double)
        case text(String)
        case list([Value])

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if container.decodeNil() { self = .nothing }
            else if let flag = try? container.decode(Bool.self) { self = .flag(flag) }
            else if let whole = try? container.decode(UInt64.self) { self = .whole(whole) }
            else if let number = try? container.decode(Double.self) { self = .number(number) }
            else if let text = try? container.decode(String.self) { self = .text(text) }
            else { self = .list(try container.decode([Value].self)) }
        }

        /// The number that the value is, or that its text says.
        var number: Double? {
            switch self {
            case .whole(let whole): Double(whole)
            case .number(let number): number
            case .text(let text): Double(text)
            default: nil
            }
        }
    }

    private var values: [String: Value]
    private var known: [String] = []

    /// - Parameter json: the text of an object whose values are texts, numbers, truth values or lists of numbers.
    /// - Throws: `RequestError`.
    init(json: [UInt8]) throws {
        guard let values = try? JSONDecoder().decode([String: Value].self, from: Data(json)) else {
            throw RequestError(.badRequest, "The request is not a JSON object of plain fields.")
        }
        self.values = values
    }

    /// - Parameter query: names and values as forms send them (WHATWG URL, 5.1), + for a space; where a field is named
    ///   twice, the last counts.
    init(query: String) {
        func decoded(_ part: Substring) -> String {
            let text = part.replacingOccurrences(of: "+", with: " ")
            return text.removingPercentEncoding ?? text
        }
        values = Dictionary(
            query.split(separator: "&").map { pair in
                let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                return (decoded(parts[0]), .text(parts.count == 2 ? decoded(parts[1]) : ""))
            }
        ) { $1 }
    }

    // MARK: Reading

    /// A text; nil where the field is not given.
    mutating func text(_ name: String) throws -> String? {
        switch value(name) {
        case nil: return nil
        case .text(let text): return text
        default: throw wrong(name, "a text")
        }
    }

    /// A text that has to be given.
    mutating func requiredText(_ name: String) throws -> String {
        guard let text = try text(name), !text.isEmpty else { throw RequestError(.badRequest, "The field \(name) is missing.") }
        return text
    }

    /// One of the cases of a type.
    mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(_ name: String, of: Choice.Type) throws -> Choice? {
        guard let text = try text(name) else { return nil }
        guard let choice = Choice(rawValue: text) else {
            throw wrong(name, "one of \(Choice.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return choice
    }

    /// A finite number.
    mutating func number(_ name: String, in range: ClosedRange<Double>? = nil) throws -> Double? {
        guard let value = value(name) else { return nil }
        guard let number = value.number, number.isFinite else { throw wrong(name, "a number") }
        if let range, !range.contains(number) { throw wrong(name, Self.sentence(of: range)) }
        return number
    }

    /// A number above 0.
    mutating func positiveNumber(_ name: String) throws -> Double? {
        guard let number = try number(name) else { return nil }
        guard number > 0 else { throw wrong(name, "a number above 0") }
        return number
    }

    /// A whole number.
    mutating func integer(_ name: String, in range: ClosedRange<Int>) throws -> Int? {
        guard let value = value(name) else { return nil }
        guard let number = value.number, let whole = Int(exactly: number), range.contains(whole) else {
            throw wrong(name, "a whole number, \(range.lowerBound) to \(range.upperBound)")
        }
        return whole
    }

    /// A whole number of 64 bits, digit by digit.
    mutating func seed(_ name: String) throws -> UInt64? {
        switch value(name) {
        case nil: return nil
        case .whole(let whole): return whole
        case .text(let text):
            if let whole = UInt64(text) { return whole }
            fallthrough
        default: throw wrong(name, "a whole number, 0 to \(UInt64.max)")
        }
    }

    /// true or false.
    mutating func flag(_ name: String) throws -> Bool? {
        switch value(name) {
        case nil: return nil
        case .flag(let flag): return flag
        case .text(let text):
            if let flag = Bool(text) { return flag }
            fallthrough
        default: throw wrong(name, "true or false")
        }
    }

    /// Two whole numbers: a list, or as in 512x512.
    mutating func wholePair(_ name: String, in range: ClosedRange<Int>) throws -> SIMD2<Int>? {
        let bounds = Double(range.lowerBound)...Double(range.upperBound)
        guard let pair = try pair(name, in: bounds, of: "two whole numbers") else { return nil }
        guard let width = Int(exactly: pair.x), let height = Int(exactly: pair.y) else {
            throw wrong(name, "two whole numbers, each \(Self.sentence(of: bounds))")
        }
        return SIMD2(width, height)
    }

    /// Two numbers: a list, or as in 36x24.
    mutating func pair(
        _ name: String, in range: ClosedRange<Double>, of kind: String = "two numbers"
    ) throws -> SIMD2<Double>? {
        let numbers: [Double?]
        switch value(name) {
        case nil: return nil
        case .list(let list): numbers = list.map(\.number)
        case .text(let text): numbers = text.split(separator: "x", omittingEmptySubsequences: false).map { Double($0) }
        default: numbers = []
        }
        guard numbers.count == 2, let width = numbers[0], let height = numbers[1], range.contains(width), range.contains(height)
        else { throw wrong(name, "\(kind), each \(Self.sentence(of: range))") }
        return SIMD2(width, height)
    }

    /// Makes sure that every field has been read.
    ///
    /// - Throws: `RequestError` for one that nobody knows.
    func finish() throws {
        guard let unknown = values.keys.sorted().first(where: { !known.contains($0) }) else { return }
        throw RequestError(
            .badRequest, "There is no field \(unknown) here, the fields are \(known.sorted().joined(separator: ", ")).")
    }

    private mutating func value(_ name: String) -> Value? {
        known.append(name)
        if case .nothing? = values[name] { return nil }
        return values[name]
    }

    private func wrong(_ name: String, _ expected: String) -> RequestError {
        RequestError(.badRequest, "The field \(name) must be \(expected).")
    }

    private static func sentence(of range: ClosedRange<Double>) -> String {
        String(format: "%g to %g", range.lowerBound, range.upperBound)
    }
}
