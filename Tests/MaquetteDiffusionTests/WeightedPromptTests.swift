import Foundation
import MaquetteTensor
import Testing

@testable import MaquetteDiffusion

@Suite struct WeightedPromptTests {
    private static func pieces(_ prompt: String) -> [WeightedText.Piece] { WeightedText(prompt).pieces }

    @Test(arguments: [
        ("", []), ("a (b) c", [("a (b) c", 1)]), ("a (b:1.5) c", [("a ", 1), ("b", 1.5), (" c", 1)]),
        ("(a (b:2) c:0.5)", [("a ", 0.5), ("b", 1), (" c", 0.5)]), ("(a:1.0)", [("a", 1)]), ("((a:2))", [("(", 1), ("a", 2), (")", 1)]),
        ("(a: 2 )", [("a", 2)]), ("(a:.5)", [("a", 0.5)]), ("(4:3)", [("4", 3)]), ("(16:9:2)", [("16:9", 2)]),
        ("(:2)", []), ("\\(a:2\\)", [("(a:2)", 1)]), ("(a\\):2)", [("a)", 2)]), ("a\\b\\\\", [("a\\b\\", 1)]),
        ("(a:2", [("(a:2", 1)]), ("a:2)", [("a:2)", 1)]), (")(", [(")(", 1)]), ("(a:-1)", [("(a:-1)", 1)]),
        ("(a:1.2.3)", [("(a:1.2.3)", 1)]), ("(a:)", [("(a:)", 1)]), ("(a:1e9)", [("(a:1e9)", 1)]), ("(a:9999)", [("(a:9999)", 1)]),
        ("(a(b:2):3)", [("a", 3), ("b", 6)]), ("(\u{1F3E0}:2)é", [("\u{1F3E0}", 2), ("é", 1)]),
    ] as [(String, [(String, Float)])])
    func weightsAreRead(prompt: String, expected: [(String, Float)]) {
        #expect(Self.pieces(prompt) == expected.map { WeightedText.Piece(text: $0.0, weight: $0.1) })
    }

    @Test func deepParenthesesAreNoReasonToFail() {
        let depth = 50_000
        let open = String(repeating: "(", count: depth)
        #expect(Self.pieces(open) == [WeightedText.Piece(text: open, weight: 1)])
        let nested = open + "a" + String(repeating: ":1)", count: depth)
        #expect(Self.pieces(nested) == [WeightedText.Piece(text: "a", weight: 1)])
    }

    struct Recording: Decodable {
        var prompt: String
        var count: Int
        var rows: [String: [Float]]
    }

    /// Against states put together from transformers' (`Tests/Fixtures/diffusion/make_weighted_prompts.py`).
    @Test func statesAreThoseOfTheChunks() throws {
        let checkpoint = try Checkpoint(contentsOf: DepthToImagePipelineTests.checkpointFolder)
        let networks = try PipelineNetworks(checkpoint, options: PipelineOptions())
        for recording in try Fixture.decode([Recording].self, from: "weighted-prompts.json") {
            let states = try networks.weightedEncoding([recording.prompt], checkpoint).states
            #expect(states.shape == [1, recording.count, 16], "\(recording.prompt.prefix(40))")
            let values = states.floats
            for (row, expected) in recording.rows {
                let first = try #require(Int(row)) * 16
                let difference = SchedulerTests.relativeDifference(Array(values[first..<first + 16]), expected)
                #expect(difference <= 1e-4, "\(recording.prompt.prefix(40)), row \(row)")
            }
        }
    }

    @Test func aShortPromptWithoutWeightsIsThePlainOne() throws {
        let pipeline = try DepthToImagePipelineTests.pipeline()
        var request = DepthToImagePipelineTests.simpleRequest()
        request.prompt = "a chair (red) in a room!"
        request.negativePrompt = "dark"
        let plain = try pipeline.start(request).finishedImage()
        request.promptSyntax = .weighted
        #expect(try pipeline.start(request).finishedImage() == plain)
        request.prompt = "a chair (red:1.4) in a room!"
        #expect(try pipeline.start(request).finishedImage() != plain)
    }

    @Test func aLongPromptLosesNothing() throws {
        let pipeline = try DepthToImagePipelineTests.pipeline()
        var request = DepthToImagePipelineTests.simpleRequest()
        request.promptSyntax = .weighted
        request.prompt = String(repeating: "wooden room ", count: 60)
        let run = try pipeline.start(request)
        #expect(run.notes == [])
        let whole = try run.finishedImage()
        request.prompt += "dark wall"
        #expect(try pipeline.start(request).finishedImage() != whole)
    }

    @Test func chunksBreakBetweenWords() throws {
        let tokenizer = try Checkpoint(contentsOf: DepthToImagePipelineTests.checkpointFolder).tokenizers[0]
        for length in [3, 4, 7, 10] {
            let prompt = PromptChunks("a red wooden chair in a small room", tokenizer: tokenizer, length: length)
            let chunks = prompt.chunks
            for chunk in chunks {
                #expect(chunk.tokens.count == length && chunk.weights.count == length)
                #expect(chunk.tokens.first == tokenizer.startToken && chunk.tokens.contains(tokenizer.endToken))
            }
            let words = tokenizer.words(of: "a red wooden chair in a small room").flatMap { $0 }
            let inside = chunks.flatMap { $0.tokens.dropFirst().prefix { $0 != tokenizer.endToken } }
            #expect(inside == words, "length \(length)")
        }
        #expect(PromptChunks("", tokenizer: tokenizer, length: 77).chunks.count == 1)
    }
}
