import MaquetteDiffusion
import MaquetteTensor
import Testing

@Suite struct WeightsTests {
    private func weights() throws -> Weights {
        Weights(
            [
                "blocks.0.conv.weight": try Parameter(name: "", [1, 2, 3, 4], shape: [2, 2, 1, 1]),
                "blocks.0.conv.bias": try Parameter(name: "", [5, 6], shape: [2]),
                "blocks.10.bias": try Parameter(name: "", [7], shape: [1]),
            ], origin: "model.safetensors")
    }

    @Test func prefixesLeadToTensors() throws {
        let weights = try weights()
        let layer = weights["blocks"][0]["conv"]
        #expect(layer.prefix == "blocks.0.conv.")
        #expect(try layer.parameter("bias", shape: [2]).floats() == [5, 6])
        #expect(try layer.matrix("weight", rows: 2, columns: 2).shape == [2, 2])
        #expect(layer.contains("bias") && !layer.contains("scale"))
        #expect(weights["blocks"][1].isEmpty && !weights["blocks"][10].isEmpty)
        #expect(weights.unusedNames == ["blocks.10.bias"])
    }

    @Test func missingAndMisshapenTensorsAreNamed() throws {
        let layer = try weights()["blocks"][0]["conv"]
        #expect(
            throws: WeightsError.missingTensor(file: "model.safetensors", tensor: "blocks.0.conv.scale", expected: [2])
        ) { try layer.parameter("scale", shape: [2]) }
        #expect(
            throws: WeightsError.misshapen(
                file: "model.safetensors", tensor: "blocks.0.conv.bias", expected: [3], found: [2])
        ) { try layer.parameter("bias", shape: [3]) }
        #expect(throws: WeightsError.self) { try layer.matrix("weight", rows: 4, columns: 1) }
    }
}
