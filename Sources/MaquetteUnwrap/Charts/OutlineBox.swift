/// The axis-aligned box around a chart's border.
struct OutlineBox: Sendable {
    var low: SIMD2<Double>
    var high: SIMD2<Double>

    /// Nil when there are no edges.
    init?(_ edges: [OutlineEdge]) {
        guard let first = edges.first else { return nil }
        low = first.from
        high = first.from
        for edge in edges {
            low = pointwiseMin(low, pointwiseMin(edge.from, edge.to))
            high = pointwiseMax(high, pointwiseMax(edge.from, edge.to))
        }
    }
}
