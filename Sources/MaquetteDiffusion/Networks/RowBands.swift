import MaquetteTensor

/// Runs layers over a large picture band by band.
///
/// Layers see a few rows more than they are to make, so that convolutions find the neighbours they
/// need, and group normalizations take their statistics from the whole picture beforehand. The result is
/// that of the layers run over the whole picture; what is saved is the memory between them.
struct RowBands {
    /// When a picture is cut into bands, and how large they are.
    struct Limits: Sendable {
        /// Pixels up to which a picture is computed whole.
        var wholeArea: Int
        /// Pixels of a band.
        var bandArea: Int

        static let standard = Limits(wholeArea: 768 * 768, bandArea: 1 << 18)
    }

    let context: ComputeContext
    let limits: Limits

    /// Layers that keep the picture's height, such as 3x3 convolutions.
    /// - Parameter layers: makes the given rows of the result, from the same rows of the picture; the first
    ///   and last of them count only at the picture's edges.
    func callAsFunction(_ x: Tensor, _ layers: (Range<Int>) throws -> Tensor) throws -> Tensor {
        let height = x.shape[1]
        return try context.assemble(height: height, rowsPerBand: rows(width: x.shape[2])) { rows in
            let seen = max(rows.lowerBound - 1, 0)..<min(rows.upperBound + 1, height)
            return try layers(seen).rows(rows.lowerBound - seen.lowerBound..<rows.upperBound - seen.lowerBound)
        }
    }

    /// Layers that double height and width, then see one row on either side.
    /// - Parameter layers: makes twice as many rows, from the given rows of the picture.
    func doubling(_ x: Tensor, _ layers: (Range<Int>) throws -> Tensor) throws -> Tensor {
        let height = x.shape[1]
        return try context.assemble(height: 2 * height, rowsPerBand: rows(width: 2 * x.shape[2])) { rows in
            let seen = max(rows.lowerBound / 2 - 1, 0)..<min(rows.upperBound / 2 + 1, height)
            let first = rows.lowerBound - 2 * seen.lowerBound
            return try layers(seen).rows(first..<first + rows.count)
        }
    }

    /// A layer that halves height and width and sees one row more at the end.
    /// - Parameter layer: makes half as many rows, rounded down, from the given rows of the picture.
    func halving(_ x: Tensor, _ layer: (Range<Int>) throws -> Tensor) throws -> Tensor {
        let height = x.shape[1]
        return try context.assemble(height: height / 2, rowsPerBand: rows(width: x.shape[2] / 2)) { rows in
            try layer(2 * rows.lowerBound..<min(2 * rows.upperBound + 1, height))
        }
    }

    /// Even, so that bands of a doubled picture begin at a row of its own.
    private func rows(width: Int) -> Int { max(2, limits.bandArea / max(width, 1) / 2 * 2) }
}
