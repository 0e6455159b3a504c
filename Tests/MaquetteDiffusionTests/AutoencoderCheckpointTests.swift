import Foundation
import MaquetteImaging
import Testing

@testable import MaquetteDiffusion

/// A VAE in place of a checkpoint's own, against diffusers (`Tests/Fixtures/diffusion/make_tiny_vae.py`).
@Suite struct AutoencoderCheckpointTests {
    struct Recording: Decodable {
        var start: Bool
        var seed: UInt64
        var latents: [Float]
        var picture: Data
    }

    private static func request(_ recording: Recording) -> DiffusionRequest {
        DiffusionRequest(
            prompt: "a red chair", negativePrompt: "dark",
            initImage: recording.start ? DepthToImagePipelineTests.picture(width: 16, height: 16) : nil, width: 16,
            height: 16, strength: recording.start ? 0.6 : 1, numInferenceSteps: 5, guidanceScale: 3, seed: recording.seed)
    }

    private static func check(_ pipeline: DiffusionPipeline) throws {
        for recording in try Fixture.decode([Recording].self, from: "tiny-vae-pipelines.json") {
            let run = try pipeline.start(request(recording))
            let image = try run.finishedImage()
            let difference = SchedulerTests.relativeDifference(run.latent.samples, recording.latents)
            #expect(difference <= 1e-3, "seed \(recording.seed): latents differ by \(difference)")
            let levels = zip(image.samples, recording.picture).map { abs(Int($0) - Int($1)) }
            #expect(levels.count == recording.picture.count && levels.max() ?? 0 <= 1, "seed \(recording.seed)")
        }
    }

    @Test func aTinyOneMayBeNamed() throws {
        try DiffusionPipelineTests.withTextCheckpoint { folder in
            let other = try AutoencoderCheckpoint(contentsOf: Fixture.url("tiny-taesd"))
            try Self.check(
                DiffusionPipeline(
                    checkpoint: Checkpoint(contentsOf: folder), attachments: ModelAttachments(autoencoder: other)))
        }
    }

    @Test func aTinyOneMayBeTheCheckpointsOwn() throws {
        try DiffusionPipelineTests.withTextCheckpoint { folder in
            let vae = folder.appendingPathComponent("vae")
            try FileManager.default.removeItem(at: vae)
            try FileManager.default.copyItem(at: Fixture.url("tiny-taesd"), to: vae)
            let checkpoint = try Checkpoint(contentsOf: folder)
            #expect(try checkpoint.describe().networks.last?.className == "AutoencoderTiny")
            try Self.check(DiffusionPipeline(checkpoint: checkpoint))
        }
    }

    @Test func aVAEOfOtherLatentsIsRefused() throws {
        try Fixture.withTemporaryCopy(of: Fixture.url("tiny-taesd")) { folder in
            let file = folder.appendingPathComponent("config.json")
            let json = String(decoding: try Data(contentsOf: file), as: UTF8.self)
            try Data(json.replacingOccurrences(of: #""latent_channels": 4"#, with: #""latent_channels": 16"#).utf8).write(to: file)
            let other = try AutoencoderCheckpoint(contentsOf: folder)
            let error = #expect(throws: DiffusionError.self) {
                try DiffusionPipeline(
                    checkpoint: Checkpoint(contentsOf: DepthToImagePipelineTests.checkpointFolder),
                    attachments: ModelAttachments(autoencoder: other))
            }
            #expect(error?.description.contains("this VAE makes latents of 16 channels") == true)
        }
    }
}
