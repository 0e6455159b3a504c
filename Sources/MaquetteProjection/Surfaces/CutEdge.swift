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

/// Both sides of a mesh edge along which the texture is cut.
struct Cut {
    /// The half-edges on its two sides.
    let half: Int
    let twin: Int
    /// How they lie in the texture, both running the same way.
    let own: CutEdge
    let other: CutEdge

    /// The middles of equal steps of about two texels, as shares of the edge.
    var shares: LazyMapSequence<Range<Int>, Double> {
        let count = max(1, Int((max(own.length, other.length) / 2).rounded(.up)))
        return (0..<count).lazy.map { (Double($0) + 0.5) / Double(count) }
    }
}

extension AtlasTriangles {
    /// Calls the body with each cut among half-edges, once, where both triangles belong together.
    @inline(__always)
    func forEachCut(
        among halves: Range<Int>, _ topology: SurfaceTopology,
        where belong: (_ triangle: Int, _ neighbour: Int) -> Bool, _ body: (Cut) -> Void
    ) {
        for half in halves where !joined[half] && topology.twins[half] != SurfaceTopology.none {
            let twin = Int(topology.twins[half])
            guard twin > half, belong(half / 3, twin / 3) else { continue }
            body(
                Cut(
                    half: half, twin: twin, own: CutEdge(half, atlas: self, reversed: false),
                    other: CutEdge(twin, atlas: self, reversed: !topology.runsAlong(half, twin))))
        }
    }
}
