import MaquetteImaging
import MaquetteScene

/// How far the borders of a texture show: colours and gradients across them against those of the interior.
///
/// Over four points a, b | c, d in a row, one texel apart, with the border in the middle: the colour jump is b - c,
/// the gradient jump (d - c) - (b - a). Jumps are root mean squares over points and channels, in levels of 0...255;
/// the interior is measured the same way between texels that one view leads in one chart. docs/textures.md has
/// the formulas.
public struct SeamError: Sendable, Equatable, Codable {
    /// The borders of one kind.
    public struct Border: Sendable, Equatable, Codable {
        /// Root mean square of the colour jump, in levels of 0...255.
        public var colorJump: Double
        /// Root mean square of the gradient jump, in levels of 0...255 a texel.
        public var gradientJump: Double
        /// Points that were measured.
        public var count: Int
    }

    /// Within charts, where no border runs.
    public var interior: Border
    /// Where the view that has most say changes within a chart.
    public var views: Border
    /// Where charts are cut though the surface goes on smoothly.
    public var charts: Border

    /// The colour jump at borders of both kinds over that of the interior: 1 is no seam at all.
    public var color: Double { ratio { $0.colorJump } }
    /// The gradient jump at borders of both kinds over that of the interior.
    public var gradient: Double { ratio { $0.gradientJump } }

    private func ratio(_ jump: (Border) -> Double) -> Double {
        let count = views.count + charts.count
        guard count > 0 else { return 1 }
        let squares = [views, charts].reduce(0.0) { $0 + Double($1.count) * jump($1) * jump($1) }
        let border = (squares / Double(count)).squareRoot()
        // Beside an interior of one colour any jump is a seam: half a level is what 8 bits cannot tell.
        return jump(interior) > 0 ? border / jump(interior) : border > 0 ? border / 0.5 : 1
    }
}

/// Adds up jumps.
struct JumpSum {
    private var colors = 0.0
    private var gradients = 0.0
    private var count = 0

    @inline(__always)
    mutating func add(_ a: SIMD3<Float>, _ b: SIMD3<Float>, _ c: SIMD3<Float>, _ d: SIMD3<Float>) {
        let color = b - c
        let gradient = (d - c) - (b - a)
        colors += Double((color * color).sum())
        gradients += Double((gradient * gradient).sum())
        count += 1
    }

    static func += (sum: inout JumpSum, other: JumpSum) {
        sum.colors += other.colors
        sum.gradients += other.gradients
        sum.count += other.count
    }

    var border: SeamError.Border {
        let scale = 1 / Double(max(1, 3 * count))
        return SeamError.Border(
            colorJump: (colors * scale).squareRoot(), gradientJump: (gradients * scale).squareRoot(), count: count)
    }
}
