import Foundation

/// What a model says of itself: the front matter of its card, which is the block between two lines of `---`
/// that opens a `README.md`, or the metadata of a single weights file.
///
/// Of front matter only plain `key: value` lines and lists are read (`key: [a, b]`, or a line `- a` for each);
/// that is what `license`, `base_model` and `datasets` look like on model sites.
struct ModelCard: Sendable, Equatable {
    private var values: [String: [String]] = [:]

    /// What its makers call it.
    var title: String? { first("model_name") ?? first("modelspec.title") }
    /// Who made it.
    var author: String? { first("author") ?? first("modelspec.author") }
    /// The licence, as it is stated; one without a well-known name with its own name and address.
    var license: String? {
        let stated = first("license") ?? first("modelspec.license")
        guard stated == nil || stated == "other", let name = first("license_name") else { return stated }
        return first("license_link").map { "\(name) (\($0))" } ?? name
    }
    /// Where the model comes from: an address, or the models it was made from.
    var source: String? {
        first("source") ?? list("base_model") ?? list("modelspec.merged_from") ?? first("ss_sd_model_name")
    }
    /// The data that it was trained on.
    var trainingData: [String]? { values["datasets"] }

    private func first(_ key: String) -> String? { values[key]?.first }

    private func list(_ key: String) -> String? { values[key]?.joined(separator: ", ") }

    /// - Parameter text: the whole card.
    init(_ text: String) {
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        guard lines.first.map({ Self.trimmed($0) }) == "---" else { return }
        var openKey: String?
        for line in lines.dropFirst() {
            if Self.trimmed(line) == "---" { break }
            if let key = openKey, Self.trimmed(line).hasPrefix("- ") {
                values[key, default: []].append(Self.unquoted(Self.trimmed(line).dropFirst(2)))
                continue
            }
            openKey = nil
            guard let colon = line.firstIndex(of: ":"), line.first != " " else { continue }
            let key = Self.trimmed(line[..<colon])
            let value = Self.trimmed(line[line.index(after: colon)...])
            if value.isEmpty {
                openKey = key
            } else if value.hasPrefix("["), value.hasSuffix("]") {
                let entries = value.dropFirst().dropLast().split(separator: ",").map { Self.unquoted($0) }
                if !entries.isEmpty { values[key] = entries }
            } else {
                values[key] = [Self.unquoted(value)]
            }
        }
    }

    /// - Parameter metadata: what whoever saved a weights file left in it, by the names of the ModelSpec standard or of
    ///   training programs.
    init(metadata: [String: String]) {
        values = metadata.compactMapValues { $0.isEmpty ? nil : [$0] }
    }

    /// The card with a source where it states none.
    func withSource(_ source: String?) -> ModelCard {
        guard self.source == nil, let source, !source.isEmpty else { return self }
        var card = self
        card.values["source"] = [source]
        return card
    }

    private static func trimmed(_ text: some StringProtocol) -> String {
        text.trimmingCharacters(in: .whitespaces)
    }

    private static func unquoted(_ text: some StringProtocol) -> String {
        trimmed(text).trimmingCharacters(in: CharacterSet(charactersIn: "\"'"))
    }
}
