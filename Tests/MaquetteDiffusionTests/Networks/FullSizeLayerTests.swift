import Foundation
import MaquetteTensor
import MaquetteTestSupport
import Testing

@testable import MaquetteDiffusion

/// Layers of the sizes that released models have against diffusers and transformers: other ways to compute are taken than
/// for small ones (`Tests/Fixtures/networks/make_full_size.py`).
@Suite struct FullSizeLayerTests {
    private struct Case {
        let name: String
        let configuration: Data
        let weights: Weights
        private let results: [String: [Double]]
        private let every: Int

        init(_ name: String, changing offsets: [String: Float] = [:]) throws {
            let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
                .appendingPathComponent("../../Fixtures/networks/full-size.json").standardizedFileURL
            let cases = try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [[String: Any]])
            let found = try #require(cases.first { $0["name"] as? String == name })
            self.name = name
            configuration = try JSONSerialization.data(withJSONObject: #require(found["config"]))
            let shapes = try #require(found["tensors"] as? [String: [Int]])
            var parameters: [String: Parameter] = [:]
            for (name, shape) in shapes { parameters[name] = SyntheticValues.weight(name, shape) }
            for (name, offset) in offsets {
                let parameter = try #require(parameters[name])
                parameters[name] = try Parameter(name: name, parameter.floats().map { $0 + offset }, shape: parameter.shape)
            }
            weights = Weights(parameters, origin: name)
            results = try #require(found["results"] as? [String: [Double]])
            every = try #require(found["every"] as? Int)
        }

        func input(_ name: String, _ shape: Shape) throws -> Tensor {
            try Tensor(SyntheticValues.uniform("\(self.name) \(name)", 0..<shape.reduce(1, *)), shape: shape)
        }

        /// Each n-th value of a result against what was stored of it.
        func difference(_ name: String, _ found: Tensor) throws -> Float {
            let expected = try #require(results[name]).map { Float($0) }
            let values = found.floats
            return SchedulerTests.relativeDifference(stride(from: 0, to: values.count, by: every).map { values[$0] }, expected)
        }
    }

    private static func context(_ precision: Precision = .f32) throws -> ComputeContext {
        try ComputeContext(threadCount: 2, precision: precision)
    }

    @Test(arguments: [("unet-2", 48), ("unet-1", 16), ("unet-xl", 16)])
    func unet(name: String, side: Int) throws {
        let full = try Case(name)
        let configuration = try UNetConfiguration(json: full.configuration, file: name)
        let unet = try UNet(configuration: configuration, weights: full.weights, context: Self.context())
        let cross = try #require(configuration.blocks().first).crossAttentionChannels
        let conditions = try configuration.pooledChannels.map {
            AddedConditions(pooled: try full.input("pooled", [1, $0]), sizeAndCrop: [768, 1344, 0, 16, 640, 512])
        }
        let prompt = try unet.prepare(hiddenStates: full.input("states", [1, 11, cross]), conditions: conditions)
        let sample = try full.input("sample", [1, side, side, configuration.inputChannels])
        let output = try unet.predict(sample: sample, timestep: 321, context: prompt)
        #expect(try full.difference("output", output) <= 1e-4)
        #expect(full.weights.unusedNames.isEmpty)
    }

    @Test func autoencoder() throws {
        let full = try Case("autoencoder")
        let autoencoder = try Autoencoder(
            configuration: AutoencoderConfiguration(json: full.configuration, file: "autoencoder"), weights: full.weights,
            context: Self.context())
        let (mean, _) = try autoencoder.encode(full.input("image", [1, 64, 64, 3]))
        #expect(try full.difference("mean", mean) <= 1e-4)
        let decoded = try autoencoder.decode(full.input("latents", [1, 32, 32, 4]))
        #expect(try full.difference("decoded", decoded) <= 1e-4)
    }

    @Test(arguments: ["text-2", "text-xl"])
    func textEncoder(name: String) throws {
        let full = try Case(name)
        let encoder = try CLIPTextEncoder(
            configuration: CLIPTextConfiguration(json: full.configuration, file: name), weights: full.weights,
            context: Self.context())
        var tokens = try full.input("tokens", [77]).floats.map { Int32(abs($0) * 95) }
        tokens[76] = 96
        guard name == "text-xl" else {
            #expect(try full.difference("states", encoder.hiddenStates(tokens: [tokens])) <= 1e-4)
            return
        }
        let output = try encoder.penultimateStates(tokens: [tokens])
        #expect(try full.difference("states", output.states) <= 1e-4)
        #expect(try full.difference("pooled", #require(output.pooled)) <= 1e-4)
    }

    @Test(arguments: ["dpt-large", "dpt-hybrid"])
    func depthEstimator(name: String) throws {
        let full = try Case(name, changing: ["head.head.4.bias": 1])
        let network = try DPT(
            configuration: DPTConfiguration(json: full.configuration, file: name), weights: full.weights, context: Self.context())
        let depth = try network.inverseDepth(full.input("picture", [1, 64, 64, 3]))
        #expect(try full.difference("depth", depth) <= 1e-4)
    }
}
