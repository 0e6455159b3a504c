import Foundation
import MaquetteImaging
import Testing

@testable import MaquetteDiffusion

/// ControlNets in whole runs against diffusers' pipelines (`Tests/Fixtures/diffusion/make_controlnets.py`).
@Suite struct ControlNetTests {
    struct Recording: Decodable {
        var model: String
        var steps: Int
        var guidance: Double
        var size: [Int]
        var scales: [Double]
        var start: [Double]
        var end: [Double]
        var strength: Double?
        var seed: UInt64
        var latents: [Float]
        var picture: Data
    }

    private static func request(_ recording: Recording) -> DiffusionRequest {
        let (width, height) = (recording.size[0], recording.size[1])
        return DiffusionRequest(
            prompt: "a red wooden chair in a small room!", negativePrompt: "blue wall, dark",
            inverseDepth: DepthToImagePipelineTests.depth(width: width, height: height),
            controls: recording.scales.indices.map {
                ControlSettings(
                    scale: recording.scales[$0],
                    interval: GuidanceInterval(start: recording.start[$0], end: recording.end[$0]))
            },
            initImage: recording.strength.map { _ in DepthToImagePipelineTests.picture(width: width, height: height) },
            width: width, height: height, strength: recording.strength ?? 1, numInferenceSteps: recording.steps,
            guidanceScale: recording.guidance, seed: recording.seed)
    }

    private static func control(_ name: String) throws -> ControlNetCheckpoint {
        try ControlNetCheckpoint(contentsOf: Fixture.url(name))
    }

    @Test func runsAreThoseOfDiffusers() throws {
        let recordings = try Fixture.decode([Recording].self, from: "controlnet-pipelines.json")
        #expect(recordings.count >= 4)
        try DiffusionPipelineTests.withTextCheckpoint { folder in
            for recording in recordings {
                let isXL = recording.model == "xl"
                let control = try Self.control(isXL ? "tiny-controlnet-xl" : "tiny-controlnet")
                let pipeline = try DepthToImagePipeline(
                    checkpoint: Checkpoint(contentsOf: isXL ? XLPipelineTests.checkpointFolder : folder),
                    attachments: ModelAttachments(controlNets: recording.scales.map { _ in control }))
                let run = try pipeline.start(Self.request(recording))
                #expect(run.notes == control.notes)
                let image = try run.finishedImage()
                let difference = SchedulerTests.relativeDifference(run.latent.samples, recording.latents)
                #expect(difference <= 1e-3, "seed \(recording.seed): latents differ by \(difference)")
                let levels = zip(image.samples, recording.picture).map { abs(Int($0) - Int($1)) }
                #expect(levels.count == recording.picture.count && levels.max() ?? 0 <= 1, "seed \(recording.seed)")
            }
        }
    }

    @Test func aControlNetThatIsOffChangesNothing() throws {
        try DiffusionPipelineTests.withTextCheckpoint { folder in
            let checkpoint = try Checkpoint(contentsOf: folder)
            var request = DiffusionRequest(prompt: "a chair", width: 16, height: 16, numInferenceSteps: 2, guidanceScale: 3)
            let plain = try DiffusionPipeline(checkpoint: checkpoint).start(request).finishedImage()
            let steered = try DiffusionPipeline(
                checkpoint: checkpoint, attachments: ModelAttachments(controlNets: [Self.control("tiny-controlnet")]))
            request.inverseDepth = DepthToImagePipelineTests.depth(width: 16, height: 16)
            #expect(try steered.start(request).finishedImage() != plain)
            request.controls = [ControlSettings(scale: 0)]
            #expect(try steered.start(request).finishedImage() == plain)
            request.controls = [ControlSettings(scale: .nan)]
            #expect(throws: DiffusionError.self) { try steered.start(request) }
            request.controls = []
            request.inverseDepth = nil
            #expect(throws: DiffusionError.self) { try steered.start(request) }
        }
    }

    @Test func whatNothingTellsIsSaid() throws {
        let unknown = try Self.control("tiny-controlnet")
        #expect(unknown.purpose == nil)
        #expect(unknown.notes == [
            "Neither name, config nor metadata of the ControlNet tiny-controlnet tell what it steers by; it is shown depth, "
                + "as one for depth is."
        ])
        try Fixture.withTemporaryCopy(of: Fixture.url("tiny-controlnet")) { folder in
            let named = folder.deletingLastPathComponent().appendingPathComponent("\(folder.lastPathComponent)-depth")
            try FileManager.default.moveItem(at: folder, to: named)
            defer { try? FileManager.default.moveItem(at: named, to: folder) }
            #expect(try ControlNetCheckpoint(contentsOf: named).notes.isEmpty)
        }
    }

    @Test func aControlNetOfAnotherFamilyIsRefusedWithWhatWouldFit() throws {
        let control = try Self.control("tiny-controlnet-xl")
        let checkpoint = try Checkpoint(contentsOf: DepthToImagePipelineTests.checkpointFolder)
        let error = #expect(throws: DiffusionError.self) {
            try DiffusionPipeline(checkpoint: checkpoint, attachments: ModelAttachments(controlNets: [control]))
        }
        #expect(error?.description.contains("family \"Stable Diffusion XL\"") == true)
        #expect(error?.description.contains("choose a ControlNet made for") == true)
    }

    @Test func whatIsMissingIsNamed() throws {
        #expect(throws: DiffusionError.missingFile(path: "/nowhere/c", advice: "name an existing ControlNet folder or file")) {
            try ControlNetCheckpoint(contentsOf: URL(fileURLWithPath: "/nowhere/c"))
        }
        try Fixture.withTemporaryCopy(of: Fixture.url("tiny-controlnet")) { folder in
            let weights = folder.appendingPathComponent("diffusion_pytorch_model.safetensors")
            #expect(try ControlNetCheckpoint(contentsOf: weights).files.weightsSHA256(nil) == Self.control("tiny-controlnet").files.weightsSHA256(nil))
            let config = folder.appendingPathComponent("config.json")
            try FileManager.default.removeItem(at: config)
            let error = #expect(throws: DiffusionError.self) { try ControlNetCheckpoint(contentsOf: weights) }
            #expect(error?.description.contains(config.path) == true)
            let pickle = folder.appendingPathComponent("control.pth")
            try Data([1]).write(to: pickle)
            let refusal = #expect(throws: DiffusionError.self) { try ControlNetCheckpoint(contentsOf: pickle) }
            #expect(refusal?.description.contains("pickle") == true)
        }
    }
}
