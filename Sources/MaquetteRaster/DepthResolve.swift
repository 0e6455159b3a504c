/// Turns the inverse depths of a tile into correctly rounded depths, row after row of the picture.
struct DepthResolve: Sendable {
    let grid: PixelGrid
    let exactTriangles: CameraSpaceTriangles
    let triangles: SharedPointer<UnsafeMutableBufferPointer<UInt32>>
    let depths: SharedPointer<UnsafeMutableBufferPointer<Float>>

    /// Inverse depths are within `TriangleSetup.depthTolerance`; this adds the rounding of the division.
    private static let tolerance = 2 * TriangleSetup.depthTolerance

    @inline(__always)
    func callAsFunction(_ tile: DepthTiles.Tile, _ arena: inout ExpansionArena) {
        let lastColumn = min(DepthTiles.tileSide, grid.width - tile.x)
        for y in 0..<min(DepthTiles.tileSide, grid.height - tile.y) {
            let output = (tile.y + y) * grid.width + tile.x
            for x in stride(from: 0, to: lastColumn, by: 8) {
                let row = tile.firstRow(x >> 3, y >> 3) + (y & 7)
                resolve(tile, row, x, y, output + x, min(8, lastColumn - x), &arena)
            }
        }
    }

    @inline(__always)
    private func resolve(
        _ tile: DepthTiles.Tile, _ row: Int, _ x: Int, _ y: Int, _ output: Int, _ count: Int,
        _ arena: inout ExpansionArena
    ) {
        let inverse = tile.inverseDepths[row]
        let depth = 1 / inverse
        var low = SIMD8<Float>(depth * (1 - Self.tolerance))
        let high = SIMD8<Float>(depth * (1 + Self.tolerance))
        let isBackground = inverse .<= Double8.zero
        let seen = tile.triangles[row].replacing(
            with: VisibilityBuffer.noTriangle, where: narrowed(isBackground))
        if any(low .!= high) {
            for lane in 0..<count where low[lane] != high[lane] {
                let ray = grid.ray(tile.x + x + lane, tile.y + y)
                low[lane] = exactTriangles(Int(seen[lane])).roundedDepth(ray, &arena)
            }
        }
        if count == 8 {
            UnsafeMutableRawPointer(depths.pointer.baseAddress! + output).storeBytes(of: low, as: SIMD8<Float>.self)
            UnsafeMutableRawPointer(triangles.pointer.baseAddress! + output)
                .storeBytes(of: seen, as: SIMD8<UInt32>.self)
        } else {
            for lane in 0..<count {
                depths.pointer[output + lane] = low[lane]
                triangles.pointer[output + lane] = seen[lane]
            }
        }
    }
}
