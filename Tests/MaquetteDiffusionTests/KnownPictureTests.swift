import MaquetteImaging
import Testing

@testable import MaquetteDiffusion

/// Runs of which something is known beforehand, and runs that are led from outside.
@Suite struct KnownPictureTests {
    private static func request(freedom: (Int, Int) -> Float, steps: Int = 4) -> DiffusionRequest {
        var request = DepthToImagePipelineTests.simpleRequest()
        request.numInferenceSteps = steps
        let samples = (0..<256).map { freedom($0 % 16, $0 / 16) }
        request.known = KnownPicture(
            image: DepthToImagePipelineTests.picture(width: 16, height: 16),
            freedom: FloatImage(width: 16, height: 16, channels: 1, samples: samples))
        return request
    }

    private static func finishedLatent(_ request: DiffusionRequest) throws -> Latent {
        let run = try DepthToImagePipelineTests.pipeline().start(request)
        _ = try run.finishedImage()
        return run.latent
    }

    @Test func whatIsKnownStaysAndTheRestIsPainted() throws {
        let half = try Self.finishedLatent(Self.request { x, _ in x < 8 ? 0 : 1 })
        let all = try Self.finishedLatent(Self.request { _, _ in 0 })
        let none = try Self.finishedLatent(Self.request { _, _ in 1 })
        var free = DepthToImagePipelineTests.simpleRequest()
        free.numInferenceSteps = 4
        #expect(none.samples == (try Self.finishedLatent(free)).samples)
        var differences = 0
        for place in half.samples.indices {
            if place % half.width < half.width / 2 {
                #expect(half.samples[place] == all.samples[place])
            } else if half.samples[place] != all.samples[place] {
                differences += 1
            }
        }
        #expect(differences > half.samples.count / 3)
    }

    /// What is free in the last quarter only ends nearer to what is known than what is free all the time.
    @Test func roughlyKnownPlacesStayNear() throws {
        func distance(_ freedom: Float) throws -> Float {
            let known = try Self.finishedLatent(Self.request(freedom: { _, _ in 0 }, steps: 8))
            let latent = try Self.finishedLatent(Self.request(freedom: { _, _ in freedom }, steps: 8))
            return zip(known.samples, latent.samples).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
        }
        let distances = try [0, 0.25, 1].map { try distance($0) }
        #expect(distances[0] == 0 && distances[1] > 0 && distances[2] > distances[1], "\(distances)")
    }

    @Test func wrongSizesAndFreedomsAreRefused() throws {
        let pipeline = try DepthToImagePipelineTests.pipeline()
        var small = Self.request { _, _ in 0 }
        small.known?.image = Image(width: 8, height: 16, color: [1, 2, 3])
        #expect(throws: DiffusionError.self) { try pipeline.start(small) }
        #expect(throws: DiffusionError.self) { try pipeline.start(Self.request { _, _ in 1.5 }) }
        #expect(throws: DiffusionError.self) { try pipeline.start(Self.request { _, _ in .nan }) }
    }

    @Test(arguments: [SchedulerKind.ddim, .euler, .dpmPlusPlus2M, .uniPC, .heun, .pndm])
    func steppingByHandIsIterating(kind: SchedulerKind) throws {
        var request = DepthToImagePipelineTests.simpleRequest()
        request.scheduler = kind
        request.numInferenceSteps = 4
        let pipeline = try DepthToImagePipelineTests.pipeline()
        let run = try pipeline.start(request)
        var left: [Float] = []
        while let prediction = try run.predict() {
            left.append(prediction.shareLeft)
            run.advance(prediction)
        }
        #expect(left.last == 0 && left == left.sorted(by: >) && left.count == run.stepCount)
        #expect(try run.finishedImage() == pipeline.start(request).finishedImage())
    }

    /// Steered towards one latent at every step, a run ends there.
    @Test(arguments: [SchedulerKind.ddim, .euler, .dpmPlusPlus2M])
    func steeredRunsArrive(kind: SchedulerKind) throws {
        var request = DepthToImagePipelineTests.simpleRequest()
        request.scheduler = kind
        request.numInferenceSteps = 6
        let run = try DepthToImagePipelineTests.pipeline().start(request)
        let goal = run.latent.samples.indices.map { Float($0 % 7) / 7 - 0.5 }
        while var prediction = try run.predict() {
            prediction.original.samples = goal
            run.advance(prediction)
        }
        let worst = zip(run.latent.samples, goal).map { abs($0 - $1) }.max() ?? 1
        #expect(worst < 0.15, "\(worst)")
    }

    @Test(arguments: [SchedulerConfig.PredictionType.epsilon, .vPrediction, .sample])
    func outputsAndOriginalsAreInverse(type: SchedulerConfig.PredictionType) throws {
        let config = try Checkpoint(contentsOf: DepthToImagePipelineTests.checkpointFolder).schedulerConfig
        let sample: [Float] = [0.3, -1.2, 2, 0.01]
        let output: [Float] = [0.5, 0.7, -1, 0.2]
        for kind in [SchedulerKind.ddim, .euler] {
            let scheduler = try kind.scheduler(config: config, stepCount: 5)
            for index in 0..<5 {
                let original = scheduler.predictedOriginal(output, at: index, sample: sample, type: type)
                let back = scheduler.modelOutput(predicting: original, at: index, sample: sample, type: type)
                for (one, other) in zip(back, output) { #expect(abs(one - other) < 1e-3) }
            }
        }
    }
}
