import Foundation
import Testing

@testable import MaquetteDiffusion

/// The tokenizer against transformers (`Tests/Fixtures/diffusion/make_tokenizers.py`).
@Suite struct CLIPTokenizerTests {
    struct Recording: Decodable {
        struct Answers: Decodable {
            var pad: Int
            var tokens: [[Int]]
            var cut: [Int]
        }
        var prompts: [String]
        var tokenizers: [String: Answers]
    }

    static let folders = [
        "bundled": Fixture.bundledModel.appendingPathComponent("tokenizer"),
        "tiny": Fixture.url("tokenizer-tiny"),
        "single": Fixture.url("tokenizer-single"),
        "decoder": Fixture.url("tokenizer-decoder"),
    ]

    @Test(arguments: ["bundled", "tiny", "single", "decoder"])
    func tokensAreThoseOfTransformers(name: String) throws {
        let recording = try Fixture.decode(Recording.self, from: "tokenizers.json")
        let answers = try #require(recording.tokenizers[name])
        let tokenizer = try TokenizerFiles(folder: try #require(Self.folders[name])).tokenizer()
        #expect(tokenizer.paddingToken == answers.pad)
        #expect(tokenizer.modelMaximumLength == 77)
        #expect(recording.prompts.count > 250)
        for (index, prompt) in recording.prompts.enumerated() {
            let expected = answers.tokens[index]
            let encoded = tokenizer.encode(prompt, length: 77)
            #expect(Array(encoded.tokens.prefix(expected.count)) == expected, "\(prompt.debugDescription)")
            #expect(encoded.tokens.count == 77)
            #expect(encoded.tokens.dropFirst(expected.count).allSatisfy { $0 == answers.pad })
            #expect((encoded.truncatedText != nil) == (answers.cut[index] > 0), "\(prompt.debugDescription)")
            #expect(encoded.tokens.allSatisfy { $0 < tokenizer.vocabularySize })
        }
    }

    @Test func truncationNamesTheWordsThatWereCut() throws {
        let tokenizer = try TokenizerFiles(folder: Fixture.url("tokenizer-tiny")).tokenizer()
        // "a" and "roo" + "m" are one and two tokens; the last word is cut in its middle.
        let encoded = tokenizer.encode("A A  a House, with <|endoftext|> a ROOM", length: 5)
        #expect(encoded.tokens.count == 5)
        #expect(encoded.truncatedText == "house, with <|endoftext|> a room")
        #expect(tokenizer.encode("a a a", length: 5).truncatedText == nil)
    }

    @Test func aWordOfAnyLengthIsNoBurden() throws {
        let tokenizer = try TokenizerFiles(folder: Fixture.bundledModel.appendingPathComponent("tokenizer")).tokenizer()
        let encoded = tokenizer.encode(String(repeating: "wood", count: 100_000), length: 77)
        #expect(encoded.tokens.count == 77)
        #expect(encoded.truncatedText?.count == 400_000)
    }

    @Test func missingAndDamagedFilesAreNamed() throws {
        try Fixture.withTemporaryCopy(of: Fixture.url("tokenizer-tiny")) { folder in
            let merges = folder.appendingPathComponent("merges.txt")
            let vocabulary = folder.appendingPathComponent("vocab.json")
            let whole = try Data(contentsOf: merges)

            try Data("#version: 0.2\na b c\n".utf8).write(to: merges)
            #expect(throws: DiffusionError.malformedFile(path: merges.path, reason: "line \"a b c\" is not a pair")) {
                try TokenizerFiles(folder: folder).tokenizer()
            }
            try Data("q zz\n".utf8).write(to: merges)
            #expect(throws: DiffusionError.inconsistentCheckpoint(
                path: folder.path, reason: "its merges need the token \"q\", which its vocabulary lacks")
            ) { try TokenizerFiles(folder: folder).tokenizer() }
            try FileManager.default.removeItem(at: merges)
            #expect(throws: DiffusionError.missingFile(
                path: merges.path, advice: "the checkpoint is incomplete, fetch or export it again")
            ) { try TokenizerFiles(folder: folder).tokenizer() }

            try whole.write(to: merges)
            try Data("{\"a\": \"x\"}".utf8).write(to: vocabulary)
            #expect(throws: DiffusionError.malformedFile(path: vocabulary.path, reason: "\"a\" is of another kind")) {
                try TokenizerFiles(folder: folder).tokenizer()
            }
            try Data("{\"a\": 1".utf8).write(to: vocabulary)
            #expect(throws: DiffusionError.malformedFile(path: vocabulary.path, reason: "it is not JSON")) {
                try TokenizerFiles(folder: folder).tokenizer()
            }
            try Data("{\"a\": 1}".utf8).write(to: vocabulary)
            #expect(throws: DiffusionError.inconsistentCheckpoint(
                path: folder.path, reason: "its special token \"<|startoftext|>\" is not in its vocabulary")
            ) { try TokenizerFiles(folder: folder).tokenizer() }
        }
    }

    /// The bundled vocabulary against OpenCLIP's own tokenizer (`make_clip_tokens.py`).
    @Test func theBundledVocabularyIsThatOfCLIP() throws {
        struct Recording: Decodable {
            var prompt: String
            var tokens: [Int]
        }
        let folder = Fixture.bundledModel.deletingLastPathComponent().appendingPathComponent("clip-tokenizer")
        let tokenizer = try TokenizerFiles(folder: folder).tokenizer()
        #expect(tokenizer.vocabularySize == 49408)
        #expect(tokenizer.startToken == 49406 && tokenizer.endToken == 49407 && tokenizer.paddingToken == 49407)
        for recording in try Fixture.decode([Recording].self, from: "clip-tokens.json") {
            let tokens = tokenizer.encode(recording.prompt, length: 77).tokens
            #expect(Array(tokens.prefix(recording.tokens.count + 2)) == [49406] + recording.tokens + [49407], "\(recording.prompt)")
        }
        #expect(try TokenizerFiles(folder: folder).tokenizer(defaultPadding: "!").paddingToken == 0)
    }
}
