/// Draws triangles into one tile.
struct TileRasterizer {
    let grid: PixelGrid
    let vertices: CameraSpaceVertices
    let triangles: CameraSpaceTriangles
    let tile: DepthTiles.Tile
    let cull: Rasterizer.CullMode
    private let batch: TriangleBatch
    /// Triangles that wait in the batch.
    private var waiting = 0
    /// Blocks written to since their farthest depth was last measured: one bit each.
    private var stale: UInt64 = 0
    private var taken = 0

    /// Two inverse depths that differ by less than this, relatively, are compared exactly.
    static let margin = 4 * TriangleSetup.depthTolerance
    /// Inverse depths farther than this, relatively, from the near plane's lie on its same side as the rounded depth.
    static let nearMargin = 0x1p-20
    /// So few rows of one or two columns of blocks are drawn sooner than found to be worth drawing.
    private static let fewRows = 8

    init(
        grid: PixelGrid, vertices: CameraSpaceVertices, triangles: CameraSpaceTriangles, tile: DepthTiles.Tile,
        cull: Rasterizer.CullMode, batch: TriangleBatch
    ) {
        self.grid = grid
        self.vertices = vertices
        self.triangles = triangles
        self.tile = tile
        self.cull = cull
        self.batch = batch
    }

    /// Takes a triangle, which may be drawn together with later ones: `finish` draws the last.
    @inline(__always)
    mutating func draw(_ entry: BinEntry, _ arena: inout ExpansionArena) {
        taken &+= 1
        if taken & 63 == 0 { measureFarthest() }
        if isHidden(vertices.leastDepth(entry.corners), entry) { return }
        batch.entries[waiting] = entry
        waiting &+= 1
        if waiting == TriangleSetupBatch.size { drawBatch(&arena) }
    }

    /// Draws what still waits and measures the farthest depth of all blocks written to.
    mutating func finish(_ arena: inout ExpansionArena) {
        if waiting > 0 { drawBatch(&arena) }
        measureFarthest()
    }

    @inline(never)
    private mutating func drawBatch(_ arena: inout ExpansionArena) {
        for lane in waiting..<TriangleSetupBatch.size { batch.entries[lane] = batch.entries[0] }
        let (a, b, c) = vertices.gather(batch.entries)
        batch.setups.prepare(a, b, c, grid: grid, cull: cull, arena: &arena) { lane in
            vertices.triangle(batch.entries[lane].corners)
        }
        batch.small.evaluate(batch.setups, batch.entries, grid, tile)
        for lane in 0..<waiting {
            guard let setup = batch.setups[lane] else { continue }
            let entry = batch.entries[lane]
            if SmallTriangles.contains(entry) {
                drawSmall(setup, lane, entry, &arena)
            } else {
                draw(setup, entry, &arena)
            }
        }
        waiting = 0
    }

    @inline(__always)
    private mutating func drawSmall(
        _ setup: TriangleSetup, _ lane: Int, _ entry: BinEntry, _ arena: inout ExpansionArena
    ) {
        let outcome = batch.small.draw(lane, entry, slack: setup.depthSlack, tile)
        if outcome.isWritten {
            stale |= bit(entry.x0, entry.y0) | bit(entry.x1, entry.y0) | bit(entry.x0, entry.y1)
                | bit(entry.x1, entry.y1)
        }
        // What is drawn already is met again and stays.
        if outcome.isOpen { draw(setup, entry, &arena) }
    }

    /// The bit of the block that a pixel lies in.
    @inline(__always)
    private func bit(_ x: Int, _ y: Int) -> UInt64 {
        UInt64(1) &<< UInt64(truncatingIfNeeded: (y &>> 3) &* 8 &+ (x &>> 3))
    }

    @inline(__always)
    private mutating func draw(_ setup: TriangleSetup, _ box: BinEntry, _ arena: inout ExpansionArena) {
        let firstColumn = box.x0 >> 3
        let lastColumn = box.x1 >> 3
        let isSmall = lastColumn &- firstColumn < 2 && box.y1 &- box.y0 < Self.fewRows
        let u = grid.u(tile.x)
        for blockY in box.y0 >> 3...box.y1 >> 3 {
            // Whether anything of the triangle can be seen in each of the eight blocks of this row.
            let chances = isSmall
                ? .zero : chance(setup, u: u, v: grid.v(tile.y &+ 8 &* blockY), farthest: tile.farthest[blockY])
            let firstRow = max(box.y0 &- 8 &* blockY, 0)
            let lastRow = min(box.y1 &- 8 &* blockY, 7)
            var blockX = firstColumn
            while blockX <= lastColumn {
                if chances[blockX] >= 0 {
                    drawBlock(setup, box.triangle, blockX, blockY, firstRow, lastRow, &arena)
                }
                blockX &+= 1
            }
        }
    }

    /// Whether the nearest vertex lies behind everything drawn so far in the blocks of the box.
    @inline(__always)
    private func isHidden(_ nearest: Double, _ entry: BinEntry) -> Bool {
        guard nearest > 0 else { return false }
        let farthest = tile.farthestBlocks
        for blockY in entry.y0 >> 3...entry.y1 >> 3 {
            for blockX in entry.x0 >> 3...entry.x1 >> 3
            where farthest[blockY &* 8 &+ blockX] * nearest <= 1 + Self.margin { return false }
        }
        return true
    }

    private mutating func measureFarthest() {
        while stale != 0 {
            let block = stale.trailingZeroBitCount
            stale &= stale - 1
            tile.refreshFarthest(block & 7, block >> 3)
        }
    }

    /// Below 0 for each block of a row of eight that the triangle surely misses or in which it is surely hidden.
    ///
    /// - Parameters:
    ///   - u: the ray of the first pixel of the first block, to the right.
    ///   - v: the same upwards.
    @inline(__always)
    private func chance(_ setup: TriangleSetup, u: Double, v: Double, farthest: Double8) -> Double8 {
        let middleU = Double8.lanes * 8 + (u + 3.5)
        let middleV = v - 3.5
        @inline(__always)
        func largest(_ x: Double, _ y: Double, _ constant: Double) -> Double8 {
            x * middleU + (y * middleV + constant + 3.5 * (abs(x) + abs(y)))
        }
        let ab = largest(setup.edgeAB.x, setup.edgeAB.y, setup.edgeAB.constant)
        let bc = largest(setup.edgeBC.x, setup.edgeBC.y, setup.edgeBC.constant)
        let ca = largest(setup.edgeCA.x, setup.edgeCA.y, setup.edgeCA.constant)
        let inside = lesser(lesser(ab, bc), ca) + setup.edgeError
        let nearest = largest(setup.depthX, setup.depthY, setup.depthConstant)
        let visible = nearest * (1 + Self.margin) + setup.depthSlack - farthest
        return lesser(inside, visible)
    }

    @inline(__always)
    private mutating func drawBlock(
        _ setup: TriangleSetup, _ index: Int, _ blockX: Int, _ blockY: Int, _ firstRow: Int, _ lastRow: Int,
        _ arena: inout ExpansionArena
    ) {
        let u = Double8.lanes + grid.u(tile.x &+ 8 &* blockX)
        let ab = setup.edgeAB.x * u
        let bc = setup.edgeBC.x * u
        let ca = setup.edgeCA.x * u
        let slope = setup.depthX * u
        let (edgeAB, edgeBC, edgeCA, error) = (setup.edgeAB, setup.edgeBC, setup.edgeCA, setup.edgeError)
        let (depthY, depthConstant) = (setup.depthY, setup.depthConstant)
        let (reliable, slack) = (setup.reliableInverseDepth, setup.depthSlack)
        let first = tile.firstRow(blockX, blockY)
        let inverseDepths = tile.inverseDepths + first
        let triangles = tile.triangles + first
        let top = grid.v(tile.y &+ 8 &* blockY)
        let name = SIMD8<UInt32>(repeating: UInt32(truncatingIfNeeded: index))
        let open = batch.openRows
        // Nothing is asked before all rows are done: no row waits for an answer about another. Signs alone tell.
        var refused = SIMD8<UInt64>(repeating: .max)
        var settled = SIMD8<UInt64>(repeating: .max)
        var row = firstRow
        while row <= lastRow {
            let v = top - Double(row)
            let ab = ab + (edgeAB.y * v + edgeAB.constant)
            let bc = bc + (edgeBC.y * v + edgeBC.constant)
            let ca = ca + (edgeCA.y * v + edgeCA.constant)
            let edge = lesser(lesser(ab, bc), ca)
            let inverse = slope + (depthY * v + depthConstant)
            let old = inverseDepths[row]
            let perhaps = lesser(edge + error, inverse * (1 + Self.margin) + slack - old)
            var surely = lesser(
                lesser(edge - error, inverse * (1 - Self.margin) - old), inverse - reliable)
            if grid.hasNearPlane {
                // What may be cut away is left to `decideExactly`.
                surely = lesser(surely, grid.largestInverseDepth - inverse * (1 + Self.nearMargin))
            }
            let written = Double8.zero .< surely
            inverseDepths[row] = old.replacing(with: inverse, where: written)
            triangles[row] = triangles[row].replacing(with: name, where: narrowed(written))
            let undecided = lesser(perhaps, 0 - surely)
            open[row] = undecided
            refused &= surely.bits
            settled &= undecided.bits
            row &+= 1
        }
        let isUndecided = anyNonNegative(Double8(bitPattern: settled))
        if isUndecided { decideExactly(setup, index, blockX, blockY, firstRow, lastRow, &arena) }
        guard isUndecided || anyNonNegative(Double8(bitPattern: refused)) else { return }
        let bit = bit(8 &* blockX, 8 &* blockY)
        if lastRow &- firstRow == 7 {
            tile.refreshFarthest(blockX, blockY)
            stale &= ~bit
        } else {
            stale |= bit
        }
    }

    /// Settles the pixels of a block that rounding leaves open, one by one.
    @inline(never)
    private func decideExactly(
        _ setup: TriangleSetup, _ index: Int, _ blockX: Int, _ blockY: Int, _ firstRow: Int, _ lastRow: Int,
        _ arena: inout ExpansionArena
    ) {
        let exact = triangles(index)
        for row in firstRow...lastRow where anyNonNegative(batch.openRows[row]) {
            for lane in 0..<8 where batch.openRows[row][lane].sign == .plus {
                let ray = grid.ray(tile.x + 8 * blockX + lane, tile.y + 8 * blockY + row)
                decideExactly(setup, index, exact, ray, tile.firstRow(blockX, blockY) + row, lane, &arena)
            }
        }
    }

    /// Settles one pixel, given by its ray and by the row and lane in which the tile keeps it.
    @inline(__always)
    private func decideExactly(
        _ setup: TriangleSetup, _ index: Int, _ exact: ExactTriangle, _ ray: SIMD3<Double>, _ row: Int, _ lane: Int,
        _ arena: inout ExpansionArena
    ) {
        guard setup.covers(ray, exact, &arena) else { return }
        let old = tile.inverseDepths[row][lane]
        let inverse = setup.dependableInverseDepth(ray, exact, &arena)
        if inverse * (1 + Self.margin) < old { return }
        if inverse * (1 + Self.nearMargin) > grid.largestInverseDepth
            && Double(exact.roundedDepth(ray, &arena)) < grid.near { return }
        if old > 0 && inverse <= old * (1 + Self.margin) {
            let seen = Int(tile.triangles[row][lane])
            let order = exact.compareDepth(triangles(seen), ray, &arena)
            if order > 0 || (order == 0 && triangles.clusters.name(index) >= triangles.clusters.name(seen)) { return }
        }
        tile.inverseDepths[row][lane] = inverse
        tile.triangles[row][lane] = UInt32(truncatingIfNeeded: index)
    }
}
