/// A triangle in a plane, of either orientation.
struct FlatTriangle: Sendable {
    var a: SIMD2<Double>
    var b: SIMD2<Double>
    var c: SIMD2<Double>

    /// The signed area times two, positive when counter-clockwise.
    var doubledArea: Double { (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x) }
    var low: SIMD2<Double> { pointwiseMin(a, pointwiseMin(b, c)) }
    var high: SIMD2<Double> { pointwiseMax(a, pointwiseMax(b, c)) }

    /// How deep two triangles reach into each other: the shortest way that would part them, 0 or less when
    /// they only touch or are apart (the separating axis theorem over the six edge normals).
    func penetration(of other: FlatTriangle) -> Double {
        var least = Double.infinity
        for (from, to) in [(a, b), (b, c), (c, a), (other.a, other.b), (other.b, other.c), (other.c, other.a)] {
            let edge = to - from
            let size = (edge.x * edge.x + edge.y * edge.y).squareRoot()
            guard size > 0 else { continue }
            let axis = SIMD2(edge.y, -edge.x) / size
            let own = interval(axis), others = other.interval(axis)
            least = min(least, min(own.high - others.low, others.high - own.low))
            if least <= 0 { return least }
        }
        return least
    }

    private func interval(_ axis: SIMD2<Double>) -> (low: Double, high: Double) {
        let x = a.x * axis.x + a.y * axis.y
        let y = b.x * axis.x + b.y * axis.y
        let z = c.x * axis.x + c.y * axis.y
        return (min(x, y, z), max(x, y, z))
    }

    /// Calls `body` with every texel of a page whose middle the triangle covers.
    ///
    /// - Parameter size: width and height of the page, which is the unit square, in texels.
    func forEachTexel(size: Int, _ body: (_ x: Int, _ y: Int) -> Void) {
        guard doubledArea != 0 else { return }
        let firstRow = max(0, Int(low.y * Double(size)))
        let height = min(size, Int((high.y * Double(size)).rounded(.up))) - firstRow
        guard height > 0 else { return }
        let shift = SIMD2(0, Double(firstRow))
        let corners = (doubledArea > 0 ? [a, b, c] : [a, c, b]).map { $0 * Double(size) - shift }
        let lines = Scanlines(
            (0..<3).map { OutlineEdge(from: corners[$0], to: corners[($0 + 1) % 3]) }, height: height)
        for row in 0..<height {
            lines.forEachSpan(ofRow: row) { from, to in
                let first = max(0, Int((from - 0.5).rounded(.up)))
                let end = min(size, Int((to - 0.5).rounded(.up)))
                for x in first..<max(first, end) { body(x, firstRow + row) }
            }
        }
    }
}
