/// A directed border edge of a chart; the chart lies to its left.
struct OutlineEdge: Sendable {
    var from: SIMD2<Double>
    var to: SIMD2<Double>
}

/// Where a chart's border crosses the horizontal lines through the middle of the texel rows.
///
/// Borders run with the chart on their left, so the winding number along a line is the number of times
/// that the chart covers the place: more than once means that it overlaps itself.
struct Scanlines {
    /// `rowCount + 1` offsets into the crossings.
    private let starts: [Int32]
    /// The crossings of each row, ascending: where, and +1 where the chart begins, -1 where it ends.
    private var crossings: [(x: Double, step: Int)]

    /// - Parameters:
    ///   - edges: the closed border in texels, y from 0 to `height`.
    ///   - height: number of rows.
    init(_ edges: [OutlineEdge], height: Int) {
        var starts = [Int32](repeating: 0, count: height + 1)
        for edge in edges {
            for row in Self.rows(of: edge, height: height) { starts[row + 1] += 1 }
        }
        for row in 0..<height { starts[row + 1] += starts[row] }
        var cursor = starts
        var crossings = [(x: Double, step: Int)](repeating: (0, 0), count: Int(starts[height]))
        for edge in edges {
            let rows = Self.rows(of: edge, height: height)
            guard !rows.isEmpty else { continue }
            // Always from the lower end, so that an edge gives the same place from either side.
            let descends = edge.from.y > edge.to.y
            let (low, high) = descends ? (edge.from, edge.to) : (edge.to, edge.from)
            let slope = (high.x - low.x) / (high.y - low.y)
            for row in rows {
                let x = low.x + (Double(row) + 0.5 - low.y) * slope
                crossings[Int(cursor[row])] = (x, descends ? 1 : -1)
                cursor[row] += 1
            }
        }
        for row in 0..<height {
            let range = Int(starts[row])..<Int(starts[row + 1])
            if range.count > 16 {
                crossings[range].sort { $0.x != $1.x ? $0.x < $1.x : $0.step > $1.step }
            } else {
                for index in range.dropFirst() {
                    let crossing = crossings[index]
                    var place = index
                    while place > range.lowerBound, crossings[place - 1].x > crossing.x {
                        crossings[place] = crossings[place - 1]
                        place -= 1
                    }
                    crossings[place] = crossing
                }
            }
        }
        self.starts = starts
        self.crossings = crossings
    }

    /// The rows whose middle the edge crosses; the lower end belongs to the edge, the upper does not.
    private static func rows(of edge: OutlineEdge, height: Int) -> Range<Int> {
        let low = min(edge.from.y, edge.to.y), high = max(edge.from.y, edge.to.y)
        let first = max(0, Int((low - 0.5).rounded(.up)))
        let end = min(height, Int((high - 0.5).rounded(.up)))
        return first..<max(first, end)
    }

    /// Calls `body` with every stretch of a row that the chart covers.
    func forEachSpan(ofRow row: Int, _ body: (_ from: Double, _ to: Double) -> Void) {
        var winding = 0
        var begin = 0.0
        for index in Int(starts[row])..<Int(starts[row + 1]) {
            let crossing = crossings[index]
            if winding == 0 { begin = crossing.x }
            winding += crossing.step
            if winding == 0 { body(begin, crossing.x) }
        }
    }

    /// Whether the chart covers a place twice, or is inside out, over more than `tolerance` texels of a row.
    func overlap(tolerance: Double) -> Bool {
        for row in 0..<(starts.count - 1) {
            var winding = 0
            var previous = 0.0
            for index in Int(starts[row])..<Int(starts[row + 1]) {
                let crossing = crossings[index]
                if winding > 1 || winding < 0, crossing.x - previous > tolerance { return true }
                winding += crossing.step
                previous = crossing.x
            }
        }
        return false
    }
}
