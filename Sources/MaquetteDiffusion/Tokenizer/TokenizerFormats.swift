/// A token that a tokenizer keeps apart from its vocabulary.
struct AddedToken: Decodable {
    var token: Int
    var text: String
    var isNormalized: Bool
    /// Whether it asks neither for stripping nor for whole words.
    var isPlain: Bool

    init(token: Int, entry: Entry) {
        self.token = token
        text = entry.content
        isNormalized = entry.normalized ?? false
        isPlain = !(entry.lstrip ?? false) && !(entry.rstrip ?? false) && !(entry.single_word ?? false)
    }

    init(from decoder: any Decoder) throws {
        let entry = try Entry(from: decoder)
        guard let token = entry.id else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "an added token has no id"))
        }
        self.init(token: token, entry: entry)
    }

    struct Entry: Decodable {
        var id: Int?
        var content: String
        var normalized: Bool?
        var lstrip: Bool?
        var rstrip: Bool?
        var single_word: Bool?
    }
}

/// `special_tokens_map.json`: each token as text, or as an object with its text in `content`.
struct SpecialTokensMap: Decodable {
    var start: String?
    var end: String?
    var padding: String?
    var unknown: String?

    private enum CodingKeys: String, CodingKey {
        case start = "bos_token"
        case end = "eos_token"
        case padding = "pad_token"
        case unknown = "unk_token"
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        start = try container.decodeIfPresent(TokenText.self, forKey: .start)?.text
        end = try container.decodeIfPresent(TokenText.self, forKey: .end)?.text
        padding = try container.decodeIfPresent(TokenText.self, forKey: .padding)?.text
        unknown = try container.decodeIfPresent(TokenText.self, forKey: .unknown)?.text
    }

    private struct TokenText: Decodable {
        var text: String

        init(from decoder: any Decoder) throws {
            if let text = try? decoder.singleValueContainer().decode(String.self) {
                self.text = text
            } else {
                text = try AddedToken.Entry(from: decoder).content
            }
        }
    }
}

/// `tokenizer_config.json`.
struct TokenizerConfig: Decodable {
    var special: SpecialTokensMap
    var added: [AddedToken]
    /// `nil` where the config leaves it open, which transformers writes as a number beyond all use.
    var maximumLength: Int?

    private enum CodingKeys: String, CodingKey {
        case added = "added_tokens_decoder"
        case maximumLength = "model_max_length"
    }

    init(from decoder: any Decoder) throws {
        special = try SpecialTokensMap(from: decoder)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let entries = try container.decodeIfPresent([String: AddedToken.Entry].self, forKey: .added) ?? [:]
        added = try entries.map { key, entry in
            guard let token = Int(key) else {
                throw DecodingError.dataCorruptedError(
                    forKey: .added, in: container, debugDescription: "\"\(key)\" is not a token number")
            }
            return AddedToken(token: token, entry: entry)
        }.sorted { $0.token < $1.token }
        let length = try container.decodeIfPresent(Double.self, forKey: .maximumLength)
        maximumLength = length.flatMap { (2...1_000_000).contains($0) ? Int($0) : nil }
    }
}

/// `tokenizer.json`, as far as CLIP needs it.
struct TokenizerJSON: Decodable {
    var model: Model
    var added: [AddedToken]?

    private enum CodingKeys: String, CodingKey {
        case model
        case added = "added_tokens"
    }

    struct Model: Decodable {
        var vocab: [String: Int]
        var merges: [Pair]
    }

    /// A merge: a list of two texts, or (before 2024) one text with a space between.
    struct Pair: Decodable {
        var left: String
        var right: String

        init(from decoder: any Decoder) throws {
            let parts: [String]
            if let text = try? decoder.singleValueContainer().decode(String.self) {
                parts = text.split(separator: " ").map(String.init)
            } else {
                parts = try decoder.singleValueContainer().decode([String].self)
            }
            guard parts.count == 2 else {
                throw DecodingError.dataCorrupted(
                    .init(codingPath: decoder.codingPath, debugDescription: "a merge is not a pair"))
            }
            left = parts[0]
            right = parts[1]
        }
    }
}
