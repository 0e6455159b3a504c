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
            ($0, try checkpoint.layout.storedTensors(of: $0).parameterCount)
        })
        return MemoryEstimate(
            checkpoint.configs, parameterCounts: counts, latent: (side, side), batch: batch, encodes: false,
            precision: precision)
    }

    @Test func estimatesGrowWithWhatIsAskedFor() throws {
        let checkpoint = try Checkpoint(contentsOf: Fixture.bundledModel)
        let small = try Self.estimate(checkpoint, side: 32)
        let large = try Self.estimate(checkpoint, side: 64)
        #expect(small.weights == large.weights)
        #expect((3.9...4.1).contains(Double(large.activations) / Double(small.activations)))
        #expect(try Self.estimate(checkpoint, side: 32, batch: 1).activations <= small.activations)
        #expect(try Self.estimate(checkpoint, side: 32, precision: .bf16).weights * 2 == small.weights)
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

    @Test func theSystemSaysWhatThereIs() throws {
        let available = try #require(AvailableMemory.byteCount)
        #expect(available > 10_000_000 && available < 1 << 46)
    }
}
