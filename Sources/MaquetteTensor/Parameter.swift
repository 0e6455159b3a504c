/// A trained tensor that is read when it is needed: usually from a memory-mapped file, straight into the
/// layout and precision that the operator wants.
public struct Parameter: Sendable {
    /// Writes a range of the elements (row-major) into a buffer of that length.
    public typealias Reader = @Sendable (Range<Int>, UnsafeMutableBufferPointer<Float>) throws -> Void

    /// What to call it in messages.
    public let name: String
    /// The extents, outermost first.
    public let shape: Shape
    private let reader: Reader

    /// - Parameters:
    ///   - name: what to call it in messages.
    ///   - shape: the extents, outermost first.
    ///   - reader: delivers elements; called from any thread.
    public init(name: String, shape: Shape, reader: @escaping Reader) {
        self.name = name
        self.shape = shape
        self.reader = reader
    }

    /// A parameter that holds given values.
    public init(name: String, _ values: [Float], shape: Shape) throws {
        guard values.count == shape.elementCount else {
            throw TensorError.shapeMismatch(
                operation: "parameter \(name)", expected: "\(values.count) elements", found: shape)
        }
        self.init(name: name, shape: shape) { range, buffer in
            _ = buffer.update(fromContentsOf: values[range])
        }
    }

    /// The number of elements.
    public var elementCount: Int { shape.elementCount }

    /// All elements in row-major order.
    public func floats() throws -> [Float] {
        try floats(in: 0..<elementCount)
    }

    /// A range of the elements in row-major order.
    public func floats(in range: Range<Int>) throws -> [Float] {
        try [Float](unsafeUninitializedCapacity: range.count) { buffer, initializedCount in
            let exact = UnsafeMutableBufferPointer(rebasing: buffer[..<range.count])
            try reader(range, exact)
            initializedCount = range.count
        }
    }

    /// Writes a range of the elements to `destination`.
    func read(_ range: Range<Int>, into destination: UnsafeMutablePointer<Float>) throws {
        try reader(range, UnsafeMutableBufferPointer(start: destination, count: range.count))
    }

    /// The same elements under another shape.
    public func reshaped(_ newShape: Shape) throws -> Parameter {
        guard newShape.elementCount == elementCount else {
            throw TensorError.shapeMismatch(
                operation: "reshape of \(name)", expected: "\(elementCount) elements", found: newShape)
        }
        return Parameter(name: name, shape: newShape, reader: reader)
    }

    /// A part of the outermost dimension, such as some output features of a linear layer.
    public func rows(_ range: Range<Int>) throws -> Parameter {
        guard let count = shape.first, range.lowerBound >= 0, range.upperBound <= count else {
            throw TensorError.shapeMismatch(
                operation: "rows of \(name)", expected: "at least \(range.upperBound) rows", found: shape)
        }
        let stride = shape.dropFirst().reduce(1, *)
        let first = range.lowerBound * stride
        return Parameter(name: name, shape: [range.count] + shape.dropFirst()) { [reader] range, buffer in
            try reader(range.lowerBound + first..<range.upperBound + first, buffer)
        }
    }

    /// Several parameters stacked along the outermost dimension, so that layers with the same input can
    /// run as one.
    public static func stacked(_ parameters: [Parameter]) throws -> Parameter {
        guard let first = parameters.first else {
            throw TensorError.shapeMismatch(operation: "stack", expected: "at least one parameter", found: [])
        }
        let inner = Array(first.shape.dropFirst())
        for parameter in parameters where Array(parameter.shape.dropFirst()) != inner {
            throw TensorError.shapeMismatch(
                operation: "stack of \(parameter.name)", expected: "rows of shape \(inner)", found: parameter.shape)
        }
        let rowCount = parameters.reduce(0) { $0 + ($1.shape.first ?? 0) }
        return Parameter(name: first.name, shape: [rowCount] + inner) { range, buffer in
            var start = 0
            for parameter in parameters {
                let part = range.clamped(to: start..<start + parameter.elementCount)
                if !part.isEmpty {
                    let target = part.lowerBound - range.lowerBound..<part.upperBound - range.lowerBound
                    try parameter.reader(
                        part.lowerBound - start..<part.upperBound - start,
                        UnsafeMutableBufferPointer(rebasing: buffer[target]))
                }
                start += parameter.elementCount
            }
        }
    }
}
