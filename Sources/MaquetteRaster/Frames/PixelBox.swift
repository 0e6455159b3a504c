/// A range of pixels in both directions, both ends included.
///
/// The far ends are kept negated, so that the union of two boxes is one minimum.
struct PixelBox: BitwiseCopyable {
    private var ends: SIMD4<Int32>

    @inline(__always)
    init(left: Int32, right: Int32, top: Int32, bottom: Int32) {
        ends = SIMD4(left, top, 0 &- right, 0 &- bottom)
    }

    @inline(__always)
    private init(ends: SIMD4<Int32>) {
        self.ends = ends
    }

    @inline(__always) var left: Int { Int(ends.x) }
    @inline(__always) var right: Int { -Int(ends.z) }
    @inline(__always) var top: Int { Int(ends.y) }
    @inline(__always) var bottom: Int { -Int(ends.w) }
    @inline(__always) var isEmpty: Bool { left > right || top > bottom }

    /// The box around both.
    @inline(__always)
    func union(_ other: PixelBox) -> PixelBox {
        PixelBox(ends: ends.replacing(with: other.ends, where: other.ends .< ends))
    }

    /// The part inside another box.
    @inline(__always)
    func clipped(to other: PixelBox) -> PixelBox {
        PixelBox(ends: ends.replacing(with: other.ends, where: ends .< other.ends))
    }
}
