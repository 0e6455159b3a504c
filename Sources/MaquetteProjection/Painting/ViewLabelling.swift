import MaquetteImaging

/// Chooses the view that paints each part of the surface: the one with most say there, unless the parts around
/// prefer another one that is nearly as good.
///
/// Parts are the nodes of a fill level, 8x8 texels of one chart, and cuts between charts count as neighbours where
/// the charts meet in space. Minimises, by iterated conditional modes (Besag 1986), the sum of 1 - weight / greatest
/// weight over parts plus a price for each pair of neighbours with different views (the Potts term of Waechter et
/// al., "Let There Be Color!", 2014).
struct ViewLabelling {
    /// What two neighbours with different views cost.
    private static let price: Float = 0.2
    /// Halvings from texels to parts. Bands of `ViewPainter.rowsPerBand` rows, painted at the same time, share no part.
    private static let halvings = 3

    /// The part of each texel; `FillLevel.noNode` in the background.
    let parts: FlatBuffer<UInt32>
    /// The sum of every view's weights in each part: all views of the first part, then of the second.
    let tallies: FlatBuffer<Float>
    private let level: FillLevel
    private let viewCount: Int

    init(_ hierarchy: SurfaceHierarchy, viewCount: Int, loop: ParallelLoop) {
        precondition(ViewPainter.rowsPerBand % (1 << Self.halvings) == 0, "a part lies in two bands")
        self.viewCount = viewCount
        let texels = hierarchy.levels[0]
        // Small pages have fewer levels.
        let halvings = min(Self.halvings, hierarchy.levels.count - 1)
        let level = hierarchy.levels[halvings]
        self.level = level
        tallies = FlatBuffer(count: level.nodeCount * viewCount, repeating: 0)
        let parts = FlatBuffer<UInt32>(uninitializedCount: texels.nodeCount)
        for (grid, coarse) in zip(texels.grids, level.grids) {
            loop.forEachRange(grid.height, grain: 8) { _, rows in
                for y in rows {
                    var last = (region: FillLevel.noRegion, x: -1, part: FillLevel.noNode)
                    for x in 0..<grid.width {
                        let texel = grid.start + y * grid.width + x
                        let region = texels.regions[texel]
                        if region != last.region || x >> halvings != last.x {
                            let part = region == FillLevel.noRegion
                                ? FillLevel.noNode
                                : level.node(of: region, x: x >> halvings, y: y >> halvings, grid: coarse)
                            last = (region, x >> halvings, part)
                        }
                        parts[texel] = last.part
                    }
                }
            }
        }
        self.parts = parts
    }

    /// The view chosen for each part, once all views have added to `tallies`.
    func chosenViews(loop: ParallelLoop) -> [UInt16] {
        var labels = [UInt16](repeating: PaintedTextures.noView, count: level.nodeCount)
        for part in labels.indices { labels[part] = best(part) { _ in 0 } }
        let neighbours = Neighbourhood(level, of: level.placedNodes(loop: loop), loop: loop)
        for _ in 0..<10 {
            var changed = false
            for part in labels.indices where labels[part] != PaintedTextures.noView {
                let choice = best(part) { view in
                    var cost: Float = 0
                    neighbours.forEach(around: part) { other in
                        if labels[other] != PaintedTextures.noView, labels[other] != view { cost += Self.price }
                    }
                    return cost
                }
                if choice != labels[part] { changed = true }
                labels[part] = choice
            }
            if !changed { break }
        }
        return labels
    }

    /// The view of least cost among those that see a part.
    private func best(_ part: Int, cost: (UInt16) -> Float) -> UInt16 {
        let weights = tallies.base + part * viewCount
        var greatest: Float = 0
        for view in 0..<viewCount { greatest = max(greatest, weights[view]) }
        var best = (view: PaintedTextures.noView, cost: Float.infinity)
        for view in 0..<viewCount where weights[view] > 0 {
            let total = 1 - weights[view] / greatest + cost(UInt16(view))
            if total < best.cost { best = (UInt16(view), total) }
        }
        return best.view
    }
}
