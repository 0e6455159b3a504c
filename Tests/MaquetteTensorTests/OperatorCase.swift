import Foundation
import MaquetteTensor
import MaquetteTestSupport
import Testing

/// One case of operators.json: an operator of torch, its settings and what came out.
struct OperatorCase: Decodable, Sendable, CustomTestStringConvertible {
    let `operator`: String
    let name: String
    let shape: Shape
    let step: Int
    let values: [Float]
    let input: Shape?
    let kernel, stride, groups, batch, queries, keys, heads, factor: Int?
    /// Of a convolution: top, left, bottom, right.
    let padding: [Int]?
    /// Of a convolution: height and width that the input is enlarged to.
    let enlargement: [Int]?
    /// Of attention: the head's; of resizing: height and width.
    let size: Size?
    let residual, gate, silu, causal, corners: Bool?
    let activation: String?
    let epsilon, offset, sharpness: Float?

    enum Size: Decodable, Sendable {
        case one(Int)
        case two([Int])

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            self = try (try? container.decode(Int.self)).map(Size.one) ?? .two(container.decode([Int].self))
        }

        var numbers: [Int] {
            switch self {
            case let .one(number): [number]
            case let .two(numbers): numbers
            }
        }
    }

    var testDescription: String { "\(`operator`) “\(name)”" }

    static func all() throws -> [OperatorCase] {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../Fixtures/tensor/operators.json").standardizedFileURL
        return try JSONDecoder().decode([OperatorCase].self, from: Data(contentsOf: file))
    }

    static func of(_ name: String) throws -> [OperatorCase] {
        try all().filter { $0.operator == name }
    }

    /// A synthetic input of this case.
    func tensor(_ part: String, _ shape: Shape) throws -> Tensor {
        try Tensor(SyntheticValues.uniform("\(name) \(part)", 0..<shape.reduce(1, *)), shape: shape)
    }

    func weight(_ part: String, _ shape: Shape) -> Parameter {
        SyntheticValues.weight("\(name) \(part)", shape)
    }

    /// Runs the operator in a context, with inputs in its precision.
    func run(_ context: ComputeContext) throws -> Tensor {
        func given(_ part: String, _ shape: Shape) throws -> Tensor {
            try context.convert(tensor(part, shape), to: context.precision.elementType)
        }
        let output: Tensor
        switch `operator` {
        case "convolution": output = try convolution(context, given)
        case "linear": output = try linear(context, given)
        case "groupNorm":
            let shape = try #require(input)
            let channels = try #require(shape.last)
            let norm = try GroupNorm(
                scale: weight("norm.weight", [channels]), shift: weight("norm.bias", [channels]),
                groupCount: #require(groups), epsilon: #require(epsilon), silu: silu ?? false, context: context)
            let shifted = try Tensor(tensor("input", shape).floats.map { $0 + (offset ?? 0) }, shape: shape)
            output = try norm(context.convert(shifted, to: context.precision.elementType))
        case "layerNorm":
            let shape = try #require(input)
            let channels = try #require(shape.last)
            let norm = try LayerNorm(
                scale: weight("norm.weight", [channels]), shift: weight("norm.bias", [channels]),
                epsilon: #require(epsilon), context: context)
            output = try norm(given("input", shape))
        case "attention": output = try attention(context)
        case "upsample":
            let size = try #require(size).numbers
            output = try context.upsampleNearest(given("input", #require(input)), height: size[0], width: size[1])
        case "bilinear":
            let size = try #require(size).numbers
            output = try context.resizeBilinear(
                given("input", #require(input)), height: size[0], width: size[1],
                alignment: corners == true ? .corners : .edges)
        case "maxPool":
            let padding = try #require(padding)
            output = try context.maxPool(
                given("input", #require(input)), size: #require(kernel), stride: #require(stride),
                padding: .init(top: padding[0], left: padding[1], bottom: padding[2], right: padding[3]))
        case "spreadChannels":
            output = try context.spreadChannels(given("input", #require(input)), factor: #require(factor))
        default:
            throw TensorError.unsupported("unknown operator \(`operator`) in operators.json")
        }
        return output
    }

    private func operations(_ given: (String, Shape) throws -> Tensor) throws -> [PostOperation] {
        let activations: [String: Activation] = ["relu": .relu, "silu": .silu, "gelu": .gelu, "quickGELU": .quickGELU]
        var result: [PostOperation] = []
        if let activation { result.append(.activation(try #require(activations[activation]))) }
        if gate == true { result.append(.multiply(try given("gate", shape))) }
        if residual == true { result.append(.add(try given("residual", shape))) }
        return result
    }

    private func convolution(_ context: ComputeContext, _ given: (String, Shape) throws -> Tensor) throws -> Tensor {
        let (input, kernel, padding) = (try #require(input), try #require(kernel), try #require(padding))
        let layer = try Convolution(
            weight: weight("weight", [shape[3], input[3], kernel, kernel]), bias: weight("bias", [shape[3]]),
            stride: #require(stride),
            padding: .init(top: padding[0], left: padding[1], bottom: padding[2], right: padding[3]), context: context)
        let operations = try operations(given)
        let picture = try given("input", input)
        let size = enlargement.map { (height: $0[0], width: $0[1]) }
        return operations.isEmpty
            ? try layer(picture, enlargement: size) : try layer(picture, operations[0], enlargement: size)
    }

    private func linear(_ context: ComputeContext, _ given: (String, Shape) throws -> Tensor) throws -> Tensor {
        let input = try #require(input)
        let (inputs, outputs) = (try #require(input.last), try #require(shape.last))
        let layer = try Linear(
            weight: weight("weight", [outputs, inputs]), bias: weight("bias", [outputs]), context: context)
        let operations = try operations(given)
        let rows = try given("input", input)
        return operations.isEmpty ? try layer(rows) : try layer(rows, operations[0])
    }

    private func attention(_ context: ComputeContext) throws -> Tensor {
        let (batch, heads) = (try #require(batch), try #require(heads))
        let channels = heads * (try #require(size).numbers[0])
        func part(_ name: String, _ count: Int?, _ factor: Float) throws -> Tensor {
            let shape = [batch, try #require(count), channels]
            let scaled = try Tensor(tensor(name, shape).floats.map { $0 * factor }, shape: shape)
            return try context.convert(scaled, to: context.precision.elementType)
        }
        let memory = try KeysAndValues(keys: part("keys", keys, 1), values: part("values", keys, 1), headCount: heads)
        return try context.attention(part("queries", queries, sharpness ?? 1), memory, causal: causal ?? false)
    }

    /// The greatest difference from what torch found, relative to the greatest magnitude there.
    func difference(_ output: Tensor) -> Float {
        guard output.shape == shape else { return .infinity }
        let found = output.floats
        let kept = Swift.stride(from: 0, to: found.count, by: step).map { found[$0] }
        guard kept.count == values.count, kept.allSatisfy(\.isFinite) else { return .infinity }
        let magnitude = values.map(abs).max() ?? 0
        return (zip(kept, values).map { abs($0 - $1) }.max() ?? 0) / magnitude
    }
}
