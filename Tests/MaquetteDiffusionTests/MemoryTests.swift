import Foundation
import MaquetteImaging
import Testing

@testable import MaquetteDiffusion

/// Memory is estimated before it is taken.
@Suite struct MemoryTests {
    private static func estimate(
        _ checkpoint: Checkpoint, side: Int, batch: Int = 2, precision: PipelineOptions.Precision = .f32
    ) throws -> MemoryEstimate {
        let counts = try Dictionary(uniqueKeysWithValues: checkpoint.layout.networks.map {
            ($0, WeightCount(try checkpoint.layout.weights(of: $0).shapes))
        })
        return MemoryEstimate(
            checkpoint.configs, weights: counts, latent: (side, side), batch: batch, encodes: false,
            precision: precision)
    }

    @Test func estimatesGrowWithWhatIsAskedFor() throws {
        let checkpoint = try Checkpoint(contentsOf: Fixture.bundledModel)
        let small = try Self.estimate(checkpoint, side: 32)
        let large = try Self.estimate(checkpoint, side: 64)
        #expect(small.weights <= large.weights && large.weights <= 2 * small.weights)
        #expect((3.9...4.1).contains(Double(large.activations) / Double(small.activations)))
        #expect(try Self.estimate(checkpoint, side: 32, batch: 1).activations <= small.activations)
        // A few layers compute in single precision whatever the precision.
        let halved = try Self.estimate(checkpoint, side: 32, precision: .bf16).weights * 2
        #expect(halved >= small.weights && halved <= small.weights * 5 / 4)
    }

    @Test func aRunThatDoesNotFitIsRefusedBeforeItBegins() throws {
        let checkpoint = try Checkpoint(contentsOf: Fixture.bundledModel)
        let pipeline = try DiffusionPipeline(
            checkpoint: checkpoint, options: PipelineOptions(memoryLimit: 2_000_000_000))
        let depth = FloatImage(width: 2, height: 1, channels: 1, samples: [1, 2])
        func request(_ side: Int) -> DiffusionRequest {
            DiffusionRequest(
                prompt: "a chair", inverseDepth: depth, width: side, height: side, numInferenceSteps: 1, guidanceScale: 3)
        }
        let error = CheckpointTests.error { _ = try pipeline.start(request(16384)) }
        guard case DiffusionError.notEnoughMemory(16384, 16384, let needed, 2_000_000_000, let fitting)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(needed > 2_000_000_000)
        let side = try #require(fitting?.split(separator: " ").first.flatMap { Int($0) })
        #expect(side >= 256)
        #expect(CheckpointTests.error { _ = try pipeline.start(request(side)) } == nil, "what is said to fit is let pass")
        #expect(error.map { "\($0)" }?.contains("of memory and 2.0 GB are there: choose at most \(side) x \(side) pixels") == true)
    }

    /// Estimates of whole runs against what the networks then had allocated.
    @Test(arguments: [
        (side: 256, controlNets: 0, fromPicture: false, once: true), (256, 0, true, false), (384, 1, false, true), (256, 2, false, false),
    ])
    func estimatesAreCloseToWhatIsAllocated(side: Int, controlNets: Int, fromPicture: Bool, once: Bool) throws {
        let checkpoint = try Checkpoint(contentsOf: Fixture.bundledModel)
        try Fixture.withControlNet(for: checkpoint) { control in
            let pipeline = try DiffusionPipeline(
                checkpoint: checkpoint, attachments: ModelAttachments(controlNets: Array(repeating: control, count: controlNets)),
                options: PipelineOptions(paintsOnce: once))
            let request = DiffusionRequest(
                prompt: "a chair", inverseDepth: DepthToImagePipelineTests.depth(width: side, height: side),
                initImage: fromPicture ? DepthToImagePipelineTests.picture(width: side, height: side) : nil, width: side, height: side,
                numInferenceSteps: 1, guidanceScale: 3)
            let estimate = try pipeline.estimatedMemory(of: request) - MemoryEstimate.program
            _ = try pipeline.start(request).finishedImage()
            let ratio = Double(estimate) / Double(pipeline.greatestMemoryUse)
            #expect((0.95...1.25).contains(ratio), "\(estimate) bytes estimated, \(pipeline.greatestMemoryUse) allocated")
        }
    }

    @Test func theSystemSaysWhatThereIs() throws {
        let available = try #require(AvailableMemory.byteCount)
        #expect(available > 10_000_000 && available < 1 << 46)
    }
}
