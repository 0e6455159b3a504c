/// An immutable array of numbers with a shape, dense and row-major.
///
/// Pictures and feature maps are [batch, height, width, channels]; what flows through linear layers and
/// attention is [batch, tokens, channels]. The two are the same memory: `reshaped` is free.
public struct Tensor: Sendable {
    /// The extents, outermost first.
    public let shape: Shape
    /// How each element is stored.
    public let elementType: ElementType
    let storage: TensorStorage
    /// Where this tensor's first element lies in `storage`, in elements.
    let offset: Int

    init(shape: Shape, elementType: ElementType, storage: TensorStorage, offset: Int = 0) {
        self.shape = shape
        self.elementType = elementType
        self.storage = storage
        self.offset = offset
    }

    /// A tensor with arbitrary contents, to be filled before it is handed on.
    init(uninitialized shape: Shape, elementType: ElementType, pool: BufferPool?) throws {
        let byteCount = shape.elementCount * elementType.byteCount
        self.init(
            shape: shape, elementType: elementType,
            storage: try TensorStorage(byteCount: byteCount, pool: pool))
    }

    /// A single precision tensor that holds `values`.
    /// - Parameters:
    ///   - values: the elements in row-major order.
    ///   - shape: the extents; their product is the number of values.
    /// - Throws: `TensorError.shapeMismatch` if the counts differ, `TensorError.outOfMemory`.
    public init(_ values: [Float], shape: Shape) throws {
        guard values.count == shape.elementCount, shape.allSatisfy({ $0 >= 0 }) else {
            throw TensorError.shapeMismatch(
                operation: "tensor from values", expected: "\(values.count) elements", found: shape)
        }
        try self.init(uninitialized: shape, elementType: .float32, pool: nil)
        values.withUnsafeBytes { storage.address.copyMemory(from: $0.baseAddress ?? UnsafeRawPointer(storage.address), byteCount: $0.count) }
    }

    /// The number of elements.
    public var elementCount: Int { shape.elementCount }

    /// The elements in row-major order, as single precision numbers.
    public var floats: [Float] {
        [Float](unsafeUninitializedCapacity: elementCount) { buffer, initializedCount in
            switch elementType {
            case .float32:
                let source = pointer(as: Float.self)
                for index in 0..<elementCount { buffer.initializeElement(at: index, to: source[index]) }
            case .bfloat16:
                let source = pointer(as: BFloat16.self)
                for index in 0..<elementCount { buffer.initializeElement(at: index, to: source[index].float) }
            }
            initializedCount = elementCount
        }
    }

    /// The same elements under another shape; nothing is copied.
    /// - Throws: `TensorError.shapeMismatch` if the number of elements differs.
    public func reshaped(_ newShape: Shape) throws -> Tensor {
        guard newShape.elementCount == elementCount else {
            throw TensorError.shapeMismatch(
                operation: "reshape", expected: "\(newShape.elementCount) elements", found: shape)
        }
        return Tensor(shape: newShape, elementType: elementType, storage: storage, offset: offset)
    }

    /// A part of the outermost dimension, such as one picture of a batch; nothing is copied.
    /// - Parameter range: indices along the first dimension.
    /// - Throws: `TensorError.shapeMismatch` if the range lies outside.
    public func outermost(_ range: Range<Int>) throws -> Tensor {
        guard let count = shape.first, range.lowerBound >= 0, range.upperBound <= count else {
            throw TensorError.shapeMismatch(
                operation: "outermost range \(range)", expected: "at least \(range.upperBound) rows", found: shape)
        }
        let stride = shape.dropFirst().reduce(1, *)
        return Tensor(
            shape: [range.count] + shape.dropFirst(), elementType: elementType, storage: storage,
            offset: offset + range.lowerBound * stride)
    }

    /// The first element's address.
    var address: UnsafeMutableRawPointer { storage.address + offset * elementType.byteCount }

    /// The first element's address, for a known element type.
    func pointer<Element: BitwiseCopyable>(as _: Element.Type) -> UnsafeMutablePointer<Element> {
        address.assumingMemoryBound(to: Element.self)
    }
}

extension Shape {
    /// The product of the extents.
    var elementCount: Int { reduce(1, *) }
}
