/// How one element of a tensor is stored.
public enum ElementType: Sendable, Hashable {
    /// IEEE 754 single precision.
    case float32
    /// The upper half of a single precision number: 8 bits of exponent, 7 of mantissa.
    case bfloat16

    /// Bytes that one element takes.
    public var byteCount: Int {
        switch self {
        case .float32: 4
        case .bfloat16: 2
        }
    }
}

/// The number format that networks compute in: of their weights and of what flows between their
/// layers. Sums are always gathered in single precision.
public enum Precision: String, Sendable, Hashable, CaseIterable, Codable {
    /// Single precision throughout.
    case f32
    /// Weights and activations in bfloat16; half the memory traffic, twice the arithmetic rate where
    /// the processor has bfloat16 instructions, and slow where it has not.
    case bf16

    /// The element type of tensors that flow between layers.
    public var elementType: ElementType {
        switch self {
        case .f32: .float32
        case .bf16: .bfloat16
        }
    }
}
