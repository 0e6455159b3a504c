import Foundation
import MaquetteTensor
import MaquetteTestSupport
import Testing

@testable import MaquetteDiffusion

/// A case that make_fixtures.py has stored: configuration, tensor shapes, inputs and expected outputs.
struct NetworkFixture {
    let configuration: Data
    let weights: Weights
    private let values: SafetensorsFile

    /// - Parameters:
    ///   - folder: the folder of Tests/Fixtures that holds it.
    ///   - offsets: what make_fixtures.py added to some tensors.
    init(_ name: String, in folder: String = "networks", changing offsets: [String: Float] = [:]) throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../Fixtures/\(folder)").standardizedFileURL
        let json = try Data(contentsOf: folder.appendingPathComponent(name + ".json"))
        let object = try #require(try JSONSerialization.jsonObject(with: json) as? [String: Any])
        configuration = try JSONSerialization.data(withJSONObject: #require(object["config"]))
        let shapes = try #require(object["tensors"] as? [String: [Int]])
        var parameters: [String: Parameter] = [:]
        for (name, shape) in shapes { parameters[name] = SyntheticValues.weight(name, shape) }
        for (name, offset) in offsets {
            let parameter = try #require(parameters[name])
            parameters[name] = try Parameter(
                name: name, parameter.floats().map { $0 + offset }, shape: parameter.shape)
        }
        weights = Weights(parameters, origin: name)
        values = try SafetensorsFile(path: folder.appendingPathComponent(name + ".safetensors").path)
    }

    /// Pooled prompts, size and crop, where the case has them.
    func addedConditions() throws -> AddedConditions? {
        guard values.shape(of: "pooled") != nil else { return nil }
        return AddedConditions(pooled: try tensor("pooled"), sizeAndCrop: try tensor("numbers").floats)
    }

    /// Whether there is an input or output of this name.
    func holds(_ name: String) -> Bool { values.shape(of: name) != nil }

    func tensor(_ name: String) throws -> Tensor {
        let parameter = try #require(values.parameter(name))
        return try Tensor(parameter.floats(), shape: parameter.shape)
    }
}

/// The greatest difference, relative to the greatest magnitude expected.
func relativeDifference(_ found: Tensor, _ expected: Tensor) -> Float {
    guard found.shape == expected.shape else { return .infinity }
    let magnitude = expected.floats.map(abs).max() ?? 0
    let difference = zip(found.floats, expected.floats).map { abs($0 - $1) }
    guard difference.allSatisfy(\.isFinite) else { return .infinity }
    return (difference.max() ?? 0) / magnitude
}
