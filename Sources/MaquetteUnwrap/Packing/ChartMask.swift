/// The texels that a chart touches, row by row.
struct ChartMask: Sendable {
    /// Equal rows on top of each other.
    struct Slab: Sendable {
        /// The first row and the number of rows.
        var row: Int
        var rowCount: Int
        /// Their runs, a range of `runs`.
        var firstRun: Int
        var runCount: Int
        /// The longest of the runs.
        var widest: Int
    }

    /// A rectangle of texels that the chart covers wholly.
    struct Core: Sendable {
        var row: Int
        var rowCount: Int
        var run: Range<Int32>
    }

    /// Width and height in texels, at least 1.
    let width: Int
    let height: Int
    /// The rows from the bottom up; every row belongs to one slab.
    let slabs: [Slab]
    /// The touched texels of the slabs, ascending and apart.
    let runs: [Range<Int32>]
    /// The slabs in the order in which to test them: those far from each other first, since where a chart does not
    /// fit it seldom fails in one row only.
    let testOrder: [Int32]
    /// A large rectangle inside: where it does not fit, the chart does not fit.
    let core: Core
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
        slabs = [Slab(row: 0, rowCount: height, firstRun: 0, runCount: 1, widest: width)]
        runs = [0..<Int32(width)]
        testOrder = [0]
        core = Core(row: 0, rowCount: height, run: 0..<Int32(width))
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
        var runs: [Range<Int32>] = []
        var area = 0
        for row in 0..<height {
            let firstRun = runs.count
            runs.append(contentsOf: touched[Int(starts[row])..<Int(starts[row + 1])])
            scanlines.forEachSpan(ofRow: row) { from, to in
                runs.append(Self.texels(from: from, to: to, width: width))
            }
            Self.merge(&runs, from: firstRun)
            var widest = 0
            for run in runs[firstRun...] {
                area += run.count
                widest = max(widest, run.count)
            }
            if let last = slabs.last, last.runCount == runs.count - firstRun,
                runs[last.firstRun..<last.firstRun + last.runCount].elementsEqual(runs[firstRun...])
            {
                slabs[slabs.count - 1].rowCount += 1
                runs.removeSubrange(firstRun...)
            } else {
                slabs.append(
                    Slab(row: row, rowCount: 1, firstRun: firstRun, runCount: runs.count - firstRun, widest: widest))
            }
        }
        self.width = width
        self.height = height
        self.slabs = slabs
        self.runs = runs
        testOrder = Self.testOrder(count: slabs.count)
        core = Self.core(slabs, runs)
        self.area = area
        overlapsItself = scanlines.overlap(tolerance: Self.tolerance)
    }

    /// Both ends, the middle, the quarters, and so on.
    private static func testOrder(count: Int) -> [Int32] {
        var order: [Int32] = [0]
        order.reserveCapacity(count)
        if count > 1 { order.append(Int32(count - 1)) }
        var step = 1
        while step * 2 < count { step *= 2 }
        while step > 0 {
            for index in stride(from: step, to: count - 1, by: 2 * step) { order.append(Int32(index)) }
            step /= 2
        }
        return order
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

    /// Sorts the runs from an index on and joins those that touch.
    private static func merge(_ runs: inout [Range<Int32>], from first: Int) {
        for index in (first..<runs.count).dropFirst() {
            let run = runs[index]
            var place = index
            while place > first, runs[place - 1].lowerBound > run.lowerBound {
                runs[place] = runs[place - 1]
                place -= 1
            }
            runs[place] = run
        }
        var last = first
        for index in (first..<runs.count).dropFirst() {
            if runs[index].lowerBound <= runs[last].upperBound {
                runs[last] = runs[last].lowerBound..<max(runs[last].upperBound, runs[index].upperBound)
            } else {
                last += 1
                runs[last] = runs[index]
            }
        }
        if last + 1 < runs.count { runs.removeSubrange((last + 1)...) }
    }

    /// Grows a rectangle up and down from the longest run and keeps the largest on the way.
    private static func core(_ slabs: [Slab], _ runs: [Range<Int32>]) -> Core {
        func longest(_ slab: Slab, within bound: Range<Int32>) -> Range<Int32> {
            var best: Range<Int32> = 0..<0
            for run in runs[slab.firstRun..<slab.firstRun + slab.runCount] {
                let part = run.clamped(to: bound)
                if part.count > best.count { best = part }
            }
            return best
        }
        let everything = Int32.min / 2..<Int32.max / 2
        guard let middle = slabs.indices.max(by: { slabs[$0].widest < slabs[$1].widest }) else {
            return Core(row: 0, rowCount: 0, run: 0..<0)
        }
        var low = middle, high = middle
        var run = longest(slabs[middle], within: everything)
        var best = Core(row: slabs[middle].row, rowCount: slabs[middle].rowCount, run: run)
        while true {
            let below = low > 0 ? longest(slabs[low - 1], within: run) : 0..<0
            let above = high + 1 < slabs.count ? longest(slabs[high + 1], within: run) : 0..<0
            if below.isEmpty && above.isEmpty { return best }
            if below.count >= above.count {
                low -= 1
                run = below
            } else {
                high += 1
                run = above
            }
            let rowCount = slabs[high].row + slabs[high].rowCount - slabs[low].row
            if rowCount * run.count > best.rowCount * best.run.count {
                best = Core(row: slabs[low].row, rowCount: rowCount, run: run)
            }
        }
    }
}
