import MaquetteTensor

/// How layers are made of a checkpoint's tensors: `weight` and `bias` below the layer's name.
extension Weights {
    func linear(_ input: Int, _ output: Int, bias: Bool = true, _ context: ComputeContext) throws -> Linear {
        remembered(
            try Linear(
                weight: matrix("weight", rows: output, columns: input),
                bias: bias ? parameter("bias", shape: [output]) : nil, context: context))
    }

    func convolution(
        _ input: Int, _ output: Int, kernel: Int = 3, stride: Int = 1, padding: Convolution.Padding? = nil,
        bias: Bool = true, _ context: ComputeContext
    ) throws -> Convolution {
        remembered(
            try Convolution(
                weight: parameter("weight", shape: [output, input, kernel, kernel]),
                bias: bias ? parameter("bias", shape: [output]) : nil, stride: stride,
                padding: padding ?? Convolution.Padding((kernel - 1) / 2), context: context))
    }

    /// A layer of these weights, which is remembered as one.
    func remembered<Layer: PackedLayer>(_ layer: Layer) -> Layer {
        remember(layer)
        return layer
    }

    func groupNorm(
        _ channels: Int, groups: Int, epsilon: Float, silu: Bool = false, _ context: ComputeContext
    ) throws -> GroupNorm {
        try GroupNorm(
            scale: parameter("weight", shape: [channels]), shift: parameter("bias", shape: [channels]),
            groupCount: groups, epsilon: epsilon, silu: silu, context: context)
    }

    func layerNorm(_ channels: Int, epsilon: Float = 1e-5, _ context: ComputeContext) throws -> LayerNorm {
        try LayerNorm(
            scale: parameter("weight", shape: [channels]), shift: parameter("bias", shape: [channels]),
            epsilon: epsilon, context: context)
    }
}
