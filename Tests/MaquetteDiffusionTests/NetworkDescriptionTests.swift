import Foundation
import Testing

@testable import MaquetteDiffusion

/// What `maquette inspect` tells about networks that go with checkpoints.
@Suite struct NetworkDescriptionTests {
    private static let estimator = Fixture.folder.deletingLastPathComponent()
        .appendingPathComponent("depth-estimation/checkpoint/depth_estimator")

    @Test func everyKindIsTold() throws {
        let control = try #require(try NetworkDescription.describe(Fixture.url("tiny-controlnet-xl")))
        #expect(control.kind == .controlNet && control.className == "ControlNetModel" && control.control == nil)
        #expect(control.family == .stableDiffusionXL && control.dataTypes == ["F16"] && control.parameterCount > 1000)
        let lora = try #require(try NetworkDescription.describe(Fixture.url("loras/xl-lcm.safetensors")))
        #expect(lora.kind == .lora && lora.name == "xl-lcm" && lora.isForLatentConsistency == true)
        #expect(lora.kind.usage.hasPrefix("--lora"))
        let vae = try #require(try NetworkDescription.describe(Fixture.url("tiny-taesd")))
        #expect(vae.kind == .autoencoder && vae.className == "AutoencoderTiny")
        let file = try #require(
            try NetworkDescription.describe(Fixture.url("tiny-taesd/diffusion_pytorch_model.safetensors")))
        #expect(file.kind == .autoencoder && file.parameterCount == vae.parameterCount)
        let depth = try #require(try NetworkDescription.describe(Self.estimator))
        #expect(depth.kind == .depthEstimator && depth.className == "DPTForDepthEstimation")
    }

    @Test func cardsAreRead() throws {
        try Fixture.withTemporaryCopy(of: Fixture.url("tiny-taesd")) { folder in
            try Data("---\nlicense: mit\nbase_model: someone/vae\n---\n# A VAE\n".utf8)
                .write(to: folder.appendingPathComponent("README.md"))
            let description = try NetworkDescription.describe(folder)
            #expect(description?.license == "mit" && description?.source == "someone/vae")
        }
    }

    @Test func whatIsNoSuchNetworkIsLeftToOthers() throws {
        #expect(try NetworkDescription.describe(Fixture.url("tiny-depth")) == nil)
        #expect(try NetworkDescription.describe(Fixture.url("pipeline.json")) == nil)
        #expect(try NetworkDescription.describe(URL(fileURLWithPath: "/nowhere")) == nil)
        let error = #expect(throws: DiffusionError.self) { try NetworkDescription.describe(Fixture.url("tiny-depth/unet")) }
        #expect(error?.description.contains("it holds a UNet2DConditionModel alone") == true)
        try SingleFileTests.withCheckpoint("first") { file in
            let description = try NetworkDescription.describe(file)
            #expect(description == nil)
        }
    }

    @Test func aFolderOfALoRAIsALoRA() throws {
        try Fixture.withTemporaryCopy(of: Fixture.url("loras")) { folder in
            let place = folder.appendingPathComponent("lcm-lora-tiny")
            try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
            try FileManager.default.moveItem(at: folder.appendingPathComponent("xl-lcm.safetensors"), to: LoRA.file(in: place))
            let description = try #require(try NetworkDescription.describe(place))
            #expect(description.kind == .lora && description.name == "lcm-lora-tiny")
            #expect(description.isForLatentConsistency == true)
            let lora = try LoRA(contentsOf: place)
            let run = try DiffusionPipeline(
                checkpoint: Checkpoint(contentsOf: XLPipelineTests.checkpointFolder), attachments: ModelAttachments(loras: [lora])
            ).start(DiffusionRequest(prompt: "a chair", width: 16, height: 16, numInferenceSteps: 1, guidanceScale: 1))
            #expect(run.notes == [
                "The LoRA lcm-lora-tiny seems made for few steps of the LCM scheduler: pass --scheduler lcm --steps 4 --guidance 1."
            ])
        }
    }
}
