import MaquetteImaging

/// Gives the nodes of a level the mean colours of what they are made of on the level below, where that has colours.
struct ColorGathering {
    private let coarse: FillLevel
    private let fine: FillLevel
    /// Of the coarse nodes, as `FillLevel` has them.
    let colors: FlatBuffer<SIMD4<Float>>
    let representatives: FlatBuffer<UInt32>

    init(into coarse: FillLevel, from fine: FillLevel, loop: ParallelLoop) {
        self.coarse = coarse
        self.fine = fine
        colors = FlatBuffer(uninitializedCount: coarse.nodeCount)
        representatives = FlatBuffer(uninitializedCount: coarse.nodeCount)
        for (grid, fineGrid) in zip(coarse.grids, fine.grids) {
            loop.forEachRange(grid.height, grain: 8) { [self] _, rows in
                for y in rows {
                    for x in 0..<grid.width { gather(x: x, y: y, of: grid, from: fineGrid) }
                }
            }
        }
    }

    /// Gives the nodes of one coarse cell the means of the four cells below it.
    @inline(__always)
    private func gather(x: Int, y: Int, of grid: FillLevel.Grid, from fineGrid: FillLevel.Grid) {
        let nodes = coarse.nodes(inCell: grid.start + y * grid.width + x)
        if nodes.isEmpty { return }
        for node in nodes {
            colors[node] = .zero
            representatives[node] = FillLevel.noNode
        }
        for fineY in 2 * y..<min(2 * y + 2, fineGrid.height) {
            for fineX in 2 * x..<min(2 * x + 2, fineGrid.width) {
                for child in fine.nodes(inCell: fineGrid.start + fineY * fineGrid.width + fineX) {
                    add(child, toOneOf: nodes)
                }
            }
        }
        for node in nodes where colors[node].w > 0 { colors[node] /= colors[node].w }
    }

    /// Adds a fine node to the one of these coarse nodes that is of the same region; w counts the colours added.
    @inline(__always)
    private func add(_ child: Int, toOneOf nodes: Range<Int>) {
        // Nearly all cells lie within one region.
        let node = nodes.count == 1 ? nodes.lowerBound : Int(coarse.node(of: fine.regions[child], in: nodes))
        var color = fine.colors[child]
        let isFirst = color.w > 0 && colors[node].w == 0
        if isFirst || representatives[node] == FillLevel.noNode {
            representatives[node] = fine.representatives?[child] ?? UInt32(child)
        }
        guard color.w > 0 else { return }
        color.w = 1
        colors[node] += color
    }
}
