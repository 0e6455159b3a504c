/// Where a chart lies in its page.
struct ChartPlacement: Sendable {
    /// Texels per scene unit along both sides of the chart's box.
    var scale: SIMD2<Double>
    /// Quarter turns counter-clockwise.
    var quarterTurns: Int
    /// The lower left texel of the turned box.
    var x: Int
    var y: Int
    /// The box before turning, in whole texels.
    var boxWidth: Int
    var boxHeight: Int

    /// Of a chart that has no place yet.
    static let none = ChartPlacement(scale: .zero, quarterTurns: 0, x: 0, y: 0, boxWidth: 1, boxHeight: 1)

    /// Takes a point of the chart's box (scene units) into the page (texels from the lower left).
    func place(_ point: SIMD2<Double>) -> SIMD2<Double> {
        ChartPlacement.turn(
            point * scale, quarterTurns: quarterTurns, width: Double(boxWidth), height: Double(boxHeight)
        ) + SIMD2(Double(x), Double(y))
    }

    /// Turns a point within a box about the box, so that the turned box begins at zero again.
    static func turn(
        _ point: SIMD2<Double>, quarterTurns: Int, width: Double, height: Double
    ) -> SIMD2<Double> {
        switch quarterTurns & 3 {
        case 1: SIMD2(height - point.y, point.x)
        case 2: SIMD2(width - point.x, height - point.y)
        case 3: SIMD2(point.y, width - point.x)
        default: point
        }
    }
}
