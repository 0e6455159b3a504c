import Foundation

/// The files of a tokenizer folder, as transformers writes them.
///
/// `vocab.json` and `merges.txt`, or else `tokenizer.json`, or else CLIP's original
/// `bpe_simple_vocab_16e6.txt`; special tokens from `special_tokens_map.json` (older folders), else
/// `tokenizer_config.json`, else CLIP's own.
struct TokenizerFiles {
    private let folder: URL

    init(folder: URL) {
        self.folder = folder
    }

    /// Reads the tokenizer.
    ///
    /// - Parameter defaultPadding: the token that fills up short prompts, where the folder names none.
    /// - Throws: `DiffusionError` naming the file that is missing or damaged.
    func tokenizer(defaultPadding: String = "<|endoftext|>") throws -> CLIPTokenizer {
        let config = try JSONFile.readIfPresent(TokenizerConfig.self, at: file("tokenizer_config.json"))
        // As in transformers, a config that lists its added tokens makes the older map void.
        let map = config?.added.isEmpty ?? true
            ? try JSONFile.readIfPresent(SpecialTokensMap.self, at: file("special_tokens_map.json")) : nil
        let tables = try readTables()

        let start = map?.start ?? config?.special.start ?? "<|startoftext|>"
        let end = map?.end ?? config?.special.end ?? "<|endoftext|>"
        let padding = map?.padding ?? config?.special.padding ?? defaultPadding
        let unknown = map?.unknown ?? config?.special.unknown ?? "<|endoftext|>"

        var special = [String: SpecialToken]()
        for added in tables.added + (config?.added ?? []) {
            guard added.isPlain else {
                throw DiffusionError.unsupported(
                    path: folder.path, reason: "its token \"\(added.text)\" asks for stripping or whole words")
            }
            special[added.text] = SpecialToken(
                text: added.text, token: added.token, isNormalized: added.isNormalized)
        }
        func token(_ text: String) throws -> Int {
            guard let token = special[text]?.token ?? tables.vocabulary[text] else {
                throw DiffusionError.inconsistentCheckpoint(
                    path: folder.path, reason: "its special token \"\(text)\" is not in its vocabulary")
            }
            if special[text] == nil {
                special[text] = SpecialToken(text: text, token: token, isNormalized: false)
            }
            return token
        }
        let (startToken, endToken) = (try token(start), try token(end))
        let (paddingToken, unknownToken) = (try token(padding), try token(unknown))

        let encoder: BytePairEncoder
        do {
            encoder = try BytePairEncoder(
                vocabulary: tables.vocabulary, merges: tables.merges, unknownToken: unknownToken)
        } catch {
            throw DiffusionError.inconsistentCheckpoint(
                path: folder.path, reason: "its merges need the token \"\(error.token)\", which its vocabulary lacks")
        }
        guard tables.vocabulary.values.allSatisfy({ $0 >= 0 }), special.values.allSatisfy({ $0.token >= 0 }) else {
            throw DiffusionError.malformedFile(path: folder.path, reason: "it numbers a token below 0")
        }
        let largest = max(tables.vocabulary.values.max() ?? 0, special.values.map(\.token).max() ?? 0)
        return CLIPTokenizer(
            encoder: encoder, specialTokens: special.values.sorted { $0.token < $1.token },
            startToken: startToken, endToken: endToken, paddingToken: paddingToken,
            vocabularySize: largest + 1, modelMaximumLength: config?.maximumLength)
    }

    private struct Tables {
        var vocabulary: [String: Int]
        var merges: [(String, String)]
        var added: [AddedToken]
    }

    private func file(_ name: String) -> URL {
        folder.appendingPathComponent(name)
    }

    private func readTables() throws -> Tables {
        let single = file("tokenizer.json")
        let hasPair = JSONFile.exists(file("vocab.json")) && JSONFile.exists(file("merges.txt"))
        if !hasPair, JSONFile.exists(single) {
            let contents = try JSONFile.read(TokenizerJSON.self, at: single)
            return Tables(
                vocabulary: contents.model.vocab, merges: contents.model.merges.map { ($0.left, $0.right) },
                added: contents.added ?? [])
        }
        let original = file(OriginalVocabulary.fileName)
        if !hasPair, JSONFile.exists(original) {
            let merges = try OriginalVocabulary.merges(readMerges(original), path: original.path)
            return Tables(vocabulary: OriginalVocabulary.numbered(merges), merges: merges, added: [])
        }
        return Tables(
            vocabulary: try JSONFile.read([String: Int].self, at: file("vocab.json")),
            merges: try readMerges(file("merges.txt")), added: [])
    }

    /// One pair a line, the most urgent first; a first line with a `#version` note is a comment.
    private func readMerges(_ url: URL) throws -> [(String, String)] {
        let data = try JSONFile.contents(of: url)
        guard let text = String(validating: data, as: UTF8.self) else {
            throw DiffusionError.malformedFile(path: url.path, reason: "it is not UTF-8 text")
        }
        var merges = [(String, String)]()
        let lines = text.utf8.split { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
        for (index, line) in lines.enumerated() {
            if index == 0, Substring(line).contains("#version") { continue }
            let parts = line.split(separator: UInt8(ascii: " "))
            guard parts.count == 2, let left = String(parts[0]), let right = String(parts[1]) else {
                throw DiffusionError.malformedFile(
                    path: url.path, reason: "line \"\(Substring(line))\" is not a pair")
            }
            merges.append((left, right))
        }
        return merges
    }
}
