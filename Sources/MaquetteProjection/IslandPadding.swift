import MaquetteImaging

/// Fills the background of a page with the colour of the nearest texel of a chart, so that neither bilinear
/// sampling nor mip-mapping ever mixes in a colour from nowhere.
///
/// The exact nearest texel by the two-pass distance transform of Felzenszwalb and Huttenlocher
/// ("Distance Transforms of Sampled Functions", 2012): first along columns, then along rows.
enum IslandPadding {
    private static let none = Int32.min

    /// - Parameters:
    ///   - colors: `height * width` colours; those with w = 0 are background and get filled.
    static func fill(_ colors: UnsafeMutablePointer<SIMD4<Float>>, width: Int, height: Int, loop: ParallelLoop) {
        let nearestRows = FlatBuffer(count: width * height, repeating: none)
        findNearestRows(colors, into: nearestRows, width: width, height: height, loop: loop)
        loop.forEachRange(height, grain: 16) { _, rows in
            var envelope = LowerEnvelope(width: width)
            for row in rows {
                let line = colors + row * width
                guard (0..<width).contains(where: { line[$0].w == 0 }) else { continue }
                let nearest = nearestRows.base + row * width
                envelope.build(row: row, nearestRows: nearest)
                envelope.forEachColumn { column, source in
                    guard line[column].w == 0 else { return }
                    // Sources are texels of charts, which no thread writes.
                    var color = colors[Int(nearest[source]) * width + source]
                    color.w = 0
                    line[column] = color
                }
            }
        }
    }

    /// For every texel, the row of the nearest chart texel in its column, or `none`.
    private static func findNearestRows(
        _ colors: UnsafeMutablePointer<SIMD4<Float>>, into nearest: FlatBuffer<Int32>, width: Int, height: Int,
        loop: ParallelLoop
    ) {
        loop.forEachRange(width, grain: 128) { _, columns in
            for row in 0..<height {
                for column in columns {
                    let texel = row * width + column
                    if colors[texel].w > 0 {
                        nearest[texel] = Int32(row)
                    } else if row > 0 {
                        nearest[texel] = nearest[texel - width]
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
        private let width: Int

        init(width: Int) {
            self.width = width
            columns = [Int](repeating: 0, count: width)
            starts = [Double](repeating: 0, count: width)
            heights = starts
        }

        mutating func build(row: Int, nearestRows: UnsafeMutablePointer<Int32>) {
            count = 0
            for column in 0..<width where nearestRows[column] != IslandPadding.none {
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

        /// Calls `body` with every column and the column of its nearest chart texel.
        func forEachColumn(_ body: (Int, Int) -> Void) {
            guard count > 0 else { return }
            var piece = 0
            for column in 0..<width {
                while piece + 1 < count, starts[piece + 1] < Double(column) { piece += 1 }
                body(column, columns[piece])
            }
        }
    }
}
