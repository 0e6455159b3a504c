import Foundation
import Testing

@testable import MaquetteDiffusion

@Suite struct CheckpointTests {
    static let tiny = Fixture.url("tiny-depth")
    static let incomplete = "the checkpoint is incomplete, fetch or export it again"

    @Test func theBundledModelDescribesItself() throws {
        let checkpoint = try Checkpoint(contentsOf: Fixture.bundledModel)
        #expect(checkpoint.recommended == RecommendedSettings(
            width: 512, height: 512, numInferenceSteps: 12, guidanceScale: 3.5, scheduler: .lcm))
        let description = try checkpoint.describe()
        #expect(description.name == "maquette-depth")
        #expect(description.pipelineClass == "StableDiffusionDepth2ImgPipeline")
        #expect(description.networks.map(\.folder) == ["text_encoder", "unet", "vae"])
        #expect(description.networks.map(\.className) == ["CLIPTextModel", "UNet2DConditionModel", "AutoencoderKL"])
        #expect(description.networks.map(\.parameterCount) == [804_608, 8_615_208, 2_892_843])
        #expect(description.networks.allSatisfy { $0.dataTypes == ["F16"] })
        #expect(description.conditioning == "depth")
        #expect(description.predictionType == "v_prediction")
        #expect(description.configuredScheduler == "DDIMScheduler")
        #expect(description.maximumPromptTokens == 77)
        #expect(description.license == "apache-2.0")
        #expect(description.source?.hasPrefix("trained from nothing") == true)
    }

    /// The digest is what `sha256sum */*.safetensors | sha256sum` prints in the folder.
    @Test func theDigestIsThatOfSha256sum() throws {
        let checkpoint = try Checkpoint(contentsOf: Self.tiny)
        #expect(try checkpoint.weightsSHA256() == "a0a9893280d44e27c7934355996b2fe2a491498176e7b1456ef757fc86ab1f74")
    }

    @Test func settingsFallBackOnTheConfigs() throws {
        #expect(try Checkpoint(contentsOf: Self.tiny).recommended == RecommendedSettings(
            width: 16, height: 16, numInferenceSteps: 50, guidanceScale: 7.5, scheduler: .ddim))
        try Fixture.withTemporaryCopy(of: Self.tiny) { folder in
            let file = folder.appendingPathComponent("maquette.json")
            try Data(#"{"guidance_scale": 4, "size": [32, 24]}"#.utf8).write(to: file)
            #expect(try Checkpoint(contentsOf: folder).recommended == RecommendedSettings(
                width: 32, height: 24, numInferenceSteps: 50, guidanceScale: 4, scheduler: .ddim))
        }
    }

    @Test(arguments: [
        "model_index.json", "scheduler", "scheduler/scheduler_config.json", "tokenizer", "tokenizer/vocab.json",
        "tokenizer/merges.txt", "text_encoder", "text_encoder/config.json", "text_encoder/model.safetensors", "unet",
        "unet/config.json", "unet/diffusion_pytorch_model.safetensors", "vae", "vae/config.json",
        "vae/diffusion_pytorch_model.safetensors",
    ])
    func aMissingPartIsNamed(part: String) throws {
        try Fixture.withTemporaryCopy(of: Self.tiny) { folder in
            let path = folder.appendingPathComponent(part)
            try FileManager.default.removeItem(at: path)
            let error = Self.error { _ = try Checkpoint(contentsOf: folder) } as? DiffusionError
            let advice = part == "model_index.json" ? "name a checkpoint folder as diffusers saves it" : Self.incomplete
            #expect(error == .missingFile(path: path.path, advice: advice))
        }
    }

    @Test func aMissingFolderIsNamed() {
        let nowhere = URL(fileURLWithPath: "/nowhere/model")
        #expect(throws: DiffusionError.missingFile(path: nowhere.path, advice: "name an existing checkpoint folder or file")) {
            try Checkpoint(contentsOf: nowhere)
        }
    }

    @Test(arguments: ["model_index.json", "scheduler/scheduler_config.json", "maquette.json"])
    func brokenJSONIsNamed(part: String) throws {
        try Fixture.withTemporaryCopy(of: Self.tiny) { folder in
            let path = folder.appendingPathComponent(part)
            try Data("{\"_class_name\": ".utf8).write(to: path)
            #expect(throws: DiffusionError.malformedFile(path: path.path, reason: "it is not JSON")) {
                try Checkpoint(contentsOf: folder)
            }
        }
    }

    @Test(arguments: ["text_encoder/config.json", "unet/config.json", "vae/config.json"])
    func brokenNetworkConfigsAreNamed(part: String) throws {
        try Fixture.withTemporaryCopy(of: Self.tiny) { folder in
            let path = folder.appendingPathComponent(part)
            try Data("[1, 2".utf8).write(to: path)
            let error = Self.error { _ = try Checkpoint(contentsOf: folder) }
            guard case NetworkError.malformedConfiguration(let file, _)? = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(file == path.path)
        }
    }

    @Test(arguments: [
        (#"{"size": [0, 10]}"#, "\"size\" is not [width, height] in pixels"),
        (#"{"size": [256]}"#, "\"size\" is not [width, height] in pixels"),
        (#"{"num_inference_steps": 0}"#, "\"num_inference_steps\" is not 1...1000"),
        (#"{"guidance_scale": -1}"#, "\"guidance_scale\" is below 0"),
        (#"{"guidance_scale": "high"}"#, "\"guidance_scale\" is of another kind"),
    ])
    func unusableSettingsAreNamed(json: String, reason: String) throws {
        try Fixture.withTemporaryCopy(of: Self.tiny) { folder in
            let path = folder.appendingPathComponent("maquette.json")
            try Data(json.utf8).write(to: path)
            #expect(throws: DiffusionError.malformedFile(path: path.path, reason: reason)) {
                try Checkpoint(contentsOf: folder)
            }
        }
    }

    @Test func anUnknownRecommendedSchedulerIsNamed() throws {
        try Fixture.withTemporaryCopy(of: Self.tiny) { folder in
            let path = folder.appendingPathComponent("maquette.json")
            try Data(#"{"scheduler": "magic"}"#.utf8).write(to: path)
            let error = try #require(Self.error { _ = try Checkpoint(contentsOf: folder) } as? DiffusionError)
            #expect(error.description.contains("\"scheduler\" is \"magic\", not one of ddim, pndm"))
        }
    }

    @Test func aTokenizerThatDoesNotFitIsRefused() throws {
        try Fixture.withTemporaryCopy(of: Self.tiny) { folder in
            try FileManager.default.removeItem(at: folder.appendingPathComponent("tokenizer"))
            try FileManager.default.copyItem(
                at: Fixture.bundledModel.appendingPathComponent("tokenizer"),
                to: folder.appendingPathComponent("tokenizer"))
            #expect(throws: DiffusionError.inconsistentCheckpoint(
                path: folder.path, reason: "its tokenizer numbers 1560 tokens and its text encoder knows 172")
            ) { try Checkpoint(contentsOf: folder) }
        }
        try Self.withChangedJSON("tokenizer/tokenizer_config.json", ["model_max_length": 100]) { folder in
            #expect(throws: DiffusionError.inconsistentCheckpoint(
                path: folder.path, reason: "its tokenizer makes prompts of 100 tokens and its text encoder takes 77")
            ) { try Checkpoint(contentsOf: folder) }
        }
    }

    @Test func networksThatDoNotFitEachOtherAreRefused() throws {
        try Self.withChangedJSON("unet/config.json", ["cross_attention_dim": 20]) { folder in
            #expect(throws: DiffusionError.inconsistentCheckpoint(
                path: folder.path, reason: "its UNet attends to [20] channels of text and its text encoder makes 16")
            ) { try Checkpoint(contentsOf: folder) }
        }
        try Self.withChangedJSON("unet/config.json", ["out_channels": 3]) { folder in
            #expect(throws: DiffusionError.inconsistentCheckpoint(
                path: folder.path, reason: "its UNet makes 3 channels and its VAE takes 4")
            ) { try Checkpoint(contentsOf: folder) }
        }
    }

    @Test func aModelWithoutDepthIsNotADepthModel() throws {
        try Self.withChangedJSON("unet/config.json", ["in_channels": 4]) { folder in
            let checkpoint = try Checkpoint(contentsOf: folder)
            #expect(try checkpoint.describe().conditioning == "none")
            #expect(throws: DiffusionError.unsupported(
                path: folder.path, reason: "its UNet takes 4 channels, a depth-conditioned one takes 5; a ControlNet can steer it by depth")
            ) { try DepthToImagePipeline(checkpoint: checkpoint) }
        }
    }

    @Test func weightsThatDoNotFitTheirConfigAreRefused() throws {
        try Self.withChangedJSON("unet/config.json", ["layers_per_block": 2]) { folder in
            let error = Self.error { _ = try DepthToImagePipeline(checkpoint: Checkpoint(contentsOf: folder)) }
            guard case WeightsError.missingTensor? = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
    }

    @Test func truncatedWeightsAreRefused() throws {
        try Fixture.withTemporaryCopy(of: Self.tiny) { folder in
            let file = folder.appendingPathComponent("unet/diffusion_pytorch_model.safetensors")
            let whole = try Data(contentsOf: file)
            for count in [0, 7, 100, whole.count - 1] {
                try whole.prefix(count).write(to: file)
                let checkpoint = try Checkpoint(contentsOf: folder)
                for open in [{ _ = try checkpoint.describe() }, { _ = try DepthToImagePipeline(checkpoint: checkpoint) }] {
                    let error = Self.error(open)
                    guard case WeightsError.malformed(let path, _)? = error else {
                        Issue.record("\(count) bytes: \(String(describing: error))")
                        continue
                    }
                    #expect(path == file.path)
                }
            }
        }
    }

    @Test func picklesAreRefusedWithTheReason() throws {
        try Fixture.withTemporaryCopy(of: Self.tiny) { folder in
            let weights = folder.appendingPathComponent("vae/diffusion_pytorch_model.safetensors")
            let pickle = folder.appendingPathComponent("vae/diffusion_pytorch_model.bin")
            try FileManager.default.moveItem(at: weights, to: pickle)
            let single = folder.appendingPathComponent("model.ckpt")
            try Data([1]).write(to: single)
            for (opened, path) in [(folder, pickle), (single, single)] {
                let error = try #require(Self.error { _ = try Checkpoint(contentsOf: opened) } as? DiffusionError)
                guard case .unsupported(path.path, let reason) = error else {
                    Issue.record("\(error)")
                    continue
                }
                #expect(reason.contains("can run any program") && reason.contains("safetensors"))
            }
        }
    }

    @Test func aCheckpointOfAnotherSchedulerRunsWithDDIMAndSaysSo() throws {
        let changes: [String: Any] = ["_class_name": "DEISMultistepScheduler"]
        try Self.withChangedJSON("scheduler/scheduler_config.json", changes) { folder in
            let checkpoint = try Checkpoint(contentsOf: folder)
            #expect(checkpoint.recommended.scheduler == .ddim)
            #expect(try checkpoint.describe().configuredScheduler == "DEISMultistepScheduler")
            let run = try DepthToImagePipeline(checkpoint: checkpoint).start(DepthToImagePipelineTests.simpleRequest())
            #expect(run.schedulerKind == .ddim)
            #expect(run.notes == ["The model's own DEISMultistepScheduler is replaced by the ddim scheduler."])
        }
    }

    @Test func modelCardsAreReadAsFarAsNeeded() {
        let card = ModelCard("---\nlicense: \"openrail++\"\ntags:\n- a\n- b\nbase_model:\n- some/model\n---\nsource: x\n")
        #expect(card.license == "openrail++")
        #expect(card.source == "some/model")
        #expect(ModelCard("# Title\nlicense: x").license == nil)
        #expect(ModelCard("").license == nil)
        #expect(ModelCard("---\nlicense: x").license == "x")
    }

    @Test func cardsTellWhoMadeAModelOfWhat() {
        let card = ModelCard("""
            ---
            model_name: "Rooms 2"
            author: Jane Doe
            license: other
            license_name: rooms-license
            license_link: https://example.org/licence
            base_model: [one/model, 'two/model']
            datasets:
            - pictures/rooms
            - pictures/houses
            ---
            """)
        #expect(card.title == "Rooms 2" && card.author == "Jane Doe")
        #expect(card.license == "rooms-license (https://example.org/licence)")
        #expect(card.source == "one/model, two/model")
        #expect(card.trainingData == ["pictures/rooms", "pictures/houses"])
        #expect(ModelCard("").withSource("here").source == "here")
        #expect(card.withSource("elsewhere").source == "one/model, two/model")

        let metadata = ModelCard(metadata: [
            "modelspec.title": "Rooms XL", "modelspec.author": "Jane", "modelspec.license": "CC0-1.0", "format": "pt",
            "modelspec.merged_from": "",
        ])
        #expect(metadata.title == "Rooms XL" && metadata.author == "Jane" && metadata.license == "CC0-1.0")
        #expect(metadata.source == nil && metadata.trainingData == nil)
    }

    @Test func aCheckpointWithoutCardTellsWhereItWasLoadedFrom() throws {
        try Self.withChangedJSON("model_index.json", ["_name_or_path": "some/checkpoint"]) { folder in
            let description = try Checkpoint(contentsOf: folder).describe()
            #expect(description.source == "some/checkpoint")
        }
    }

    static func error(_ body: () throws -> Void) -> (any Error)? {
        do {
            try body()
            return nil
        } catch {
            return error
        }
    }

    static func withChangedJSON(_ part: String, _ changes: [String: Any], _ body: (URL) throws -> Void) throws {
        try Fixture.withTemporaryCopy(of: tiny) { folder in
            let file = folder.appendingPathComponent(part)
            var json = try #require(JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
            json.merge(changes) { $1 }
            try JSONSerialization.data(withJSONObject: json).write(to: file)
            try body(folder)
        }
    }
}
