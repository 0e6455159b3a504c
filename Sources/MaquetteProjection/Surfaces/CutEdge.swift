import MaquetteScene

/// One side of a cut mesh edge as it lies in the texture, in texels.
struct CutEdge {
    let page: Int
    let chart: UInt32
    private let start: SIMD2<Double>
    private let along: SIMD2<Double>
    /// Unit vector into the chart.
    private let inwards: SIMD2<Double>

    init(_ half: Int, atlas: AtlasTriangles, reversed: Bool) {
        let steps = Double(AtlasTriangles.stepsPerTexel)
        func corner(_ index: Int) -> SIMD2<Double> {
            SIMD2(Double(atlas.corners[index].x), Double(atlas.corners[index].y)) / steps
        }
        let next = AtlasTriangles.next(half)
        let (from, to, apex) = (corner(half), corner(next), corner(AtlasTriangles.next(next)))
        start = reversed ? to : from
        along = reversed ? from - to : to - from
        let across = SIMD2(-along.y, along.x)
        let length = (across * across).sum().squareRoot()
        let side = (across * (apex - from)).sum()
        inwards = length > 0 ? across * ((side < 0 ? -1 : 1) / length) : .zero
        page = Int(atlas.pages[half / 3])
        chart = atlas.charts[half / 3]
    }

    var length: Double { (along * along).sum().squareRoot() }

    func point(_ share: Double, depth: Double) -> SIMD2<Double> { start + along * share + inwards * depth }
}
