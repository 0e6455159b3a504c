import Foundation
import Testing

@testable import Maquette

/// The text chunks of painted pictures, read as the programs around Stable Diffusion read them.
@Suite struct PictureMetadataTests {
    private static func metadata(
        prompt: String = "a red house", negativePrompt: String = "", model: String = "m", startsFromPicture: Bool = false
    ) throws -> PictureMetadata {
        var sampler = SamplerSettings(prompt: prompt, negativePrompt: negativePrompt, seed: 18_446_744_073_709_551_615)
        sampler.scheduler = .dpmPlusPlus2MKarras
        let resolved = SamplerSettings.Resolved(
            steps: 20, guidanceScale: 7.5, scheduler: .dpmPlusPlus2MKarras, precision: .f32)
        let painter = try JSONDecoder().decode(
            RunReport.Model.self,
            from: Data(#"""
                {"name": "\#(model)", "path": "/secret/place", "pipelineClass": "P", "license": "apache-2.0",
                 "sha256": "\#(String(repeating: "0123456789abcdef", count: 4))", "trainingData": ["a", "b"]}
                """#.utf8))
        return PictureMetadata(
            model: painter,
            sampling: RunReport.Sampling(sampler, resolved, strength: 0.8), size: SIMD2(512, 384),
            startsFromPicture: startsFromPicture)
    }

    /// Prompt, negative prompt and settings as a reader of the convention finds them: the last line holds settings if
    /// it has three pairs at least; a line that begins with `Negative prompt:` ends the prompt.
    private static func read(_ text: String) -> (prompt: String, negative: String, settings: [String: String]) {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let pair = /\s*(\w[\w \-\/]+):\s*("(?:\\.|[^\\"])+"|[^,]*)(?:,|$)/
        let last = lines.removeLast()
        let matches = last.matches(of: pair)
        if matches.count < 3 { lines.append(last) }
        let settings = matches.map { match -> (String, String) in
            let value = String(match.output.2)
            let plain = value.hasPrefix("\"") ? try? JSONDecoder().decode(String.self, from: Data(value.utf8)) : value
            return (String(match.output.1), plain ?? value)
        }
        var (prompt, negative, isNegative) = ([String](), [String](), false)
        for line in lines {
            if line.hasPrefix("Negative prompt:") {
                isNegative = true
                negative.append(line.dropFirst(16).trimmingCharacters(in: .whitespaces))
            } else if isNegative {
                negative.append(line)
            } else {
                prompt.append(line)
            }
        }
        return (
            prompt.joined(separator: "\n"), negative.joined(separator: "\n"),
            Dictionary(settings, uniquingKeysWith: { first, _ in first })
        )
    }

    @Test(arguments: [
        ("a red house", ""), ("ein Häuschen, rot — 小屋", "unscharf, 模糊"), ("two\nlines: of, text", "bad\nworse"),
        ("(brick:1.3), \"quoted\" \\ back", "Steps: 3"),
    ])
    func readersFindEverything(prompt: String, negativePrompt: String) throws {
        let text = try #require(try Self.metadata(prompt: prompt, negativePrompt: negativePrompt).textChunks()["parameters"])
        let found = Self.read(text)
        #expect(found.prompt == prompt && found.negative == negativePrompt)
        #expect(found.settings == [
            "Steps": "20", "Sampler": "DPM++ 2M Karras", "CFG scale": "7.5", "Seed": "18446744073709551615",
            "Size": "512x384", "Model hash": "0123456789", "Model": "m", "Version": "maquette \(BuildInfo.version)",
        ])
    }

    @Test func namesWithSeparatorsAreQuoted() throws {
        let text = try #require(
            try Self.metadata(model: "a, b: c", startsFromPicture: true).textChunks()["parameters"])
        let settings = Self.read(text).settings
        #expect(settings["Model"] == "a, b: c")
        #expect(settings["Denoising strength"] == "0.8")
    }

    @Test func theJSONSaysTheSameAndMore() throws {
        let text = try #require(try Self.metadata(prompt: "Häuschen\0").textChunks()["maquette"])
        let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        let sampling = try #require(object["sampling"] as? [String: Any])
        #expect((sampling["prompt"] as? String)?.hasPrefix("Häuschen") == true)
        #expect(sampling["seed"] as? UInt64 == .max)
        #expect(object["size"] as? [Int] == [512, 384])
        let model = try #require(object["model"] as? [String: Any])
        #expect(model["license"] as? String == "apache-2.0")
        #expect(model["trainingData"] as? [String] == ["a", "b"])
        #expect(!text.contains("secret"))
    }

    @Test func everySamplerHasItsNameThere() throws {
        for kind in SchedulerKind.allCases {
            var metadata = try Self.metadata()
            metadata.sampling.scheduler = kind.rawValue
            let text = try #require(try metadata.textChunks()["parameters"])
            #expect(Self.read(text).settings["Sampler"] != kind.rawValue)
        }
    }

    @Test func picturesCarryItAsUTF8() throws {
        let text = try Self.metadata(prompt: "小屋").textChunks()
        let picture = PaintedPicture(image: Image(width: 1, height: 1, channels: 3, samples: [1, 2, 3]), text: text)
        #expect(try PNG.text(in: picture.png(), name: "a.png") == text)
    }
}
