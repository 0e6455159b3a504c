import Foundation
import MaquetteImaging
import Testing

@testable import MaquetteDiffusion

/// LoRAs in several namings against the models with them merged in (`Tests/Fixtures/diffusion/make_loras.py`).
@Suite struct LoRATests {
    struct Recording: Decodable {
        var model: String
        var loras: [String]
        var scales: [Double]
        var steps: Int
        var guidance: Double
        var scheduler: SchedulerKind
        var seed: UInt64
        var latents: [Float]
        var picture: Data
    }

    private static func file(_ name: String) -> URL {
        Fixture.url("loras/\(name).safetensors")
    }

    private static func pipeline(_ folder: URL, _ loras: [LoRA]) throws -> DiffusionPipeline {
        try DiffusionPipeline(
            checkpoint: Checkpoint(contentsOf: folder), attachments: ModelAttachments(loras: loras))
    }

    @Test func runsAreThoseOfMergedModels() throws {
        let recordings = try Fixture.decode([Recording].self, from: "lora-pipelines.json")
        #expect(recordings.count >= 4)
        try DiffusionPipelineTests.withTextCheckpoint { folder in
            for recording in recordings {
                let loras = try zip(recording.loras, recording.scales).map { try LoRA(contentsOf: Self.file($0), scale: $1) }
                let pipeline = try Self.pipeline(recording.model == "xl" ? XLPipelineTests.checkpointFolder : folder, loras)
                let run = try pipeline.start(
                    DiffusionRequest(
                        prompt: "a red wooden chair in a small room!", negativePrompt: "dark", width: 16, height: 16,
                        numInferenceSteps: recording.steps, guidanceScale: recording.guidance, seed: recording.seed,
                        scheduler: recording.scheduler))
                #expect(run.notes.isEmpty, "\(run.notes)")
                let image = try run.finishedImage()
                let difference = SchedulerTests.relativeDifference(run.latent.samples, recording.latents)
                #expect(difference <= 1e-3, "\(recording.loras): latents differ by \(difference)")
                let levels = zip(image.samples, recording.picture).map { abs(Int($0) - Int($1)) }
                #expect(levels.count == recording.picture.count && levels.max() ?? 0 <= 1, "\(recording.loras)")
            }
        }
    }

    @Test func aLoRAOfAnotherModelIsRefused() throws {
        try DiffusionPipelineTests.withTextCheckpoint { folder in
            let lora = try LoRA(contentsOf: Self.file("xl"))
            #expect(lora.family == .stableDiffusionXL)
            let error = #expect(throws: DiffusionError.self) { try Self.pipeline(folder, [lora]) }
            #expect(error?.description.contains("this LoRA seems made for the family \"Stable Diffusion XL\"") == true)
            #expect(error?.description.contains("choose a LoRA made for it") == true)
        }
    }

    /// Writes a safetensors file of single precision tensors.
    private static func write(_ tensors: [(String, [Int])], to file: URL) throws {
        var header = "{"
        var data = Data()
        for (index, (name, shape)) in tensors.enumerated() {
            let values = [Float](repeating: 0.25, count: shape.reduce(1, *))
            let start = data.count
            values.withUnsafeBytes { data.append(contentsOf: $0) }
            header += "\(index > 0 ? "," : "")\"\(name)\":{\"dtype\":\"F32\",\"shape\":\(shape),\"data_offsets\":[\(start),\(data.count)]}"
        }
        header += "}"
        var bytes = withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Data($0) }
        bytes.append(contentsOf: header.utf8)
        try (bytes + data).write(to: file)
    }

    @Test(arguments: [
        ("lora_unet_conv_in.dora_scale", "DoRA"), ("lora_unet_conv_in.hada_w1_a", "LoHa"), ("lora_unet_conv_in.lokr_w1", "LoKr"),
        ("lora_unet_conv_in.lora_mid.weight", "third matrix"), ("conv_in.weight", "none that a LoRA"),
        ("lora_unet_conv_in.lora_down.weight", "lacks one of its two matrices"),
    ])
    func otherFilesAreRefused(tensor: String, words: String) throws {
        try Fixture.withTemporaryCopy(of: Fixture.url("loras")) { folder in
            let file = folder.appendingPathComponent("other.safetensors")
            try Self.write([(tensor, [2, 4])], to: file)
            let error = #expect(throws: DiffusionError.self) { try LoRA(contentsOf: file) }
            #expect(error?.description.contains(words) == true, "\(String(describing: error))")
            #expect(error?.description.contains(file.path) == true)
        }
    }

    @Test func layersThatTheModelLacksAreSaid() throws {
        try Fixture.withTemporaryCopy(of: Fixture.url("loras")) { folder in
            let file = folder.appendingPathComponent("more.safetensors")
            var tensors: [(String, [Int])] = []
            for layer in ["conv_in", "conv_out", "no_such_layer"] {
                let (outputs, inputs) = layer == "conv_out" ? (4, 8) : (8, 4)
                tensors.append(("lora_unet_\(layer).lora_down.weight", [1, inputs, 3, 3]))
                tensors.append(("lora_unet_\(layer).lora_up.weight", [outputs, 1, 1, 1]))
            }
            try Self.write(tensors, to: file)
            try DiffusionPipelineTests.withTextCheckpoint { checkpoint in
                let run = try Self.pipeline(checkpoint, [LoRA(contentsOf: file)]).start(
                    DiffusionRequest(prompt: "", numInferenceSteps: 1, guidanceScale: 1))
                #expect(run.notes == [
                    "The LoRA more changes 1 of 3 layers that the model does not have, such as \"lora_unet_no_such_layer\"; they are left out."
                ])
            }
        }
    }

    @Test func picklesAndStrangersAreRefused() throws {
        #expect(throws: DiffusionError.self) { try LoRA(contentsOf: URL(fileURLWithPath: "/nowhere/lora.pt")) }
        #expect(throws: WeightsError.missingFile("/nowhere/lora.safetensors")) {
            try LoRA(contentsOf: URL(fileURLWithPath: "/nowhere/lora.safetensors"))
        }
    }
}
