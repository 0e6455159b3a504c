import Foundation

/// One JSON object on one line, keys in alphabetical order.
public enum JSONLine {
    /// What a key of the object may have.
    public enum Value: Encodable, Sendable, Equatable, ExpressibleByStringLiteral {
        case string(String)
        case integer(Int)
        case number(Double)
        case strings([String])

        public init(stringLiteral value: String) { self = .string(value) }

        public func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .string(let value): try container.encode(value)
            case .integer(let value): try container.encode(value)
            case .number(let value): try container.encode(value)
            case .strings(let value): try container.encode(value)
            }
        }
    }

    /// The line, with its line feed.
    public static func text(_ object: [String: Value]) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Strings, whole and finite numbers always encode.
        guard let data = try? encoder.encode(object) else { return "" }
        return String(decoding: data, as: UTF8.self) + "\n"
    }
}
