/// Turns the inverse depths of a tile into correctly rounded depths, row after row of the picture.
struct DepthResolve {
    let grid: PixelGrid
    let exactTriangles: CameraSpaceTriangles
    /// The picture to write.
    let triangles: UnsafeMutableBufferPointer<UInt32>
    let depths: UnsafeMutableBufferPointer<Float>

    /// Inverse depths are within `TriangleSetup.depthTolerance`; this adds the rounding of the division.
    private static let tolerance = 2 * TriangleSetup.depthTolerance

    func callAsFunction(_ tile: DepthTiles.Tile, _ arena: inout ExpansionArena) {
        let columns = min(DepthTiles.tileSide, grid.width - tile.x)
        for y in 0..<min(DepthTiles.tileSide, grid.height - tile.y) {
            let output = (tile.y + y) * grid.width + tile.x
            let depthRow = depths.baseAddress! + output
            let triangleRow = triangles.baseAddress! + output
            let isOpen = columns == DepthTiles.tileSide
                ? resolveRow(tile, y, depthRow, triangleRow)
                : resolveRow(tile, y, columns, depthRow, triangleRow)
            if isOpen { settle(tile, y, columns, depthRow, &arena) }
            if exactTriangles.clusters.isReordered { rename(triangleRow, columns) }
        }
    }

    /// Writes a tile in which nothing is seen.
    func fillBackground(_ tile: DepthTiles.Tile) {
        let columns = min(DepthTiles.tileSide, grid.width - tile.x)
        for y in 0..<min(DepthTiles.tileSide, grid.height - tile.y) {
            let output = (tile.y + y) * grid.width + tile.x
            (depths.baseAddress! + output).update(repeating: .infinity, count: columns)
            (triangles.baseAddress! + output).update(repeating: VisibilityBuffer.noTriangle, count: columns)
        }
    }

    /// The depths of eight pixels in a row rounded from both ends of the range they are in, and their triangles.
    @inline(__always)
    private func rounded(
        _ tile: DepthTiles.Tile, _ x: Int, _ y: Int
    ) -> (low: SIMD8<Float>, high: SIMD8<Float>, triangles: SIMD8<UInt32>) {
        let row = tile.firstRow(x &>> 3, y &>> 3) &+ (y & 7)
        let inverse = tile.inverseDepths[row]
        let depth = 1 / inverse
        let seen = tile.triangles[row].replacing(
            with: VisibilityBuffer.noTriangle, where: narrowed(inverse .<= Double8.zero))
        return (SIMD8<Float>(depth * (1 - Self.tolerance)), SIMD8<Float>(depth * (1 + Self.tolerance)), seen)
    }

    /// Writes a row of a whole tile.
    ///
    /// - Returns: whether the rounding of a depth is open.
    @inline(__always)
    private func resolveRow(
        _ tile: DepthTiles.Tile, _ y: Int, _ depthRow: UnsafeMutablePointer<Float>,
        _ triangleRow: UnsafeMutablePointer<UInt32>
    ) -> Bool {
        var difference = SIMD8<UInt32>.zero
        for x in stride(from: 0, to: DepthTiles.tileSide, by: 8) {
            let (low, high, seen) = rounded(tile, x, y)
            difference |= low.bits ^ high.bits
            UnsafeMutableRawPointer(depthRow + x).storeBytes(of: low, as: SIMD8<Float>.self)
            UnsafeMutableRawPointer(triangleRow + x).storeBytes(of: seen, as: SIMD8<UInt32>.self)
        }
        return difference != .zero
    }

    /// The same for a tile that the side of the picture cuts.
    private func resolveRow(
        _ tile: DepthTiles.Tile, _ y: Int, _ columns: Int, _ depthRow: UnsafeMutablePointer<Float>,
        _ triangleRow: UnsafeMutablePointer<UInt32>
    ) -> Bool {
        var isOpen = false
        for x in 0..<columns {
            let (low, high, seen) = rounded(tile, x, y)
            depthRow[x] = low[x & 7]
            triangleRow[x] = seen[x & 7]
            if low[x & 7] != high[x & 7] { isOpen = true }
        }
        return isOpen
    }

    /// Rounds the depths of a row that are too close to the middle between two Floats.
    @inline(never)
    private func settle(
        _ tile: DepthTiles.Tile, _ y: Int, _ columns: Int, _ depthRow: UnsafeMutablePointer<Float>,
        _ arena: inout ExpansionArena
    ) {
        for x in stride(from: 0, to: columns, by: 8) {
            let (low, high, seen) = rounded(tile, x, y)
            if low == high { continue }
            for lane in 0..<min(8, columns - x) where low[lane] != high[lane] {
                let ray = grid.ray(tile.x + x + lane, tile.y + y)
                depthRow[x + lane] = exactTriangles(Int(seen[lane])).roundedDepth(ray, &arena)
            }
        }
    }

    /// Puts the indices of the mesh in the place of those of the clusters.
    private func rename(_ triangleRow: UnsafeMutablePointer<UInt32>, _ columns: Int) {
        for x in 0..<columns where triangleRow[x] != VisibilityBuffer.noTriangle {
            triangleRow[x] = UInt32(truncatingIfNeeded: exactTriangles.clusters.name(Int(triangleRow[x])))
        }
    }
}
