/// The texels that a chart touches, row by row.
struct ChartMask: Sendable {
    /// Equal rows on top of each other.
    struct Slab: Sendable {
        /// The first row and the number of rows.
        var row: Int
        var rowCount: Int
        /// The touched texels, ascending and apart.
        var runs: [Range<Int32>]
    }

    /// Width and height in texels, at least 1.
    let width: Int
    let height: Int
    /// The rows from the bottom up; every row belongs to one slab.
    let slabs: [Slab]
    /// Number of touched texels.
    let area: Int
    /// Whether the chart covers the middle of a texel twice.
    let overlapsItself: Bool

    /// How far a chart may reach into a texel without touching it.
    static let tolerance = 1e-3

    /// Number of texels that a length takes.
    static func texels(_ length: Double) -> Int { max(1, Int((length - tolerance).rounded(.up))) }

    var isRectangle: Bool { area == width * height }

    /// A full rectangle.
    init(width: Int, height: Int) {
        self.width = width
        self.height = height
        slabs = [Slab(row: 0, rowCount: height, runs: [0..<Int32(width)])]
        area = width * height
        overlapsItself = false
    }

    /// - Parameters:
    ///   - edges: the chart's border in texels, inside 0 ... `width` and 0 ... `height`.
    init(_ edges: [OutlineEdge], width: Int, height: Int) {
        let scanlines = Scanlines(edges, height: height)
        var starts = [Int32](repeating: 0, count: height + 1)
        for edge in edges {
            for row in Self.touchedRows(of: edge, height: height) { starts[row + 1] += 1 }
        }
        for row in 0..<height { starts[row + 1] += starts[row] }
        var cursor = starts
        var touched = [Range<Int32>](repeating: 0..<0, count: Int(starts[height]))
        for edge in edges {
            for row in Self.touchedRows(of: edge, height: height) {
                touched[Int(cursor[row])] = Self.touchedTexels(of: edge, row: row, width: width)
                cursor[row] += 1
            }
        }
        var slabs: [Slab] = []
        var area = 0
        var rowRuns: [Range<Int32>] = []
        for row in 0..<height {
            rowRuns.removeAll(keepingCapacity: true)
            rowRuns.append(contentsOf: touched[Int(starts[row])..<Int(starts[row + 1])])
            scanlines.forEachSpan(ofRow: row) { from, to in
                rowRuns.append(Self.texels(from: from, to: to, width: width))
            }
            let runs = Self.merged(&rowRuns)
            for run in runs { area += run.count }
            if let last = slabs.indices.last, slabs[last].runs == runs {
                slabs[last].rowCount += 1
            } else {
                slabs.append(Slab(row: row, rowCount: 1, runs: runs))
            }
        }
        self.width = width
        self.height = height
        self.slabs = slabs
        self.area = area
        overlapsItself = scanlines.overlap(tolerance: Self.tolerance)
    }

    private static func texels(from: Double, to: Double, width: Int) -> Range<Int32> {
        let first = min(max(Int((from + tolerance).rounded(.down)), 0), width - 1)
        let end = min(max(Int((to - tolerance).rounded(.up)), first + 1), width)
        return Int32(first)..<Int32(end)
    }

    private static func touchedRows(of edge: OutlineEdge, height: Int) -> Range<Int> {
        let low = min(edge.from.y, edge.to.y), high = max(edge.from.y, edge.to.y)
        let first = min(max(Int((low + tolerance).rounded(.down)), 0), height - 1)
        let end = min(max(Int((high - tolerance).rounded(.up)), first + 1), height)
        return first..<end
    }

    private static func touchedTexels(of edge: OutlineEdge, row: Int, width: Int) -> Range<Int32> {
        let (low, high) = edge.from.y <= edge.to.y ? (edge.from, edge.to) : (edge.to, edge.from)
        var from = low.x, to = high.x
        if high.y > low.y {
            let slope = (high.x - low.x) / (high.y - low.y)
            if Double(row) > low.y { from = low.x + (Double(row) - low.y) * slope }
            if Double(row + 1) < high.y { to = low.x + (Double(row + 1) - low.y) * slope }
        }
        return texels(from: min(from, to), to: max(from, to), width: width)
    }

    private static func merged(_ runs: inout [Range<Int32>]) -> [Range<Int32>] {
        runs.sort { $0.lowerBound < $1.lowerBound }
        var result: [Range<Int32>] = []
        for run in runs {
            if let last = result.last, run.lowerBound <= last.upperBound {
                result[result.count - 1] = last.lowerBound..<max(last.upperBound, run.upperBound)
            } else {
                result.append(run)
            }
        }
        return result
    }
}
