import MaquetteScene

/// The charts of a surface, in scene units, not yet packed.
struct ChartSet: Sendable {
    /// The chart of every face; `UInt32.max` for faces that are not unwrapped or have no area.
    var chartOfFace: [UInt32]
    /// Number of charts.
    var count: Int
    /// The place of every corner in its chart's own plane, scene units.
    var coordinates: [SIMD2<Double>]

    /// The border of a chart: half-edges that have no other side in the chart, or have it elsewhere.
    func outline(of faces: some Sequence<UInt32>, on surface: Surface) -> [OutlineEdge] {
        var edges: [OutlineEdge] = []
        for face in faces {
            for corner in surface.corners(ofFace: Int(face)) {
                let next = surface.next(corner)
                let from = coordinates[corner], to = coordinates[next]
                let twin = surface.twins[corner]
                if twin != Surface.noTwin {
                    let twin = Int(twin)
                    if chartOfFace[Int(surface.cornerFaces[twin])] == chartOfFace[Int(face)],
                        coordinates[twin] == to, coordinates[surface.next(twin)] == from
                    {
                        continue
                    }
                }
                if from != to { edges.append(OutlineEdge(from: from, to: to)) }
            }
        }
        return edges
    }

    func triangle(_ corners: SIMD3<UInt32>) -> FlatTriangle {
        FlatTriangle(
            a: coordinates[Int(corners.x)], b: coordinates[Int(corners.y)], c: coordinates[Int(corners.z)])
    }
}
