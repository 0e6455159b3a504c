import MaquetteImaging

/// One level of a hierarchy over the surface: the surface at some coarseness, as a graph.
///
/// A node is the part of one region (a chart's share of one material) that lies in one cell. Cells
/// are texels on level 0 and blocks of 2x2 cells of the level below further up. Nodes of one region in
/// neighbouring cells are neighbours; links join nodes across chart borders that meet on the surface.
struct FillLevel: Sendable {
    static let noRegion = UInt32.max
    static let noNode = UInt32.max

    /// The cells of one page.
    struct Grid: Sendable {
        let width: Int
        let height: Int
        /// Index of the first cell.
        let start: Int
    }

    let grids: [Grid]
    let cellCount: Int
    /// Where each cell's nodes start, sorted by region; nil on level 0, where node and cell are one.
    let cellStarts: FlatBuffer<UInt32>?
    /// The region of each node; `noRegion` for a texel of the background.
    let regions: FlatBuffer<UInt32>
    /// The values of the nodes, once somebody gave them room: colours or corrections of colours. In w 1 for what is
    /// given, `TexelCanvas.filled` for what was found, and 0 for a node without a value.
    var colors = FlatBuffer<SIMD4<Float>>(uninitializedCount: 0)
    /// A texel under each node, a painted one if there is any; nil until colours were gathered.
    var representatives: FlatBuffer<UInt32>?
    /// Links of each node across chart borders: the run from `linkStarts[node]` to `linkStarts[node + 1]`.
    var linkStarts: [UInt32] = []
    var linkTargets: [UInt32] = []

    var nodeCount: Int { regions.count }

    @inline(__always)
    func nodes(inCell cell: Int) -> Range<Int> {
        guard let cellStarts else { return regions[cell] == Self.noRegion ? cell..<cell : cell..<cell + 1 }
        return Int(cellStarts[cell])..<Int(cellStarts[cell + 1])
    }

    /// The node of a region in a cell of a page, or `noNode`.
    @inline(__always)
    func node(of region: UInt32, x: Int, y: Int, grid: Grid) -> UInt32 {
        guard x >= 0, y >= 0, x < grid.width, y < grid.height else { return Self.noNode }
        return node(of: region, in: nodes(inCell: grid.start + y * grid.width + x))
    }

    /// The node of a region among the nodes of one cell, or `noNode`.
    @inline(__always)
    func node(of region: UInt32, in nodes: Range<Int>) -> UInt32 {
        var range = nodes
        while range.count > 8 {
            let middle = (range.lowerBound + range.upperBound) / 2
            range = regions[middle] <= region ? middle..<range.upperBound : range.lowerBound..<middle
        }
        for node in range where regions[node] == region { return UInt32(node) }
        return Self.noNode
    }

    /// Whether a node is linked to nodes of other charts.
    @inline(__always)
    func isLinked(_ node: Int) -> Bool { !linkStarts.isEmpty && linkStarts[node] != linkStarts[node + 1] }
}

// MARK: Structure

extension FillLevel {
    /// Level 0: the texels themselves.
    init(canvas: TexelCanvas, regions: FlatBuffer<UInt32>) {
        grids = canvas.maps.indices.map {
            Grid(width: canvas.maps[$0].width, height: canvas.maps[$0].height, start: canvas.pageStarts[$0])
        }
        cellCount = regions.count
        cellStarts = nil
        self.regions = regions
        colors = canvas.colors
    }

    /// The next coarser level: 2x2 cells become one.
    func coarser(loop: ParallelLoop) -> FillLevel {
        var coarseGrids: [Grid] = []
        var cells = 0
        for grid in grids {
            coarseGrids.append(Grid(width: (grid.width + 1) / 2, height: (grid.height + 1) / 2, start: cells))
            cells += ((grid.width + 1) / 2) * ((grid.height + 1) / 2)
        }
        let starts = FlatBuffer<UInt32>(uninitializedCount: cells + 1)
        starts[0] = 0
        forEachCell(of: coarseGrids, loop: loop) { cell, regions in starts[cell + 1] = UInt32(regions.count) }
        for cell in 0..<cells { starts[cell + 1] += starts[cell] }
        let coarse = FillLevel(
            grids: coarseGrids, cellCount: cells, cellStarts: starts,
            regions: FlatBuffer(uninitializedCount: Int(starts[cells])))
        forEachCell(of: coarseGrids, loop: loop) { cell, regions in
            for (offset, region) in regions.enumerated() { coarse.regions[Int(starts[cell]) + offset] = region }
        }
        return coarse
    }

    /// Calls `body` with every coarse cell and the regions in it, in order.
    private func forEachCell(of coarse: [Grid], loop: ParallelLoop, _ body: (Int, UnsafeBufferPointer<UInt32>) -> Void) {
        for (fine, grid) in zip(grids, coarse) {
            loop.forEachRange(grid.height, grain: 8) { _, rows in
                var found: [UInt32] = []
                for y in rows {
                    for x in 0..<grid.width {
                        let cell = grid.start + y * grid.width + x
                        // Nearly all cells lie within one region.
                        switch commonRegion(x: x, y: y, in: fine) {
                        case .none: body(cell, UnsafeBufferPointer(start: nil, count: 0))
                        case .one(let region):
                            withUnsafePointer(to: region) { body(cell, UnsafeBufferPointer(start: $0, count: 1)) }
                        case .unknown:
                            collectRegions(x: x, y: y, in: fine, into: &found)
                            found.withUnsafeBufferPointer { body(cell, $0) }
                        }
                    }
                }
            }
        }
    }

    private enum CommonRegion {
        case none
        case one(UInt32)
        case unknown
    }

    /// The region of all four cells below a coarse cell, where that is soon told.
    @inline(__always)
    private func commonRegion(x: Int, y: Int, in grid: Grid) -> CommonRegion {
        guard 2 * x + 1 < grid.width, 2 * y + 1 < grid.height else { return .unknown }
        let upper = grid.start + 2 * y * grid.width + 2 * x
        let lower = upper + grid.width
        var (a, b, c, d) = (upper, upper + 1, lower, lower + 1)
        if let cellStarts {
            let (first, third) = (cellStarts[a], cellStarts[c])
            let counts = (cellStarts[b] - first, cellStarts[b + 1] - first, cellStarts[d] - third, cellStarts[d + 1] - third)
            if counts == (0, 0, 0, 0) { return .none }
            guard counts == (1, 2, 1, 2) else { return .unknown }
            (a, b, c, d) = (Int(first), Int(first) + 1, Int(third), Int(third) + 1)
        }
        let region = regions[a]
        guard regions[b] == region, regions[c] == region, regions[d] == region else { return .unknown }
        return region == Self.noRegion ? .none : .one(region)
    }

    /// The regions of the four cells below a coarse cell, sorted.
    private func collectRegions(x: Int, y: Int, in grid: Grid, into found: inout [UInt32]) {
        found.removeAll(keepingCapacity: true)
        for fineY in 2 * y..<min(2 * y + 2, grid.height) {
            for fineX in 2 * x..<min(2 * x + 2, grid.width) {
                for node in nodes(inCell: grid.start + fineY * grid.width + fineX) {
                    let region = regions[node]
                    let place = found.firstIndex { $0 >= region } ?? found.count
                    if place == found.count || found[place] != region { found.insert(region, at: place) }
                }
            }
        }
    }
}

// MARK: Values

extension FillLevel {
    /// Gives every node the mean colour of what it is made of on the level below, where that has colours.
    mutating func gatherColors(from fine: FillLevel, loop: ParallelLoop) {
        let gathered = ColorGathering(into: self, from: fine, loop: loop)
        colors = gathered.colors
        representatives = gathered.representatives
    }

    /// The nodes for which a condition holds, in their order.
    ///
    /// - Parameter isWanted: asked once about every node, by several threads.
    func placedNodes(loop: ParallelLoop, where isWanted: (PlacedNode) -> Bool = { _ in true }) -> [PlacedNode] {
        grids.enumerated().flatMap { page, grid in
            let pieces = PieceResults<PlacedNode>(count: (grid.height + 15) / 16)
            loop.forEachRange(grid.height, grain: 16) { piece, rows in
                var found: [PlacedNode] = []
                for y in rows {
                    for x in 0..<grid.width {
                        for node in nodes(inCell: grid.start + y * grid.width + x) {
                            let placed = PlacedNode(node: UInt32(node), page: Int32(page), x: Int32(x), y: Int32(y))
                            if isWanted(placed) { found.append(placed) }
                        }
                    }
                }
                pieces.set(found, at: piece)
            }
            return pieces.joined()
        }
    }
}
