import Foundation
import MaquetteImaging
import Testing

@testable import MaquetteDiffusion

/// A whole run of one of diffusers' pipelines, as the scripts beside the fixtures record it.
struct PipelineRecording: Decodable {
    var mode: String
    var scheduler: SchedulerKind
    var steps: Int
    var guidance: Double
    var strength: Double
    var size: [Int]
    var negative: String?
    var seed: UInt64
    var latents: [Float]
    var pictureWidth: Int
    var pictureHeight: Int
    var picture: Data

    /// The same for us.
    func request(negativePrompt: String?) -> DiffusionRequest {
        let (width, height) = (size[0], size[1])
        var request = DiffusionRequest(
            prompt: "a red wooden chair in a small room!", negativePrompt: negativePrompt, strength: strength,
            numInferenceSteps: steps, guidanceScale: guidance, seed: seed, scheduler: scheduler)
        if mode == "text" {
            (request.width, request.height) = (width, height)
        } else {
            request.initImage = DepthToImagePipelineTests.picture(width: width, height: height)
        }
        if mode == "depth" {
            request.inverseDepth = DepthToImagePipelineTests.depth(width: width, height: height)
        }
        return request
    }

    /// Does a run and compares what comes out.
    func expectSame(_ run: DenoisingRun, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let image = try run.finishedImage()
        let place = "\(mode) with \(scheduler), seed \(seed)"
        let difference = SchedulerTests.relativeDifference(run.latent.samples, latents)
        #expect(difference <= 1e-3, "\(place): latents differ by \(difference)", sourceLocation: sourceLocation)
        #expect(
            image.width == pictureWidth && image.height == pictureHeight, "\(place)", sourceLocation: sourceLocation)
        let levels = zip(image.samples, picture).map { abs(Int($0) - Int($1)) }
        #expect(levels.count == picture.count && levels.max() ?? 0 <= 1, "\(place)", sourceLocation: sourceLocation)
    }
}
