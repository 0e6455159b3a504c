import Foundation
import MaquetteTensor
import Testing

@testable import MaquetteDiffusion

/// ControlNets with the names of the original release against diffusers, which converted the same tensors with its own
/// code (`Tests/Fixtures/diffusion/make_original_controlnets.py`).
@Suite struct OriginalControlNetTests {
    struct Recording: Decodable {
        var name: String
        var tensors: [String: [Int]]
    }

    private static func recording(_ name: String) throws -> Recording {
        try #require(try Fixture.decode([Recording].self, from: "original-controlnets.json").first { $0.name == name })
    }

    /// Writes a recording's file under a name of one's own.
    private static func withFile(
        _ name: String, called fileName: String = "control", metadata: [String: String] = [:],
        change: (inout [String: [Int]]) -> Void = { _ in }, _ body: (URL) throws -> Void
    ) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("maquette-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent(fileName + ".safetensors")
        var tensors = try recording(name).tensors
        change(&tensors)
        try SingleFileTests.write(tensors, metadata: metadata, spoil: nil, to: file)
        try body(file)
    }

    @Test(arguments: [
        ("first", "Stable Diffusion 1"), ("second", "of its own"), ("xl-small", "Stable Diffusion XL"),
    ])
    func resultsAreThoseOfDiffusers(name: String, family: String) throws {
        let values = try SafetensorsFile(path: Fixture.url("original-controlnets.safetensors").path)
        func tensor(_ part: String) throws -> Tensor {
            let parameter = try #require(values.parameter("\(name).\(part)"))
            return try Tensor(parameter.floats(), shape: parameter.shape)
        }
        try Self.withFile(name) { file in
            let checkpoint = try ControlNetCheckpoint(contentsOf: file)
            let weights = try checkpoint.files.weights()
            let network = try ControlNet(
                configuration: checkpoint.configuration, weights: weights, context: ComputeContext(threadCount: 1))
            #expect(weights.unusedNames == [])
            let conditions = values.shape(of: "\(name).pooled") == nil
                ? nil : AddedConditions(pooled: try tensor("pooled"), sizeAndCrop: [32, 32, 0, 0, 32, 32])
            let residuals = try network.residuals(
                sample: tensor("sample"), timestep: 321,
                context: network.prepare(hiddenStates: tensor("states"), conditions: conditions),
                hint: network.hint(tensor("hint")))
            let middle = relativeDifference(residuals.middle, try tensor("middle"))
            #expect(middle <= 1e-4)
            for (index, skip) in residuals.skips.enumerated() {
                let difference = relativeDifference(skip, try tensor("skip\(index)"))
                #expect(difference <= 1e-4, "skip \(index)")
            }
            #expect(values.shape(of: "\(name).skip\(residuals.skips.count)") == nil, "all of them")
            let digest = try checkpoint.files.weightsSHA256(nil)
            let expected = SHA256.hexDigest(of: try Data(contentsOf: file))
            #expect(digest == expected)
            #expect(checkpoint.files.name == "control")
            if name == "xl-small" { #expect(checkpoint.family.rawValue == family) }
        }
    }

    @Test func aFileOfAnotherModelIsRefused() throws {
        try Self.withFile("first") { file in
            let checkpoint = try Checkpoint(contentsOf: DepthToImagePipelineTests.checkpointFolder)
            let control = try ControlNetCheckpoint(contentsOf: file)
            let error = #expect(throws: DiffusionError.self) { try control.check(fits: checkpoint) }
            #expect(error?.description.contains("choose a ControlNet made for") == true)
        }
    }

    @Test func brokenFilesAreNamed() throws {
        let convolution = "control_model.input_hint_block.0.weight"
        try Self.withFile("first", change: { $0["control_model.zero_convs.1.0.bias"] = nil }) { file in
            let control = try ControlNetCheckpoint(contentsOf: file)
            #expect(throws: WeightsError.missingTensor(file: file.path, tensor: "control_model.zero_convs.1.0.bias", expected: [32])) {
                try ControlNet(
                    configuration: control.configuration, weights: control.files.weights(), context: ComputeContext(threadCount: 1))
            }
        }
        try Self.withFile("first", change: { $0["control_model.input_blocks.0.0.weight"] = nil }) { file in
            let error = #expect(throws: DiffusionError.self) { try ControlNetCheckpoint(contentsOf: file) }
            #expect(error?.description.contains("control_model.input_blocks.0.0.weight") == true)
        }
        // Neither the one naming nor the other.
        try Self.withFile("first", change: { $0[convolution] = nil }) { file in
            let error = #expect(throws: DiffusionError.self) { try ControlNetCheckpoint(contentsOf: file) }
            #expect(error?.description.contains("config.json") == true)
        }
        try Self.withFile("first", change: { $0["lora_controlnet"] = [1] }) { file in
            let error = #expect(throws: DiffusionError.self) { try ControlNetCheckpoint(contentsOf: file) }
            #expect(error?.description.contains("Control-LoRA") == true)
        }
    }

    @Test(arguments: [
        ("control_v11p_sd15_canny", [:], "canny edges"), ("t2i-openpose-full", [:], "poses"),
        ("control", ["modelspec.title": "SoftEdge HED 1.1"], "soft edges"),
    ] as [(String, [String: String], String)])
    func whatSteersBySomethingElseIsRefused(name: String, metadata: [String: String], control: String) throws {
        try Self.withFile("first", called: name, metadata: metadata) { file in
            let loaded = try ControlNetCheckpoint(contentsOf: file)
            #expect(loaded.purpose?.control == control)
            let checkpoint = try Checkpoint(contentsOf: DepthToImagePipelineTests.checkpointFolder)
            let error = #expect(throws: DiffusionError.self) { try loaded.check(fits: checkpoint) }
            #expect(error?.description.contains("steers by \(control)") == true, "\(String(describing: error))")
        }
    }

    @Test(arguments: [
        ("control_v11f1p_sd15_depth_fp16", "depth"), ("controlnet-zoe-depth-sdxl-1.0", "depth"), ("depth-and-canny", "depth"),
        ("controlnet", nil), ("apparatus-hedge-segovia", nil),
    ] as [(String, String?)])
    func namesTellWhatAControlNetSteersBy(name: String, control: String?) {
        #expect(ControlNetPurpose(names: [name])?.control == control)
    }

    /// The config says from where it was saved, and which class it is.
    @Test func configsTellToo() throws {
        try Fixture.withTemporaryCopy(of: Fixture.url("tiny-controlnet")) { folder in
            let file = folder.appendingPathComponent("config.json")
            var config = try #require(JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
            config["_name_or_path"] = "someone/sd-controlnet-mlsd"
            try JSONSerialization.data(withJSONObject: config).write(to: file)
            let control = try ControlNetCheckpoint(contentsOf: folder).purpose?.control
            #expect(control == "straight lines")
            config["_class_name"] = "ControlNetUnionModel"
            try JSONSerialization.data(withJSONObject: config).write(to: file)
            let error = #expect(throws: DiffusionError.self) { try ControlNetCheckpoint(contentsOf: folder) }
            #expect(error?.description.contains("it is a ControlNetUnionModel") == true)
        }
    }
}
