import CDNNL
import Synchronization

/// A two-dimensional convolution of pictures in [batch, height, width, channels].
public final class Convolution: PackedLayer {
    /// How many rows and columns of zeros surround the input.
    public struct Padding: Sendable, Hashable {
        public var top, left, bottom, right: Int

        /// Rows and columns of zeros on each side, 0 or more.
        public init(top: Int, left: Int, bottom: Int, right: Int) {
            (self.top, self.left, self.bottom, self.right) = (top, left, bottom, right)
        }

        /// The same number on every side.
        public init(_ all: Int) {
            self.init(top: all, left: all, bottom: all, right: all)
        }
    }

    private struct Key: Hashable {
        let shape: Shape
        let input: ElementType
        let output: ElementType
        let postOperations: [PostOperation.Kind]
    }

    private struct Plan: Sendable {
        let primitive: Primitive
        let source, weights, bias, destination: MemoryDescriptor
        let packedWeights: TensorStorage
        let outputShape: Shape
        let fused: FusedOperations
    }

    /// Channels of the input.
    public let inputChannels: Int
    /// Channels of the result.
    public let outputChannels: Int
    private let kernelHeight: Int
    private let kernelWidth: Int
    private let stride: Int
    private let padding: Padding
    private let context: ComputeContext
    private let weights: PackedWeights
    private let winograd: WinogradConvolution?
    private let bias: Tensor
    private let plans = Mutex<[Key: Plan]>([:])

    /// - Parameters:
    ///   - weight: [output channels, input channels, kernel height, kernel width].
    ///   - bias: [output channels], or nil for none.
    ///   - stride: the step in both directions, at least 1.
    ///   - padding: zeros around the input.
    ///   - context: where it runs.
    public init(
        weight: Parameter, bias: Parameter?, stride: Int = 1, padding: Padding = Padding(0),
        context: ComputeContext
    ) throws {
        guard weight.shape.count == 4, weight.elementCount > 0, stride > 0 else {
            throw TensorError.shapeMismatch(
                operation: "convolution \(weight.name)", expected: "weights of four dimensions", found: weight.shape)
        }
        (outputChannels, inputChannels) = (weight.shape[0], weight.shape[1])
        (kernelHeight, kernelWidth) = (weight.shape[2], weight.shape[3])
        self.stride = stride
        self.padding = padding
        self.context = context
        let isWinograd = stride == 1 && padding == Padding(1) && WinogradConvolution.fits(weight.shape)
        winograd = isWinograd ? WinogradConvolution(weight: weight, context: context) : nil
        weights = PackedWeights(weight)
        self.bias = try Tensor(bias: bias, count: outputChannels, layer: "convolution \(weight.name)")
    }

    /// Convolves.
    /// - Parameters:
    ///   - input: [batch, height, width, input channels].
    ///   - postOperations: done to the result, in this order.
    ///   - enlargement: if given, the input is first enlarged to this size by repeating the nearest pixel.
    ///   - output: the element type of the result; nil for that of the input.
    /// - Returns: [batch, height', width', output channels].
    public func callAsFunction(
        _ input: Tensor, _ postOperations: PostOperation..., enlargement: (height: Int, width: Int)? = nil,
        output: ElementType? = nil
    ) throws -> Tensor {
        guard input.shape.count == 4 else { throw misshapen(input.shape) }
        let size = enlargement ?? (input.shape[1], input.shape[2])
        let shape = try outputShape([input.shape[0], size.height, size.width, input.shape[3]])
        try postOperations.checkShapes(shape, "convolution")
        if let winograd, WinogradConvolution.pays(shape), output ?? input.elementType == input.elementType,
            postOperations.onlyAdd(input.elementType)
        {
            return try winograd(input, outputShape: shape, bias: bias, residual: postOperations.first?.operand)
        }
        let input = try enlargement.map { try context.upsampleNearest(input, height: $0.height, width: $0.width) } ?? input
        let key = Key(
            shape: input.shape, input: input.elementType, output: output ?? input.elementType,
            postOperations: postOperations.map(\.kind))
        let plan = try plans.withLock { plans in
            if let known = plans[key] { return known }
            let made = try makePlan(key, shape)
            plans[key] = made
            return made
        }
        let result = try context.tensor(plan.outputShape, key.output)
        try context.run(
            plan.primitive,
            [
                PrimitiveArgument(DNNL_ARG_SRC_0, plan.source, input.address),
                PrimitiveArgument(DNNL_ARG_WEIGHTS_0, plan.weights, plan.packedWeights.address),
                PrimitiveArgument(DNNL_ARG_BIAS, plan.bias, bias.address),
                PrimitiveArgument(DNNL_ARG_DST_0, plan.destination, result.address),
            ] + plan.fused.arguments(postOperations, result: result, context))
        withExtendedLifetime((plan, bias, input, postOperations)) {}
        return result
    }

    /// How many numbers a layer's packed weights come to: minimal filtering keeps 16 for each 9.
    /// - Parameters:
    ///   - weight: the shape of a 3 by 3 convolution's weights, with step 1 and one row of zeros around.
    ///   - output: [batch, height, width, output channels].
    public static func packedElementCount(weight: Shape, output: Shape) -> Int {
        WinogradConvolution.fits(weight) && WinogradConvolution.pays(output)
            ? weight.elementCount / 9 * WinogradConvolution.numbersPerTile : weight.elementCount
    }

    /// Lets go of the packed weights and of the primitives made for them; the next call makes both again.
    public func releasePackedWeights() {
        plans.withLock { $0 = [:] }
        weights.release()
        winograd?.releasePackedWeights()
    }

    private func outputShape(_ shape: Shape) throws -> Shape {
        guard shape.count == 4, shape[3] == inputChannels, shape.elementCount > 0,
            shape[1] + padding.top + padding.bottom >= kernelHeight,
            shape[2] + padding.left + padding.right >= kernelWidth
        else { throw misshapen(shape) }
        return [
            shape[0],
            (shape[1] + padding.top + padding.bottom - kernelHeight) / stride + 1,
            (shape[2] + padding.left + padding.right - kernelWidth) / stride + 1,
            outputChannels,
        ]
    }

    private func misshapen(_ shape: Shape) -> TensorError {
        .shapeMismatch(
            operation: "convolution",
            expected: "[batch, height, width, \(inputChannels)] of at least the kernel's size", found: shape)
    }

    private func makePlan(_ key: Key, _ outputShape: Shape) throws -> Plan {
        let source = try MemoryDescriptor.picture(key.shape, key.input)
        let anyWeights = try MemoryDescriptor.any(
            [outputChannels, inputChannels, kernelHeight, kernelWidth], key.input)
        let bias = try MemoryDescriptor.dense([outputChannels], .float32)
        let destination = try MemoryDescriptor.picture(outputShape, key.output)
        let fused = try FusedOperations(key.postOperations, output: key.output, addsInPlace: true) {
            try MemoryDescriptor.picture(outputShape, $0)
        }
        let attributes = try fused.attributes()
        let primitive = try context.primitive("convolution") {
            maquette_convolution_create(
                &$0, context.engine.handle, source.handle, anyWeights.handle, bias.handle, destination.handle,
                [Int64(stride), Int64(stride)], [Int64(padding.top), Int64(padding.left)],
                [Int64(padding.bottom), Int64(padding.right)], attributes.handle)
        }
        let chosen = primitive.weights ?? anyWeights
        return Plan(
            primitive: primitive, source: source, weights: chosen, bias: bias, destination: destination,
            packedWeights: try weights.storage(chosen, key.input, context), outputShape: outputShape, fused: fused)
    }
}

extension [PostOperation] {
    /// Whether they come to adding a tensor of a given type, or to nothing.
    fileprivate func onlyAdd(_ type: ElementType) -> Bool {
        allSatisfy { $0.kind == .add(type) } && count <= 1
    }
}

extension Tensor {
    /// A layer's bias; zeros where it has none.
    init(bias: Parameter?, count: Int, layer: String) throws {
        guard let bias else {
            try self.init([Float](repeating: 0, count: count), shape: [count])
            return
        }
        guard bias.elementCount == count else {
            throw TensorError.shapeMismatch(
                operation: layer, expected: "a bias of \(count) elements", found: bias.shape)
        }
        try self.init(bias.floats(), shape: [count])
    }
}
