import CDNNL
import Synchronization

/// A linear layer: multiplies the innermost dimension by a matrix and adds a bias.
public final class Linear: PackedLayer {
    private struct Key: Hashable {
        let rowCount: Int
        let input: ElementType
        let output: ElementType
        let postOperations: [PostOperation.Kind]
    }

    private struct Plan: Sendable {
        let primitive: Primitive
        let source, weights, bias, destination: MemoryDescriptor
        let packedWeights: TensorStorage
        let fused: FusedOperations
    }

    /// Channels of the input.
    public let inputChannels: Int
    /// Channels of the result.
    public let outputChannels: Int
    private let context: ComputeContext
    private let weights: PackedWeights
    private let bias: Tensor
    private let plans = Mutex<[Key: Plan]>([:])

    /// - Parameters:
    ///   - weight: [output channels, input channels].
    ///   - bias: [output channels], or nil for none.
    ///   - context: where it runs.
    public init(weight: Parameter, bias: Parameter?, context: ComputeContext) throws {
        guard weight.shape.count == 2, weight.elementCount > 0 else {
            throw TensorError.shapeMismatch(
                operation: "linear layer \(weight.name)", expected: "weights of two dimensions", found: weight.shape)
        }
        (outputChannels, inputChannels) = (weight.shape[0], weight.shape[1])
        self.context = context
        weights = PackedWeights(weight)
        self.bias = try Tensor(bias: bias, count: outputChannels, layer: "linear layer \(weight.name)")
    }

    /// Applies the layer.
    /// - Parameters:
    ///   - input: [..., input channels].
    ///   - postOperations: done to the result, in this order.
    ///   - output: the element type of the result; nil for that of the input.
    /// - Returns: [..., output channels].
    public func callAsFunction(
        _ input: Tensor, _ postOperations: PostOperation..., output: ElementType? = nil
    ) throws -> Tensor {
        guard input.shape.last == inputChannels, input.elementCount > 0 else {
            throw TensorError.shapeMismatch(
                operation: "linear layer", expected: "[..., \(inputChannels)]", found: input.shape)
        }
        let shape = Shape(input.shape.dropLast()) + [outputChannels]
        try postOperations.checkShapes(shape, "linear layer")
        let key = Key(
            rowCount: input.elementCount / inputChannels, input: input.elementType,
            output: output ?? input.elementType, postOperations: postOperations.map(\.kind))
        let plan = try plans.withLock { plans in
            if let known = plans[key] { return known }
            let made = try makePlan(key)
            plans[key] = made
            return made
        }
        let result = try context.tensor(shape, key.output)
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

    /// Lets go of the packed weights and of the primitives made for them; the next call makes both again.
    public func releasePackedWeights() {
        plans.withLock { $0 = [:] }
        weights.release()
    }

    private func makePlan(_ key: Key) throws -> Plan {
        let source = try MemoryDescriptor.dense([key.rowCount, inputChannels], key.input)
        let anyWeights = try MemoryDescriptor.any([inputChannels, outputChannels], key.input)
        let bias = try MemoryDescriptor.dense([1, outputChannels], .float32)
        let destination = try MemoryDescriptor.dense([key.rowCount, outputChannels], key.output)
        let fused = try FusedOperations(key.postOperations, output: key.output, addsInPlace: false) {
            try MemoryDescriptor.dense([key.rowCount, outputChannels], $0)
        }
        let attributes = try fused.attributes()
        let primitive = try context.primitive("linear layer") {
            maquette_matmul_create(
                &$0, context.engine.handle, source.handle, anyWeights.handle, bias.handle, destination.handle,
                attributes.handle)
        }
        let chosen = primitive.weights ?? anyWeights
        return Plan(
            primitive: primitive, source: source, weights: chosen, bias: bias, destination: destination,
            packedWeights: try weights.storage(chosen, key.input, context), fused: fused)
    }
}
