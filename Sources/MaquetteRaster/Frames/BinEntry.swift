/// A triangle, the pixels of one tile that its bounding box holds, and where its vertices lie.
struct BinEntry: BitwiseCopyable {
    private let triangleBits, box, base, packed: UInt32

    /// Pixels are counted from the tile's corner, 0...63; both ends belong to the box.
    ///
    /// - Parameters:
    ///   - base: as `TriangleCorners` takes it.
    ///   - packed: the same.
    @inline(__always)
    init(triangle: Int, base: Int, packed: UInt32, x0: Int, x1: Int, y0: Int, y1: Int) {
        triangleBits = UInt32(truncatingIfNeeded: triangle)
        box = UInt32(truncatingIfNeeded: x0 | x1 << 6 | y0 << 12 | y1 << 18)
        self.base = UInt32(truncatingIfNeeded: base)
        self.packed = packed
    }

    /// The head of a chunk.
    @inline(__always)
    init(nextChunk: Int) {
        self.init(triangle: nextChunk, base: 0, packed: 0, x0: 0, x1: 0, y0: 0, y1: 0)
    }

    @inline(__always) var triangle: Int { Int(triangleBits) }
    @inline(__always) var nextChunk: Int { Int(triangleBits) }
    @inline(__always) var corners: TriangleCorners { TriangleCorners(base: Int(base), packed: packed) }
    @inline(__always) var x0: Int { Int(box & 63) }
    @inline(__always) var x1: Int { Int(box >> 6 & 63) }
    @inline(__always) var y0: Int { Int(box >> 12 & 63) }
    @inline(__always) var y1: Int { Int(box >> 18 & 63) }
}
