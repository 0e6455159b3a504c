import Foundation
import MaquetteImaging
import Testing

@testable import MaquetteDiffusion

/// Whole runs against diffusers' pipeline, with tiny random networks
/// (`Tests/Fixtures/diffusion/make_pipeline.py`).
@Suite struct DepthToImagePipelineTests {
    struct Recording: Decodable {
        var name: String
        var width: Int
        var height: Int
        var depth: [Int]
        var image: [Int]?
        var prompt: String
        var negative: String
        var guidance_scale: Double
        var strength: Double
        var steps: Int
        var seed: UInt64
        var v: Bool?
        var latents: [Float]
        var latentShape: [Int]
        var pictureWidth: Int
        var pictureHeight: Int
        var picture: Data
    }

    static let checkpointFolder = Fixture.url("tiny-depth")

    static func depth(width: Int, height: Int) -> FloatImage {
        var samples = [Float]()
        for y in 0..<height {
            for x in 0..<width {
                let step: Float = x > 4 && y > 5 ? 7 : 0
                samples.append(0.1 * Float(x) + 0.03 * Float(y) * Float(y) + step)
            }
        }
        return FloatImage(width: width, height: height, channels: 1, samples: samples)
    }

    static func picture(width: Int, height: Int) -> Image {
        var samples = [UInt8]()
        for y in 0..<height {
            for x in 0..<width {
                samples += [x * 37 + y * 11, x * x + 5 * y, y * 23].map { UInt8($0 % 256) }
            }
        }
        return Image(width: width, height: height, channels: 3, samples: samples)
    }

    static func request(_ recording: Recording) -> DiffusionRequest {
        DiffusionRequest(
            prompt: recording.prompt, negativePrompt: recording.negative,
            inverseDepth: depth(width: recording.depth[0], height: recording.depth[1]),
            initImage: recording.image.map { picture(width: $0[0], height: $0[1]) },
            width: recording.width, height: recording.height, strength: recording.strength,
            numInferenceSteps: recording.steps, guidanceScale: recording.guidance_scale, seed: recording.seed)
    }

    static func simpleRequest() -> DiffusionRequest {
        DiffusionRequest(
            prompt: "a chair", inverseDepth: depth(width: 16, height: 16), numInferenceSteps: 2, guidanceScale: 2)
    }

    static func pipeline(folder: URL = checkpointFolder) throws -> DepthToImagePipeline {
        try DepthToImagePipeline(checkpoint: Checkpoint(contentsOf: folder))
    }

    @Test(arguments: ["guidance", "negative", "unguided", "start", "oblong", "rounded", "long", "vzero"])
    func runIsThatOfDiffusers(name: String) throws {
        let recordings = try Fixture.decode([Recording].self, from: "pipeline.json")
        let recording = try #require(recordings.first { $0.name == name })
        try Fixture.withTemporaryCopy(of: Self.checkpointFolder) { folder in
            if recording.v == true { try Self.makeZeroTerminalSNR(folder) }
            let run = try Self.pipeline(folder: folder).start(Self.request(recording))
            let image = try run.finishedImage()

            #expect([run.latent.channels, run.latent.height, run.latent.width] == recording.latentShape)
            let difference = SchedulerTests.relativeDifference(run.latent.samples, recording.latents)
            #expect(difference <= 1e-3, "latents differ by \(difference)")
            #expect(image.width == recording.pictureWidth && image.height == recording.pictureHeight)
            #expect(run.width == image.width && run.height == image.height)
            #expect(image.samples.count == recording.picture.count)
            let levels = zip(image.samples, recording.picture).map { abs(Int($0) - Int($1)) }
            #expect(levels.max() ?? 0 <= 1)
            #expect(Set(image.samples).count > 20, "the picture is more than one flat colour")
        }
    }

    private static func makeZeroTerminalSNR(_ folder: URL) throws {
        let file = folder.appendingPathComponent("scheduler/scheduler_config.json")
        var config = try #require(JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
        config["prediction_type"] = "v_prediction"
        config["rescale_betas_zero_snr"] = true
        config["timestep_spacing"] = "trailing"
        try JSONSerialization.data(withJSONObject: config).write(to: file)
    }

    @Test func notesSayWhatWasAdapted() throws {
        let recordings = try Fixture.decode([Recording].self, from: "pipeline.json")
        let pipeline = try Self.pipeline()
        func notes(_ name: String) throws -> [String] {
            try pipeline.start(Self.request(try #require(recordings.first { $0.name == name }))).notes
        }
        #expect(try notes("guidance") == [])
        #expect(try notes("rounded") == [
            "The picture is 18 x 12 instead of 19 x 13 pixels: the model paints in multiples of 2."
        ])
        let long = try notes("long")
        #expect(long.count == 2)
        #expect(long.first?.hasPrefix("The negative prompt is longer than the model's 77 tokens") == true)
        #expect(long.last?.hasPrefix("The prompt is longer than the model's 77 tokens") == true)
    }

    @Test func iteratingGivesProgressAndPreviewsAndCanStop() throws {
        var request = Self.simpleRequest()
        request.numInferenceSteps = 4
        let run = try Self.pipeline().start(request)
        var counts = [Int]()
        for step in run {
            counts.append(step.progress.completedSteps)
            #expect(step.progress.stepCount == 4)
            let preview = try step.preview()
            #expect(preview.width == 16 && preview.height == 16 && preview.channels == 3)
            if counts.count == 2 { break }
        }
        #expect(counts == [1, 2])
        let finished = try run.finishedImage()
        #expect(try Self.pipeline().start(request).finishedImage() == finished)
        #expect(run.next() == nil)
    }

    @Test func thePictureDoesNotDependOnTheNumberOfThreads() throws {
        let checkpoint = try Checkpoint(contentsOf: Self.checkpointFolder)
        let images = try [1, 2, 3].map { threads in
            try DepthToImagePipeline(checkpoint: checkpoint, options: PipelineOptions(threads: threads))
                .start(Self.simpleRequest()).finishedImage()
        }
        #expect(images[0] == images[1] && images[1] == images[2])
    }

    @Test func aFlatDepthMapIsNoReasonToFail() throws {
        var request = Self.simpleRequest()
        request.inverseDepth = FloatImage(width: 8, height: 8, channels: 1, samples: Array(repeating: 0.4, count: 64))
        request.width = 16
        request.height = 16
        let image = try Self.pipeline().start(request).finishedImage()
        #expect(Set(image.samples).count > 20)
        let depth = try #require(request.inverseDepth)
        #expect(DepthConditioning(depth, width: 4, height: 4).samples == Array(repeating: 0, count: 16))
    }

    @Test func depthIsStretchedFromFarthestToNearest() {
        let depth = FloatImage(width: 4, height: 1, channels: 1, samples: [0, 2, 3, 8])
        #expect(DepthConditioning(depth, width: 4, height: 1).samples == [-1, -0.5, -0.25, 1])
    }

    @Test func impossibleRequestsAreRefused() throws {
        let pipeline = try Self.pipeline()
        func refusal(_ change: (inout DiffusionRequest) -> Void) -> String? {
            var request = Self.simpleRequest()
            change(&request)
            do {
                _ = try pipeline.start(request)
                return nil
            } catch DiffusionError.invalidRequest(let reason) {
                return reason
            } catch {
                return "another error: \(error)"
            }
        }
        #expect(refusal { _ in } == nil)
        #expect(refusal { $0.numInferenceSteps = 0 } == "0 steps were asked for, choose at least 1")
        #expect(refusal { $0.numInferenceSteps = 5000 } == "5000 steps were asked for, choose 1...1000")
        #expect(refusal { $0.guidanceScale = .nan } == "a guidance scale of nan was asked for, choose 0 or more")
        #expect(refusal { $0.strength = 0.5 } == "a strength of 0.5 needs a picture to start from, give one or choose 1")
        #expect(refusal { $0.strength = 1.5 } == "a strength of 1.5 was asked for, choose more than 0 and at most 1")
        #expect(refusal { $0.strength = 0 } == "a strength of 0.0 was asked for, choose more than 0 and at most 1")
        #expect(refusal { $0.strength = -0.2 } != nil)
        #expect(refusal { $0.strength = .nan } != nil)
        #expect(refusal {
            $0.initImage = Self.picture(width: 16, height: 16)
            $0.strength = 0.3
        } == "a strength of 0.3 leaves nothing to do of 2 steps, choose more of either")
        #expect(refusal { $0.width = 1 } == "a picture of 1 x 16 pixels was asked for, choose sides of 2...16384")
        #expect(refusal { $0.height = -8 } != nil)
        #expect(refusal { $0.width = 1 << 40 } != nil)
        #expect(refusal { $0.inverseDepth?.samples[3] = .infinity }
            == "the depth map holds values that are not finite, write 0 where nothing is seen")
        #expect(refusal {
            $0.inverseDepth = FloatImage(width: 1, height: 1, channels: 3, samples: [1, 2, 3])
        } == "the depth map has 3 channels, give it one")
    }
}
