import CDNNL

/// A function applied to every element.
public enum Activation: Sendable, Hashable {
    /// x · sigmoid(x), also called swish. (Hendrycks and Gimpel, 2016)
    case silu
    /// x · Φ(x) with the exact normal distribution function. (Hendrycks and Gimpel, 2016)
    case gelu
    /// x · sigmoid(1.702 x), the approximation of GELU that the first CLIP models use.
    case quickGELU

    var fused: FusedOperation {
        switch self {
        case .silu: .eltwise(dnnl_eltwise_swish, alpha: 1)
        case .gelu: .eltwise(dnnl_eltwise_gelu_erf, alpha: 0)
        case .quickGELU: .eltwise(dnnl_eltwise_swish, alpha: 1.702)
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
    /// For each post operation, the layout of its second operand.
    let operandLayouts: [MemoryDescriptor?]
    private let kinds: [PostOperation.Kind]

    /// - Parameters:
    ///   - kinds: what to do, in order.
    ///   - layout: the layout of the result for a given element type; operands share it.
    init(_ kinds: [PostOperation.Kind], layout: (ElementType) throws -> MemoryDescriptor) throws {
        self.kinds = kinds
        operandLayouts = try kinds.map { kind in
            switch kind {
            case .activation: nil
            case let .add(type), let .multiply(type): try layout(type)
            }
        }
    }

    func attributes() throws -> PrimitiveAttributes {
        try PrimitiveAttributes(
            zip(kinds, operandLayouts).compactMap { kind, layout in
                switch (kind, layout) {
                case let (.activation(activation), _): activation.fused
                case let (.add, layout?): .binary(dnnl_binary_add, layout)
                case let (.multiply, layout?): .binary(dnnl_binary_mul, layout)
                default: nil
                }
            })
    }

    /// The arguments that hand the operands to a run.
    func arguments(_ operations: [PostOperation]) -> [PrimitiveArgument] {
        var result: [PrimitiveArgument] = []
        for (index, operation) in operations.enumerated() {
            if let layout = operandLayouts[index], let operand = operation.operand {
                result.append(.postOperand(index, layout, operand.address))
            }
        }
        return result
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
