import Foundation

/// The front matter of a model card: the block between two lines of `---` that opens a `README.md`.
///
/// Only plain `key: value` lines and the first entry of `key:` lists are read; that is what
/// `license`, `source` and `base_model` look like on model sites.
struct ModelCard: Sendable, Equatable {
    private var values: [String: String] = [:]

    /// The licence, as the card states it.
    var license: String? { values["license"] }
    /// Where the model comes from: an address, or the model it was made from.
    var source: String? { values["source"] ?? values["base_model"] }

    /// - Parameter text: the whole card.
    init(_ text: String) {
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        guard lines.first.map({ Self.trimmed($0) }) == "---" else { return }
        var openKey: String?
        for line in lines.dropFirst() {
            if Self.trimmed(line) == "---" { break }
            if let key = openKey, Self.trimmed(line).hasPrefix("- ") {
                if values[key] == nil { values[key] = Self.unquoted(Self.trimmed(line).dropFirst(2)) }
                continue
            }
            openKey = nil
            guard let colon = line.firstIndex(of: ":"), line.first != " " else { continue }
            let key = Self.trimmed(line[..<colon])
            let value = Self.unquoted(line[line.index(after: colon)...])
            if value.isEmpty { openKey = key } else { values[key] = value }
        }
    }

    private static func trimmed(_ text: some StringProtocol) -> String {
        text.trimmingCharacters(in: .whitespaces)
    }

    private static func unquoted(_ text: some StringProtocol) -> String {
        trimmed(text).trimmingCharacters(in: CharacterSet(charactersIn: "\"'"))
    }
}
