/// A chart made ready for packing: its border turned into the tightest box, lower left corner at zero.
struct ChartShape: Sendable {
    /// Unit vector along the box's first side, in the chart's plane.
    let direction: SIMD2<Double>
    /// The box's lower left corner after turning.
    let origin: SIMD2<Double>
    /// Width and height of the box, scene units.
    let size: SIMD2<Double>
    /// The border, turned and moved.
    let outline: [OutlineEdge]
    /// The covered area, scene units squared.
    let area: Double
    /// Whether the chart fills its box: the border runs along the box's sides, once.
    let isRectangle: Bool

    /// How far a border may be from the box's side, as a part of the box's size.
    private static let tolerance = 1e-9

    init(outline: [OutlineEdge]) {
        direction = MinimumAreaRectangle(outline.map(\.from)).direction
        let along = direction
        let turned = outline.map { OutlineEdge(from: Self.turn($0.from, along), to: Self.turn($0.to, along)) }
        let box = OutlineBox(turned)
        let low = box?.low ?? .zero
        origin = low
        size = (box?.high ?? .zero) - low
        self.outline = turned.map { OutlineEdge(from: $0.from - low, to: $0.to - low) }
        var doubledArea = 0.0
        for edge in self.outline { doubledArea += edge.from.x * edge.to.y - edge.from.y * edge.to.x }
        area = max(0, doubledArea / 2)
        isRectangle =
            abs(area - size.x * size.y) <= 1e-6 * size.x * size.y && Self.runs(self.outline, alongBoxOf: size)
    }

    /// About how many texels the chart takes in a page, its share of the padding included.
    ///
    /// - Parameters:
    ///   - density: texels per scene unit.
    ///   - minimum: the least length and width that it is given, texels.
    func texels(density: Double, minimum: Double, padding: Int) -> Double {
        let texels = pointwiseMax(size * density, SIMD2(repeating: minimum))
        let fill = max(area / max(size.x * size.y, .leastNormalMagnitude), 0.3)
        return texels.x * texels.y * fill + Double(padding) * (texels.x + texels.y + Double(padding))
    }

    /// Takes a point of the chart's plane into the box.
    func place(_ point: SIMD2<Double>) -> SIMD2<Double> { Self.turn(point, direction) - origin }

    private static func runs(_ outline: [OutlineEdge], alongBoxOf size: SIMD2<Double>) -> Bool {
        let limit = (size.x + size.y) * tolerance
        func runs(_ edge: OutlineEdge, along axis: Int) -> Bool {
            let from = edge.from[axis], to = edge.to[axis], far = size[axis]
            if abs(from) <= limit && abs(to) <= limit { return true }
            return abs(from - far) <= limit && abs(to - far) <= limit
        }
        return outline.allSatisfy { runs($0, along: 0) || runs($0, along: 1) }
    }

    private static func turn(_ point: SIMD2<Double>, _ direction: SIMD2<Double>) -> SIMD2<Double> {
        SIMD2(
            point.x * direction.x + point.y * direction.y, point.y * direction.x - point.x * direction.y)
    }
}
