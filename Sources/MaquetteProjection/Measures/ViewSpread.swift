/// How far the colours that several views give to one texel lie apart.
///
/// Views count with their blend weights, but for their opacity: a view that keeps silent about a surface must
/// still agree with what is painted there.
struct ViewSpread: BitwiseCopyable {
    private var sum = SIMD4<Float>.zero
    private var squares: Float = 0
    private var views: Int32 = 0

    @inline(__always)
    mutating func add(_ color: SIMD4<Float>, weight: Float) {
        var color = color
        color.w = 0
        squares += weight * (color * color).sum()
        color *= weight
        color.w = weight
        sum += color
        views += 1
    }

    /// The weighted variance over views, the mean of the three channels, in squared levels of 0...255; nil for
    /// fewer than two views.
    @inline(__always)
    var variance: Float? {
        guard views > 1, sum.w > 0 else { return nil }
        var mean = sum / sum.w
        mean.w = 0
        return max(0, squares / sum.w - (mean * mean).sum()) / 3
    }
}
