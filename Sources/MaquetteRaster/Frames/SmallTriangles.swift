/// Draws triangles of a few pixels: eight at a time, one in each lane of the vectors, pixel after pixel of their boxes.
///
/// A vector for a row of pixels, as larger triangles are drawn with, would leave most of its lanes idle.
struct SmallTriangles: Sendable {
    /// Pixels that the box of a small triangle has at most along each side. They are counted row after row, of so many
    /// places each: a bit for each fits into a word.
    static let largestSide = 8

    /// 1 / depth of eight triangles, for every pixel of their boxes.
    private let inverses = AlignedBuffer<Double8>(capacity: largestSide * largestSide)
    /// Two words for each of them: a bit for every pixel that may lie inside, and for every one that surely does.
    private let masks = AlignedBuffer<SIMD8<UInt64>>(capacity: 2)

    /// What became of a triangle.
    struct Outcome {
        /// Whether any of its pixels is seen, so far.
        var isWritten = false
        /// Whether rounding leaves any of its pixels open.
        var isOpen = false
    }

    @inline(__always)
    static func contains(_ entry: BinEntry) -> Bool {
        max(entry.x1 &- entry.x0, entry.y1 &- entry.y0) < largestSide
    }

    /// Evaluates triangles, of which only the small ones can be drawn, at the pixels of their boxes.
    @inline(__always)
    func evaluate(
        _ setups: TriangleSetupBatch, _ entries: UnsafeMutablePointer<BinEntry>, _ grid: PixelGrid, _ tile: DepthTiles.Tile
    ) {
        var columns = -1
        var rows = -1
        var left = Double8.zero
        var top = Double8.zero
        for lane in 0..<TriangleSetupBatch.size {
            let entry = entries[lane]
            left[lane] = grid.u(tile.x &+ entry.x0)
            top[lane] = grid.v(tile.y &+ entry.y0)
            guard Self.contains(entry) else { continue }
            columns = max(columns, entry.x1 &- entry.x0)
            rows = max(rows, entry.y1 &- entry.y0)
        }
        var possible = SIMD8<UInt64>.zero
        var certain = SIMD8<UInt64>.zero
        let error = setups[.edgeError]
        let reliable = setups[.reliableInverseDepth]
        var row = 0
        while row <= rows {
            let v = top - Double(row)
            let ab = setups[.edgeABY] * v + setups[.edgeABConstant]
            let bc = setups[.edgeBCY] * v + setups[.edgeBCConstant]
            let ca = setups[.edgeCAY] * v + setups[.edgeCAConstant]
            let slope = setups[.depthY] * v + setups[.depthConstant]
            var column = 0
            while column <= columns {
                let u = left + Double(column)
                let edge = lesser(
                    lesser(setups[.edgeABX] * u + ab, setups[.edgeBCX] * u + bc), setups[.edgeCAX] * u + ca)
                let inverse = setups[.depthX] * u + slope
                // What the near plane may cut away is not certain.
                let surely = lesser(
                    lesser(edge - error, inverse - reliable),
                    grid.largestInverseDepth - inverse * (1 + TileRasterizer.nearMargin))
                let pixel = row &* Self.largestSide &+ column
                let bit = SIMD8<UInt64>(repeating: 1 &<< UInt64(truncatingIfNeeded: pixel))
                inverses.pointer[pixel] = inverse
                possible = possible.replacing(with: possible | bit, where: Double8.zero .<= edge + error)
                certain = certain.replacing(with: certain | bit, where: Double8.zero .< surely)
                column &+= 1
            }
            row &+= 1
        }
        masks.pointer[0] = possible
        masks.pointer[1] = certain
    }

    /// Draws one of the triangles that were evaluated last, as far as rounding lets tell.
    ///
    /// - Parameter slack: as in `TriangleSetup.depthSlack`.
    @inline(__always)
    func draw(_ lane: Int, _ entry: BinEntry, slack: Double, _ tile: DepthTiles.Tile) -> Outcome {
        let words = UnsafeMutableRawPointer(masks.pointer).assumingMemoryBound(to: UInt64.self)
        let possible = words[lane] & Self.box(entry)
        if possible == 0 { return Outcome() }
        var certain = words[lane &+ TriangleSetupBatch.size] & possible
        var outcome = Outcome(isOpen: certain != possible)
        let values = UnsafeMutableRawPointer(inverses.pointer).assumingMemoryBound(to: Double.self)
        let name = UInt32(truncatingIfNeeded: entry.triangle)
        while certain != 0 {
            let pixel = certain.trailingZeroBitCount
            certain &= certain &- 1
            let inverse = values[pixel &* TriangleSetupBatch.size &+ lane]
            let place = tile.place(entry.x0 &+ pixel % Self.largestSide, entry.y0 &+ pixel / Self.largestSide)
            let old = tile.inverseDepthPlaces[place]
            if inverse * (1 - TileRasterizer.margin) > old {
                tile.inverseDepthPlaces[place] = inverse
                tile.trianglePlaces[place] = name
                outcome.isWritten = true
            } else if inverse * (1 + TileRasterizer.margin) + slack >= old {
                outcome.isOpen = true
            }
        }
        return outcome
    }

    /// The pixels of a small box.
    @inline(__always)
    private static func box(_ entry: BinEntry) -> UInt64 {
        let row = (UInt64(2) &<< UInt64(truncatingIfNeeded: entry.x1 &- entry.x0)) &- 1
        let rows = UInt64.max &>> UInt64(truncatingIfNeeded: 56 &- 8 &* (entry.y1 &- entry.y0))
        return row &* 0x0101_0101_0101_0101 & rows
    }
}
