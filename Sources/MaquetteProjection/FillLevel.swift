import MaquetteImaging

/// One level of the fill hierarchy: the surface at some coarseness, as a graph.
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
    /// Colours; w is 1 once the node has one.
    let colors: FlatBuffer<SIMD4<Float>>
    /// A texel under each node, a painted one if there is any.
    let representatives: FlatBuffer<UInt32>?
    /// Nodes without any painted texel below: the unknowns.
    var unknowns: [UInt32] = []
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
        var range = nodes(inCell: grid.start + y * grid.width + x)
        while range.count > 8 {
            let middle = (range.lowerBound + range.upperBound) / 2
            range = regions[middle] <= region ? middle..<range.upperBound : range.lowerBound..<middle
        }
        for node in range where regions[node] == region { return UInt32(node) }
        return Self.noNode
    }
}

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
        representatives = nil
    }

    /// The next coarser level: 2x2 cells become one, and a node's colour is the mean of its painted children.
    func coarser(loop: ParallelLoop) -> FillLevel {
        var coarseGrids: [Grid] = []
        var cells = 0
        for grid in grids {
            coarseGrids.append(Grid(width: (grid.width + 1) / 2, height: (grid.height + 1) / 2, start: cells))
            cells += ((grid.width + 1) / 2) * ((grid.height + 1) / 2)
        }
        let starts = FlatBuffer(count: cells + 1, repeating: UInt32(0))
        forEachRow(of: coarseGrids, loop: loop) { page, row, children in
            for x in 0..<coarseGrids[page].width {
                collect(page: page, x: x, y: row, into: &children)
                var distinct: UInt32 = 0
                var last = Self.noRegion
                for child in children where child.region != last {
                    distinct += 1
                    last = child.region
                }
                starts[coarseGrids[page].start + row * coarseGrids[page].width + x + 1] = distinct
            }
        }
        for cell in 0..<cells { starts[cell + 1] += starts[cell] }
        let count = Int(starts[cells])
        let coarse = FillLevel(
            grids: coarseGrids, cellCount: cells, cellStarts: starts,
            regions: FlatBuffer(count: count, repeating: 0), colors: FlatBuffer(count: count, repeating: .zero),
            representatives: FlatBuffer(count: count, repeating: 0))
        forEachRow(of: coarseGrids, loop: loop) { page, row, children in
            for x in 0..<coarseGrids[page].width {
                collect(page: page, x: x, y: row, into: &children)
                coarse.gather(children, from: self, cell: coarseGrids[page].start + row * coarseGrids[page].width + x)
            }
        }
        return coarse
    }

    private struct Child {
        let region: UInt32
        let node: UInt32
    }

    private func forEachRow(of coarse: [Grid], loop: ParallelLoop, _ body: (Int, Int, inout [Child]) -> Void) {
        for page in coarse.indices {
            loop.forEachRange(coarse[page].height, grain: 8) { _, rows in
                var children: [Child] = []
                for row in rows { body(page, row, &children) }
            }
        }
    }

    /// The nodes of the four cells below a coarse cell, sorted by region.
    private func collect(page: Int, x: Int, y: Int, into children: inout [Child]) {
        children.removeAll(keepingCapacity: true)
        let grid = grids[page]
        for fineY in 2 * y..<min(2 * y + 2, grid.height) {
            for fineX in 2 * x..<min(2 * x + 2, grid.width) {
                for node in nodes(inCell: grid.start + fineY * grid.width + fineX) {
                    children.append(Child(region: regions[node], node: UInt32(node)))
                }
            }
        }
        guard let first = children.first, children.contains(where: { $0.region != first.region }) else { return }
        children.sort { ($0.region, $0.node) < ($1.region, $1.node) }
    }

    /// Makes the nodes of one coarse cell from their sorted children.
    private func gather(_ children: [Child], from fine: FillLevel, cell: Int) {
        guard let cellStarts, let representatives else { return }
        var node = Int(cellStarts[cell]) - 1
        var last = Self.noRegion
        var sum = SIMD4<Float>.zero
        for child in children {
            if child.region != last {
                node += 1
                last = child.region
                regions[node] = child.region
                representatives[node] = fine.representatives?[Int(child.node)] ?? child.node
                sum = .zero
            }
            let color = fine.colors[Int(child.node)]
            guard color.w > 0 else { continue }
            if sum.w == 0 { representatives[node] = fine.representatives?[Int(child.node)] ?? child.node }
            sum += color
            colors[node] = sum / sum.w
        }
    }

    /// Lists the nodes without colour.
    mutating func findUnknowns() {
        for node in 0..<nodeCount where colors[node].w == 0 { unknowns.append(UInt32(node)) }
    }
}
