import Foundation
import MaquetteImaging
import MaquetteTestSupport
import Synchronization
import Testing

@testable import Maquette

/// Jobs end when their task is cancelled.
@Suite struct CancellationTests {
    private static let model = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Fixtures/diffusion/tiny-depth").path
    private static let sampler = SamplerSettings(prompt: "a chair", steps: 9, guidanceScale: 2, precision: .f32)

    /// Runs a job in a task that is cancelled at a step.
    private static func run(
        untilStep last: Int, _ job: @escaping @Sendable (@escaping JobObserver) async throws -> Void
    ) async -> (outcome: Result<Void, any Error>, steps: [Int]) {
        let steps = Mutex<[Int]>([])
        let outcome = await Task {
            try await job { event in
                guard case .stepped(let progress) = event else { return }
                steps.withLock { $0.append(progress.step) }
                if progress.step == last { withUnsafeCurrentTask { $0?.cancel() } }
            }
        }.result
        return (outcome, steps.withLock { $0 })
    }

    @Test func aPictureIsGivenUpAtTheNextStep() async throws {
        let folder = try TemporaryFolder()
        let grey = GrayImage16(width: 16, height: 16, samples: (0..<256).map { UInt16($0 * 200) })
        let depth = try folder.write("depth.png", PNG.encode(grey))
        let job = GenerateJob(modelPath: Self.model, sampler: Self.sampler, depth: DepthFile(path: depth))
        let (outcome, steps) = await Self.run(untilStep: 3) { _ = try await job.run(observer: $0) }
        #expect(throws: CancellationError.self) { try outcome.get() }
        #expect(steps == [1, 2, 3])
    }

    @Test(arguments: ViewConsistency.allCases)
    func aSceneIsGivenUpAndNothingIsLeft(consistency: ViewConsistency) async throws {
        let folder = try TemporaryFolder()
        let job = TextureJob(
            scenePath: try folder.write("square.obj", SampleScenes.square), modelPath: Self.model,
            cameras: CameraSelection(size: SIMD2(32, 32)), sampler: Self.sampler, consistency: consistency,
            preview: PreviewWriter(interval: 1, path: folder("a.preview.png")))
        let (outcome, steps) = await Self.run(untilStep: 2) { observer in
            let staging = try StagingArea(destination: folder("out"), kind: .folder, overwrite: false)
            _ = try await job.run(into: staging, observer: observer)
            try staging.commit()
        }
        #expect(throws: CancellationError.self) { try outcome.get() }
        #expect(steps.last == 2)
        #expect(folder.contents == ["square.obj"])
    }
}
