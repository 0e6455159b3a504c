import Foundation
import MaquetteImaging
import Testing

@testable import MaquetteDiffusion

/// Text-to-image, image-to-image and depth-to-image with several schedulers, against diffusers' pipelines
/// (`Tests/Fixtures/diffusion/make_text_pipelines.py`).
@Suite struct DiffusionPipelineTests {
    /// Lays the UNet that takes no depth over the depth checkpoint.
    static func withTextCheckpoint(_ body: (URL) throws -> Void) throws {
        try Fixture.withTemporaryCopy(of: DepthToImagePipelineTests.checkpointFolder) { folder in
            let unet = folder.appendingPathComponent("unet")
            try FileManager.default.removeItem(at: unet)
            try FileManager.default.copyItem(at: Fixture.url("tiny-text/unet"), to: unet)
            try body(folder)
        }
    }

    @Test func runsAreThoseOfDiffusers() throws {
        let recordings = try Fixture.decode([PipelineRecording].self, from: "text-pipelines.json")
        #expect(recordings.count >= 12)
        let depthPipeline = try DiffusionPipeline(
            checkpoint: Checkpoint(contentsOf: DepthToImagePipelineTests.checkpointFolder))
        try Self.withTextCheckpoint { folder in
            let textPipeline = try DiffusionPipeline(checkpoint: Checkpoint(contentsOf: folder))
            for recording in recordings {
                let pipeline = recording.mode == "depth" ? depthPipeline : textPipeline
                try recording.expectSame(pipeline.start(recording.request(negativePrompt: "blue wall, dark")))
            }
        }
    }

    /// Guidance that ends, or is off, on the way, against diffusers (`make_guidance_interval.py`).
    @Test func guidanceActsInItsInterval() throws {
        struct Recording: Decodable {
            var steps: Int
            var end: Double
            var latents: [Float]
        }
        try Self.withTextCheckpoint { folder in
            let pipeline = try DiffusionPipeline(checkpoint: Checkpoint(contentsOf: folder))
            func latents(
                _ interval: GuidanceInterval, steps: Int, scale: Double = 5, stopAfter: Int = .max
            ) throws -> [Float] {
                let run = try pipeline.start(
                    DiffusionRequest(
                        prompt: "a red wooden chair in a small room!", negativePrompt: "blue wall, dark", width: 16,
                        height: 16, numInferenceSteps: steps, guidanceScale: scale, guidanceInterval: interval, seed: 4,
                        scheduler: .ddim))
                for step in run where step.progress.completedSteps == stopAfter { break }
                if stopAfter == .max { _ = try run.finishedImage() }
                return run.latent.samples
            }
            for recording in try Fixture.decode([Recording].self, from: "guidance-interval.json") {
                let ours = try latents(GuidanceInterval(start: 0, end: recording.end), steps: recording.steps)
                let difference = SchedulerTests.relativeDifference(ours, recording.latents)
                #expect(difference <= 1e-3, "until \(recording.end): latents differ by \(difference)")
            }
            let late = GuidanceInterval(start: 0.5, end: 1)
            let lateHalf = try latents(late, steps: 4, stopAfter: 2)
            let unguidedHalf = try latents(.whole, steps: 4, scale: 1, stopAfter: 2)
            #expect(lateHalf == unguidedHalf, "before the interval the prompt acts alone")
            let (lateEnd, unguidedEnd) = (try latents(late, steps: 4), try latents(.whole, steps: 4, scale: 1))
            #expect(lateEnd != unguidedEnd)
            let nowhere = try latents(GuidanceInterval(start: 0.3, end: 0.3), steps: 4)
            #expect(nowhere == unguidedEnd)
        }
    }

    @Test func guidanceIntervalsOutsideTheRunAreRefused() throws {
        try Self.withTextCheckpoint { folder in
            let pipeline = try DiffusionPipeline(checkpoint: Checkpoint(contentsOf: folder))
            for (start, end) in [(-0.1, 1.0), (0.6, 0.5), (0, 1.5), (Double.nan, 1)] {
                let request = DiffusionRequest(
                    prompt: "", numInferenceSteps: 1, guidanceScale: 2,
                    guidanceInterval: GuidanceInterval(start: start, end: end))
                let error = CheckpointTests.error { _ = try pipeline.start(request) }
                guard case DiffusionError.invalidRequest(let reason)? = error else {
                    Issue.record("\(start) to \(end)")
                    continue
                }
                #expect(reason.hasPrefix("a guidance interval from"))
            }
        }
    }

    @Test func theModelsOwnSizeIsTheDefault() throws {
        try Self.withTextCheckpoint { folder in
            let pipeline = try DiffusionPipeline(checkpoint: Checkpoint(contentsOf: folder))
            let run = try pipeline.start(DiffusionRequest(prompt: "", numInferenceSteps: 1, guidanceScale: 1))
            #expect(run.width == 16 && run.height == 16)
        }
    }

    @Test func depthAndModelHaveToFit() throws {
        let depth = DepthToImagePipelineTests.depth(width: 16, height: 16)
        try Self.withTextCheckpoint { folder in
            let pipeline = try DiffusionPipeline(checkpoint: Checkpoint(contentsOf: folder))
            #expect(throws: DiffusionError.invalidRequest(
                reason: "the model \(folder.lastPathComponent) takes no depth map, leave it away, choose a depth model or add a ControlNet")
            ) { try pipeline.start(DiffusionRequest(prompt: "", inverseDepth: depth, numInferenceSteps: 1, guidanceScale: 1)) }
        }
        let pipeline = try DiffusionPipeline(
            checkpoint: Checkpoint(contentsOf: DepthToImagePipelineTests.checkpointFolder))
        #expect(throws: DiffusionError.invalidRequest(
            reason: "the model tiny-depth paints after a depth map, give it one")
        ) { try pipeline.start(DiffusionRequest(prompt: "", numInferenceSteps: 1, guidanceScale: 1)) }
    }

    @Test func aUNetOfAnotherKindIsRefused() throws {
        try CheckpointTests.withChangedJSON("unet/config.json", ["in_channels": 9]) { folder in
            #expect(throws: DiffusionError.unsupported(
                path: folder.path,
                reason: "its UNet takes 9 channels, one for text takes 4 and a depth-conditioned one 5")
            ) { try DiffusionPipeline(checkpoint: Checkpoint(contentsOf: folder)) }
        }
    }
}
