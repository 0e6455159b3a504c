import MaquetteTensor

/// Merges a map into what coarser maps have given, and doubles the result.
///
///     coarser ─────────(+)─ residual ─ double ─ conv 1×1
///     map ─ residual ──┘
final class DPTFusion: Sendable {
    private let inputResidual: DPTResidual?
    private let residual: DPTResidual
    private let projection: Linear
    private let context: ComputeContext

    /// - Parameter isCoarsest: whether it is given a single map, which makes one residual block idle.
    init(_ weights: Weights, isCoarsest: Bool, _ configuration: DPTConfiguration, _ context: ComputeContext) throws {
        inputResidual = isCoarsest ? nil : try DPTResidual(weights["residual_layer1"], configuration, context)
        residual = try DPTResidual(weights["residual_layer2"], configuration, context)
        projection = try weights["projection"].linear(configuration.fusionChannels, configuration.fusionChannels, context)
        self.context = context
    }

    func callAsFunction(_ coarser: Tensor, _ map: Tensor?) throws -> Tensor {
        var hidden = coarser
        if let map, let inputResidual {
            let fitting = map.shape == hidden.shape
                ? map
                : try context.resizeBilinear(map, height: hidden.shape[1], width: hidden.shape[2], alignment: .edges)
            hidden = try context.add(hidden, inputResidual(fitting))
        }
        hidden = try residual(hidden)
        return try projection(
            context.resizeBilinear(hidden, height: 2 * hidden.shape[1], width: 2 * hidden.shape[2], alignment: .corners))
    }
}

/// Two convolutions, each behind a ReLU, and a shortcut around them.
private final class DPTResidual: Sendable {
    private let convolution1, convolution2: Convolution
    private let context: ComputeContext

    init(_ weights: Weights, _ configuration: DPTConfiguration, _ context: ComputeContext) throws {
        func convolution(_ weights: Weights) throws -> Convolution {
            try weights.convolution3(configuration.fusionChannels, configuration.fusionChannels, bias: configuration.hasFusionBias, context)
        }
        convolution1 = try convolution(weights["convolution1"])
        convolution2 = try convolution(weights["convolution2"])
        self.context = context
    }

    func callAsFunction(_ x: Tensor) throws -> Tensor {
        try convolution2(convolution1(context.relu(x), .activation(.relu)), .add(x))
    }
}

extension Weights {
    /// A 3×3 convolution with or without bias.
    func convolution3(_ input: Int, _ output: Int, bias: Bool, _ context: ComputeContext) throws -> Convolution {
        try Convolution(
            weight: parameter("weight", shape: [output, input, 3, 3]),
            bias: bias ? parameter("bias", shape: [output]) : nil, padding: Convolution.Padding(1), context: context)
    }
}
