import MaquetteImaging

/// Fills the background of a page with the colour of the nearest texel of a chart, so that neither bilinear
/// sampling nor mip-mapping ever mixes in a colour from nowhere.
///
/// The exact nearest texel by the two-pass distance transform of Felzenszwalb and Huttenlocher
/// ("Distance Transforms of Sampled Functions", 2012): first along columns, then along rows.
enum IslandPadding {
    private static let none = Int32.min

    /// - Parameters:
    ///   - colors: `height * width` colours.
    ///   - kinds: what each texel is; those outside the charts get filled.
    ///   - finished: called with the number of every row that is filled, on any thread.
    static func fill(
        _ colors: UnsafeMutablePointer<SIMD4<Float>>, kinds: UnsafePointer<TexelMap.TexelKind>, width: Int, height: Int,
        loop: ParallelLoop, finished: (Int) -> Void
    ) {
        let nearestRows = FlatBuffer<Int32>(uninitializedCount: width * height)
        findNearestRows(kinds, into: nearestRows, width: width, height: height, loop: loop)
        loop.forEachRange(height, grain: 16) { _, rows in
            var envelope = LowerEnvelope(width: width)
            for row in rows {
                let nearest = nearestRows.base + row * width
                for gap in Gaps(kinds: kinds + row * width, width: width) {
                    envelope.build(row: row, nearestRows: nearest, columns: gap.sources)
                    envelope.forEachColumn(of: gap.columns) { column, source in
                        // Sources are texels of charts, which no thread writes.
                        colors[row * width + column] = colors[Int(nearest[source]) * width + source]
                    }
                }
                finished(row)
            }
        }
    }

    /// The runs of background in one row.
    private struct Gaps: Sequence, IteratorProtocol {
        let kinds: UnsafePointer<TexelMap.TexelKind>
        let width: Int
        private var column = 0

        init(kinds: UnsafePointer<TexelMap.TexelKind>, width: Int) {
            self.kinds = kinds
            self.width = width
        }

        /// The columns of a run, and those whose nearest chart texels can be nearest to it: with the chart texels at
        /// both ends of the run, since whatever lies beyond them is farther off than they are.
        mutating func next() -> (columns: Range<Int>, sources: Range<Int>)? {
            while column < width, kinds[column] != .outside { column += 1 }
            guard column < width else { return nil }
            let first = column
            while column < width, kinds[column] == .outside { column += 1 }
            return (first..<column, Swift.max(0, first - 1)..<Swift.min(width, column + 1))
        }
    }

    /// For every texel, the row of the nearest chart texel in its column, or `none`.
    private static func findNearestRows(
        _ kinds: UnsafePointer<TexelMap.TexelKind>, into nearest: FlatBuffer<Int32>, width: Int, height: Int,
        loop: ParallelLoop
    ) {
        loop.forEachRange(width, grain: 128) { _, columns in
            for row in 0..<height {
                for column in columns {
                    let texel = row * width + column
                    if kinds[texel] != .outside {
                        nearest[texel] = Int32(row)
                    } else {
                        nearest[texel] = row > 0 ? nearest[texel - width] : none
                    }
                }
            }
            for row in stride(from: height - 2, through: 0, by: -1) {
                for column in columns {
                    let texel = row * width + column
                    let below = nearest[texel + width]
                    guard below != none, nearest[texel] != Int32(row) else { continue }
                    if nearest[texel] == none || Int(below) - row < row - Int(nearest[texel]) {
                        nearest[texel] = below
                    }
                }
            }
        }
    }

    /// The lower envelope of one parabola a column: squared distance to the column's nearest chart texel.
    private struct LowerEnvelope {
        private var columns: [Int]
        private var starts: [Double]
        private var heights: [Double]
        private var count = 0

        init(width: Int) {
            columns = [Int](repeating: 0, count: width)
            starts = [Double](repeating: 0, count: width)
            heights = starts
        }

        mutating func build(row: Int, nearestRows: UnsafeMutablePointer<Int32>, columns sources: Range<Int>) {
            count = 0
            for column in sources where nearestRows[column] != IslandPadding.none {
                let away = Double(Int(nearestRows[column]) - row)
                let height = away * away + Double(column) * Double(column)
                var start = -Double.infinity
                while count > 0 {
                    start = (height - heights[count - 1]) / Double(2 * (column - columns[count - 1]))
                    if start > starts[count - 1] { break }
                    count -= 1
                    start = -Double.infinity
                }
                columns[count] = column
                starts[count] = start
                heights[count] = height
                count += 1
            }
        }

        /// Calls `body` with every one of these columns and the column of its nearest chart texel.
        func forEachColumn(of range: Range<Int>, _ body: (Int, Int) -> Void) {
            guard count > 0 else { return }
            var piece = 0
            for column in range {
                while piece + 1 < count, starts[piece + 1] < Double(column) { piece += 1 }
                body(column, columns[piece])
            }
        }
    }
}
