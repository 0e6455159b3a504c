import MaquetteImaging
import MaquetteScene

/// How values of all views' cells come together on the surfaces that they share.
///
/// Cells are squares of pixels, such as those that a latent value stands for. At every pixel's surface point the
/// values of all views that see it are averaged with the weights that blending pictures uses (interpolated
/// between the centres of cells); a cell's new value is the mean over its pixels. Pixels that show no surface
/// keep their own value.
public struct ViewConsensus: Sendable {
    /// One view's value of one cell, and its share.
    struct Share: BitwiseCopyable {
        let view: UInt32
        let cell: UInt32
        let weight: Float
    }

    /// Columns and rows of cells of each view.
    public let cells: [SIMD2<Int>]
    /// Where each cell's run of shares ends, by view.
    private let ends: [[Int]]
    private let shares: [[Share]]

    init(
        _ tables: FlatBuffer<ViewTables>, cellSide: Int, mesh: TriangleMesh, topology: SurfaceTopology,
        loop: ParallelLoop
    ) {
        let cells = (0..<tables.count).map { SIMD2(tables[$0].width, tables[$0].height) / cellSide }
        self.cells = cells
        var ends: [[Int]] = []
        var shares: [[Share]] = []
        for view in 0..<tables.count {
            let size = cells[view]
            let rows = PieceResults<Share>(count: size.y)
            let counts = FlatBuffer(count: size.x * size.y, repeating: 0)
            loop.forEach(size.y) { row in
                var gathering = Gathering(tables: tables, cells: cells, cellSide: cellSide, mesh: mesh, topology: topology)
                var found: [Share] = []
                for column in 0..<size.x {
                    let cell = gathering.shares(ofCell: SIMD2(column, row), view: view)
                    counts[row * size.x + column] = cell.count
                    found += cell
                }
                rows.set(found, at: row)
            }
            var end = 0
            ends.append(counts.array.map { count in
                end += count
                return end
            })
            shares.append(rows.joined())
        }
        self.ends = ends
        self.shares = shares
    }

    /// The mean of all views at every cell of one.
    ///
    /// - Parameters:
    ///   - view: for which view.
    ///   - values: of all views, each one plane of its cells after the other, rows from the top.
    ///   - planes: number of planes.
    /// - Returns: values of the view in the same order.
    public func mean(for view: Int, of values: [[Float]], planes: Int) -> [Float] {
        let count = cells[view].x * cells[view].y
        let areas = cells.map { $0.x * $0.y }
        return [Float](unsafeUninitializedCapacity: planes * count) { buffer, initialized in
            var first = 0
            for cell in 0..<count {
                for plane in 0..<planes {
                    var sum: Float = 0
                    for share in shares[view][first..<ends[view][cell]] {
                        let other = Int(share.view)
                        sum += share.weight * values[other][plane * areas[other] + Int(share.cell)]
                    }
                    buffer.initializeElement(at: plane * count + cell, to: sum)
                }
                first = ends[view][cell]
            }
            initialized = planes * count
        }
    }
}

/// Collects the shares of one cell after another.
private struct Gathering {
    let tables: FlatBuffer<ViewTables>
    let cells: [SIMD2<Int>]
    let cellSide: Int
    let mesh: TriangleMesh
    let topology: SurfaceTopology
    /// What each cell of each view has to say, all views in a row.
    private var sums: [Float]
    private var touched: [Int] = []
    private let starts: [Int]

    init(tables: FlatBuffer<ViewTables>, cells: [SIMD2<Int>], cellSide: Int, mesh: TriangleMesh, topology: SurfaceTopology) {
        self.tables = tables
        self.cells = cells
        self.cellSide = cellSide
        self.mesh = mesh
        self.topology = topology
        var starts = [0]
        for size in cells { starts.append(starts[starts.count - 1] + size.x * size.y) }
        self.starts = starts
        sums = [Float](repeating: 0, count: starts[starts.count - 1])
    }

    /// The shares of one cell; they sum to 1.
    mutating func shares(ofCell cell: SIMD2<Int>, view: Int) -> [ViewConsensus.Share] {
        let own = cell.y * cells[view].x + cell.x
        for y in cell.y * cellSide..<(cell.y + 1) * cellSide {
            for x in cell.x * cellSide..<(cell.x + 1) * cellSide {
                if let point = PixelSurface(x: x, y: y, in: tables[view], mesh: mesh, topology: topology) {
                    gather(point, own: own, view: view)
                } else {
                    add(1, view: view, cell: own)
                }
            }
        }
        let scale = 1 / Float(cellSide * cellSide)
        touched.sort()
        let result = touched.map { slot in
            let other = (starts.firstIndex { $0 > slot } ?? 1) - 1
            return ViewConsensus.Share(
                view: UInt32(other), cell: UInt32(slot - starts[other]), weight: sums[slot] * scale)
        }
        for slot in touched { sums[slot] = 0 }
        touched.removeAll(keepingCapacity: true)
        return result
    }

    private mutating func gather(_ point: PixelSurface, own: Int, view: Int) {
        var seen: [(view: Int, position: SIMD2<Double>, weight: Float)] = []
        var total: Float = 0
        for other in 0..<tables.count {
            guard let sample = point.sample(in: tables.base + other, mesh: mesh, topology: topology),
                sample.isVisible
            else { continue }
            let weight = BlendWeight.weight(of: sample)
            seen.append((other, sample.position, weight))
            total += weight
        }
        guard total > 0 else { return add(1, view: view, cell: own) }
        for (other, position, weight) in seen {
            // A view's own value stays where it is: interpolation would only blur it.
            if other == view {
                add(weight / total, view: view, cell: own)
            } else {
                spread(weight / total, view: other, position: position / Double(cellSide) - 0.5)
            }
        }
    }

    /// Shares a weight among the four cells around a place, in cells.
    private mutating func spread(_ weight: Float, view: Int, position: SIMD2<Double>) {
        let size = cells[view]
        let place = position.clamped(lowerBound: .zero, upperBound: SIMD2(Double(size.x - 1), Double(size.y - 1)))
        let (left, top) = (Int(place.x), Int(place.y))
        let share = SIMD2(Float(place.x - Double(left)), Float(place.y - Double(top)))
        for (column, across) in [(left, 1 - share.x), (min(left + 1, size.x - 1), share.x)] {
            for (row, below) in [(top, 1 - share.y), (min(top + 1, size.y - 1), share.y)] where across * below > 0 {
                add(weight * across * below, view: view, cell: row * size.x + column)
            }
        }
    }

    private mutating func add(_ weight: Float, view: Int, cell: Int) {
        let slot = starts[view] + cell
        if sums[slot] == 0 { touched.append(slot) }
        sums[slot] += weight
    }
}
