extension Tensor {
    /// Some rows of a single picture; nothing is copied.
    /// - Parameter range: rows of [1, height, width, channels].
    /// - Throws: `TensorError.shapeMismatch` for more than one picture, or a range outside.
    public func rows(_ range: Range<Int>) throws -> Tensor {
        guard shape.count == 4, shape[0] == 1 else {
            throw TensorError.shapeMismatch(
                operation: "rows \(range)", expected: "[1, height, width, channels]", found: shape)
        }
        return try reshaped(Shape(shape.dropFirst())).outermost(range)
            .reshaped([1, range.count, shape[2], shape[3]])
    }
}

extension ComputeContext {
    /// Puts a picture together from bands of rows, which are made one after the other.
    /// - Parameters:
    ///   - height: rows of the picture.
    ///   - rowsPerBand: rows of each band; the last may have fewer.
    ///   - band: makes some rows, [1, rows, width, channels].
    public func assemble(
        height: Int, rowsPerBand: Int, _ band: (Range<Int>) throws -> Tensor
    ) throws -> Tensor {
        if rowsPerBand >= height { return try band(0..<height) }
        var whole: Tensor?
        for first in stride(from: 0, to: height, by: rowsPerBand) {
            let range = first..<min(first + rowsPerBand, height)
            let part = try band(range)
            let target = try whole ?? tensor([1, height, part.shape[2], part.shape[3]], part.elementType)
            whole = target
            let rows = try target.rows(range)
            guard rows.shape == part.shape, rows.elementType == part.elementType else {
                throw TensorError.shapeMismatch(operation: "band \(range)", expected: "\(rows.shape)", found: part.shape)
            }
            copy(part, to: rows)
        }
        guard let whole else {
            throw TensorError.shapeMismatch(operation: "assembly", expected: "at least one row", found: [height])
        }
        return whole
    }
}
