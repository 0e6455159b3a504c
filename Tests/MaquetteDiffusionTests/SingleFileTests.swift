import Foundation
import MaquetteTensor
import MaquetteTestSupport
import Testing

@testable import MaquetteDiffusion

/// Single-file checkpoints against diffusers, which converted the same tensors with its own code
/// (`Tests/Fixtures/diffusion/make_single_files.py`).
@Suite struct SingleFileTests {
    struct Recording: Decodable {
        var name: String
        var tensors: [String: [Int]]
        var latents: [Float]
        var picture: Data
    }

    static func recording(_ name: String) throws -> Recording {
        try #require(try Fixture.decode([Recording].self, from: "single-files.json").first { $0.name == name })
    }

    /// Writes a recording's checkpoint, with the tiny tokenizer beside it.
    static func withCheckpoint(
        _ name: String, metadata: [String: String] = [:], change: (inout [String: [Int]]) -> Void = { _ in },
        spoil: String? = nil, _ body: (URL) throws -> Void
    ) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("maquette-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.copyItem(
            at: Fixture.url("tokenizer-tiny"), to: folder.appendingPathComponent("tokenizer"))
        // The released tokenizers of the second generation pad with "!"; this one is to say nothing.
        for part in ["special_tokens_map.json", "tokenizer_config.json"] {
            let file = folder.appendingPathComponent("tokenizer/\(part)")
            var json = try #require(JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
            json["pad_token"] = nil
            json["added_tokens_decoder"] = nil
            try JSONSerialization.data(withJSONObject: json).write(to: file)
        }
        var tensors = try recording(name).tensors
        change(&tensors)
        let file = folder.appendingPathComponent("model.safetensors")
        try write(tensors, metadata: metadata, spoil: spoil, to: file)
        try body(file)
    }

    static func write(_ tensors: [String: [Int]], metadata: [String: String], spoil: String?, to file: URL) throws {
        var header: [String: Any] = metadata.isEmpty ? [:] : ["__metadata__": metadata]
        var data = Data()
        for (name, shape) in tensors.sorted(by: { $0.key < $1.key }) {
            let count = shape.reduce(1, *)
            var values = try SyntheticValues.weight(name, shape).floats(in: 0..<count).map { $0 * 0.5 }
            if name == spoil { values[count / 2] = .nan }
            header[name] = ["dtype": "F32", "shape": shape, "data_offsets": [data.count, data.count + 4 * count]] as [String: Any]
            values.withUnsafeBytes { data.append(contentsOf: $0) }
        }
        let json = try JSONSerialization.data(withJSONObject: header)
        var whole = withUnsafeBytes(of: UInt64(json.count).littleEndian) { Data($0) }
        whole.append(json)
        whole.append(data)
        try whole.write(to: file)
    }

    static func request(takesDepth: Bool) -> DiffusionRequest {
        var request = DiffusionRequest(
            prompt: "a red wooden chair in a small room!", negativePrompt: "blue wall, dark", width: 16, height: 16,
            numInferenceSteps: 5, guidanceScale: 3, seed: 5)
        if takesDepth {
            request.inverseDepth = DepthToImagePipelineTests.depth(width: 16, height: 16)
            request.initImage = DepthToImagePipelineTests.picture(width: 16, height: 16)
            request.strength = 0.8
        }
        return request
    }

    @Test(arguments: ["depth", "first", "first-bare", "xl", "ssd"])
    func runIsThatOfDiffusers(name: String) throws {
        let recording = try Self.recording(name)
        try Self.withCheckpoint(name) { file in
            let checkpoint = try Checkpoint(contentsOf: file)
            #expect(checkpoint.takesDepth == (name == "depth"))
            let run = try DiffusionPipeline(checkpoint: checkpoint).start(Self.request(takesDepth: checkpoint.takesDepth))
            let image = try run.finishedImage()
            #expect(run.notes == [], "every tensor has its place")
            #expect(run.schedulerKind == (["xl", "ssd"].contains(name) ? .euler : .pndm))
            let difference = SchedulerTests.relativeDifference(run.latent.samples, recording.latents)
            #expect(difference <= 1e-3, "latents differ by \(difference)")
            let levels = zip(image.samples, recording.picture).map { abs(Int($0) - Int($1)) }
            #expect(levels.count == recording.picture.count && levels.max() ?? 0 <= 1)
            #expect(Set(image.samples).count > 20, "the picture is more than one flat colour")
        }
    }

    @Test func aFileDescribesItself() throws {
        try Self.withCheckpoint("depth") { file in
            let checkpoint = try Checkpoint(contentsOf: file)
            let description = try checkpoint.describe()
            #expect(description.name == "model")
            #expect(description.pipelineClass == "StableDiffusionDepth2ImgPipeline")
            #expect(description.networks.map(\.className) == ["CLIPTextModel", "UNet2DConditionModel", "AutoencoderKL"])
            let counts = try Self.recording("depth").tensors
            let unetCount = counts.filter { $0.key.hasPrefix("model.") }.reduce(0) { $0 + $1.value.reduce(1, *) }
            #expect(description.networks[1].parameterCount == unetCount)
            #expect(description.networks[1].byteCount == 4 * unetCount)
            #expect(description.width == 128, "a latent of 64, and a VAE of two levels")
            let digest = SHA256.hexDigest(of: try Data(contentsOf: file))
            #expect(try checkpoint.weightsSHA256() == digest)
        }
    }

    @Test func aFileOfTheXLFamilyDescribesItself() throws {
        for (name, family) in [("xl", ModelFamily.stableDiffusionXL), ("ssd", .prunedStableDiffusionXL)] {
            try Self.withCheckpoint(name) { file in
                let description = try Checkpoint(contentsOf: file).describe()
                #expect(description.family == family)
                #expect(description.pipelineClass == "StableDiffusionXLPipeline")
                #expect(description.networks.map(\.folder) == ["text_encoder", "text_encoder_2", "unet", "vae"])
            }
        }
    }

    @Test func settingsBesideTheFileCount() throws {
        try Self.withCheckpoint("first") { file in
            #expect(try Checkpoint(contentsOf: file).describe().predictionType == "epsilon")
            let yaml = file.deletingPathExtension().appendingPathExtension("yaml")
            try Data("model:\n  params:\n    parameterization: \"v\" # velocity\n".utf8).write(to: yaml)
            #expect(try Checkpoint(contentsOf: file).describe().predictionType == "v_prediction")
            let settings = file.deletingPathExtension().appendingPathExtension("maquette.json")
            try Data(#"{"prediction_type": "epsilon", "num_inference_steps": 7}"#.utf8).write(to: settings)
            #expect(try Checkpoint(contentsOf: file).describe().predictionType == "epsilon")
            #expect(try Checkpoint(contentsOf: file).recommended.numInferenceSteps == 7)
            try FileManager.default.removeItem(at: settings)
            try Data("parameterization: x0".utf8).write(to: yaml)
            #expect(throws: DiffusionError.unsupported(
                path: yaml.path, reason: "its parameterization is \"x0\", not eps or v")
            ) { try Checkpoint(contentsOf: file) }
        }
    }

    @Test func metadataAndMarkersTellThePrediction() throws {
        try Self.withCheckpoint("first", metadata: ["modelspec.prediction_type": "v"]) { file in
            let type = try Checkpoint(contentsOf: file).describe().predictionType
            #expect(type == "v_prediction")
        }
        try Self.withCheckpoint("first", change: { $0["v_pred"] = [1] }) { file in
            let type = try Checkpoint(contentsOf: file).describe().predictionType
            #expect(type == "v_prediction")
        }
    }

    /// Shapes of the second generation without depth: velocity, at 768 pixels, unless the step count says
    /// that it is the base model.
    @Test func theSecondGenerationPredictsVelocity() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("maquette-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("model.safetensors")
        for (steps, expected, size) in [(140_000, SchedulerConfig.PredictionType.vPrediction, 96), (875_000, .epsilon, 64)] {
            var whole = Data()
            let json = Data(#"{"global_step":{"dtype":"I64","shape":[],"data_offsets":[0,8]}}"#.utf8)
            withUnsafeBytes(of: UInt64(json.count).littleEndian) { whole.append(contentsOf: $0) }
            whole.append(json)
            withUnsafeBytes(of: Int64(steps).littleEndian) { whole.append(contentsOf: $0) }
            try whole.write(to: file)
            let stored = try SafetensorsFile(path: file.path)
            let target = try TrainingTarget(of: stored, inputChannels: 4, textChannels: 1024, isXL: false)
            #expect(target.predictionType == expected)
            #expect(target.latentSize == size)
            #expect(try TrainingTarget(of: stored, inputChannels: 5, textChannels: 1024, isXL: false).predictionType == .epsilon)
            #expect(try TrainingTarget(of: stored, inputChannels: 4, textChannels: 768, isXL: false).predictionType == .epsilon)
        }
    }

    @Test func brokenTensorsAreNamedAsTheyAreStored() throws {
        func failure(_ change: (inout [String: [Int]]) -> Void, spoil: String? = nil) throws -> (any Error)? {
            var found: (any Error)?
            try Self.withCheckpoint("depth", change: change, spoil: spoil) { file in
                found = CheckpointTests.error {
                    let run = try DiffusionPipeline(checkpoint: Checkpoint(contentsOf: file)).start(Self.request(takesDepth: true))
                    _ = try run.finishedImage()
                }
            }
            return found
        }
        let weight = "model.diffusion_model.input_blocks.1.1.transformer_blocks.0.attn1.to_q.weight"
        guard case WeightsError.missingTensor(_, weight, [64, 64])? = try failure({ $0[weight] = nil }) else {
            Issue.record("a missing tensor")
            return
        }
        guard case WeightsError.misshapen(_, weight, [64, 64], [64, 65])? = try failure({ $0[weight] = [64, 65] }) else {
            Issue.record("a misshapen tensor")
            return
        }
        guard case WeightsError.notFinite(_, weight, [64, 64])? = try failure({ _ in }, spoil: weight) else {
            Issue.record("a tensor that is not finite")
            return
        }
        let fused = "cond_stage_model.model.transformer.resblocks.1.attn.in_proj_weight"
        guard case WeightsError.missingTensor(_, fused, [64, 64])? = try failure({ $0[fused] = nil }) else {
            Issue.record("a missing fused tensor")
            return
        }
        let level = "first_stage_model.decoder.up.1.block.0.nin_shortcut.extra"
        try Self.withCheckpoint("depth", change: { $0[level] = [2] }) { file in
            let run = try DiffusionPipeline(checkpoint: Checkpoint(contentsOf: file)).start(Self.request(takesDepth: true))
            #expect(run.notes == ["The weights of vae hold a tensor that the model does not use: \"\(level)\"."])
        }
    }

    @Test func otherFilesAreRefused() throws {
        try Self.withCheckpoint("depth", change: { $0 = $0.filter { !$0.key.hasPrefix("model.") } }) { file in
            let error = CheckpointTests.error { _ = try Checkpoint(contentsOf: file) }
            #expect(error.map { "\($0)" }?.contains("holds no UNet of Stable Diffusion") == true)
        }
        try Self.withCheckpoint("depth", change: { $0["model.diffusion_model.label_emb.0.0.weight"] = [4, 4] }) { file in
            let error = CheckpointTests.error { _ = try Checkpoint(contentsOf: file) }
            #expect(error.map { "\($0)" }?.contains("as unCLIP and the refiner of Stable Diffusion XL do") == true)
        }
        try Self.withCheckpoint("depth", change: { $0 = $0.filter { !$0.key.hasPrefix("cond_stage_model.") } }) { file in
            let error = CheckpointTests.error { _ = try Checkpoint(contentsOf: file) }
            #expect(error.map { "\($0)" }?.contains("holds no text encoder") == true)
        }
        try Self.withCheckpoint("depth") { file in
            let pickle = file.deletingPathExtension().appendingPathExtension("ckpt")
            try FileManager.default.moveItem(at: file, to: pickle)
            let error = CheckpointTests.error { _ = try Checkpoint(contentsOf: pickle) }
            #expect(error.map { "\($0)" }?.contains("Python pickle") == true)
        }
    }

    @Test func aFileWithoutTokenizerSaysSo() throws {
        try Self.withCheckpoint("depth") { file in
            let tokenizer = file.deletingLastPathComponent().appendingPathComponent("tokenizer")
            try FileManager.default.removeItem(at: tokenizer)
            #expect(throws: DiffusionError.missingFile(
                path: tokenizer.path,
                advice: "a single-file checkpoint holds no tokenizer, put CLIP's tokenizer folder beside it")
            ) { try Checkpoint(contentsOf: file) }
            // CLIP's own vocabulary is too large for this small text encoder.
            let bundled = Fixture.bundledModel.deletingLastPathComponent().appendingPathComponent("clip-tokenizer")
            #expect(throws: DiffusionError.inconsistentCheckpoint(
                path: file.path, reason: "its tokenizer numbers 49408 tokens and its text encoder knows 172")
            ) { try Checkpoint(contentsOf: file, tokenizerFolder: bundled) }
        }
    }
}
