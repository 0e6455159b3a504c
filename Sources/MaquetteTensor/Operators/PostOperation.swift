import CDNNL

/// A function applied to every element.
public enum Activation: Sendable, Hashable {
    /// x · sigmoid(x), also called swish. (Hendrycks and Gimpel, 2016)
    case silu
    /// x · Φ(x) with the exact normal distribution function. (Hendrycks and Gimpel, 2016)
    case gelu
    /// x · sigmoid(1.702 x), the approximation of GELU that the first CLIP models use.
    case quickGELU
    /// max(x, 0).
    case relu

    var fused: FusedOperation {
        switch self {
        case .silu: .eltwise(dnnl_eltwise_swish, alpha: 1)
        case .gelu: .eltwise(dnnl_eltwise_gelu_erf, alpha: 0)
        case .quickGELU: .eltwise(dnnl_eltwise_swish, alpha: 1.702)
        case .relu: .eltwise(dnnl_eltwise_relu, alpha: 0)
        }
    }
}

/// What a convolution or linear layer does to its result before storing it, at next to no cost.
public enum PostOperation: Sendable {
    /// Applies a function to every element.
    case activation(Activation)
    /// Adds a tensor of the result's shape, such as a residual connection.
    case add(Tensor)
    /// Multiplies by a tensor of the result's shape, such as a gate.
    case multiply(Tensor)

    /// What distinguishes compiled primitives.
    enum Kind: Hashable {
        case activation(Activation)
        case add(ElementType)
        case multiply(ElementType)
    }

    var kind: Kind {
        switch self {
        case let .activation(activation): .activation(activation)
        case let .add(other): .add(other.elementType)
        case let .multiply(other): .multiply(other.elementType)
        }
    }

    /// The second operand, if there is one.
    var operand: Tensor? {
        switch self {
        case .activation: nil
        case let .add(other), let .multiply(other): other
        }
    }
}

/// The fused operations of one compiled primitive and the layouts of their operands.
struct FusedOperations: Sendable {
    private enum Step: Sendable {
        case activation(Activation)
        case addInPlace
        case add(MemoryDescriptor)
        case multiply(MemoryDescriptor)
    }

    private let steps: [Step]

    /// - Parameters:
    ///   - kinds: what to do, in order.
    ///   - output: the element type of the result.
    ///   - addsInPlace: whether the primitive is at its fastest when it adds to what the destination holds, as
    ///     oneDNN's convolutions are. That works only once.
    ///   - layout: the layout of the result for a given element type; operands share it.
    init(
        _ kinds: [PostOperation.Kind], output: ElementType, addsInPlace: Bool,
        layout: (ElementType) throws -> MemoryDescriptor
    ) throws {
        steps = try kinds.enumerated().map { index, kind in
            switch kind {
            case let .activation(activation): .activation(activation)
            case let .add(type) where addsInPlace && type == output && !kinds[..<index].contains(kind): .addInPlace
            case let .add(type): .add(try layout(type))
            case let .multiply(type): .multiply(try layout(type))
            }
        }
    }

    func attributes() throws -> PrimitiveAttributes {
        try PrimitiveAttributes(
            steps.map { step in
                switch step {
                case let .activation(activation): activation.fused
                case .addInPlace: .sum
                case let .add(layout): .binary(dnnl_binary_add, layout)
                case let .multiply(layout): .binary(dnnl_binary_mul, layout)
                }
            })
    }

    /// The arguments that hand the operands to a run; what is added in place is copied to the result.
    func arguments(_ operations: [PostOperation], result: Tensor, _ context: ComputeContext) -> [PrimitiveArgument] {
        var arguments: [PrimitiveArgument] = []
        for (index, (step, operation)) in zip(steps, operations).enumerated() {
            guard let operand = operation.operand else { continue }
            switch step {
            case .activation: break
            case .addInPlace: context.copy(operand, to: result)
            case let .add(layout), let .multiply(layout):
                arguments.append(.postOperand(index, layout, operand.address))
            }
        }
        return arguments
    }
}

extension [PostOperation] {
    /// Checks that every operand has the shape of the result.
    func checkShapes(_ shape: Shape, _ operation: String) throws {
        for case let operand? in map(\.operand) where operand.shape != shape {
            throw TensorError.shapeMismatch(
                operation: operation + " (fused operand)", expected: "shape \(shape)", found: operand.shape)
        }
    }
}
