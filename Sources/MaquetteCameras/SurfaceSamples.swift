import MaquetteScene

/// Points spread evenly over a surface, each standing for the same area.
struct SurfaceSamples: Sendable {
    let points: [SIMD3<Double>]
    /// Unit normals of the triangles that the points lie on.
    let normals: [SIMD3<Double>]
    /// Where on the mesh the points lie.
    let places: [SurfacePoint]
    /// The area of the whole surface, square scene units.
    let totalArea: Double

    var count: Int { points.count }

    /// Takes a point at even steps of the area summed triangle by triangle, and within the triangle the next point of
    /// the R2 sequence (Roberts, "The unreasonable effectiveness of quasirandom sequences", 2018).
    init(_ mesh: TriangleMesh, count: Int) {
        var ends = [Double](repeating: 0, count: mesh.count)
        var sum = 0.0
        for triangle in 0..<mesh.count {
            sum += length(mesh.doubledNormal(ofTriangle: triangle)) / 2
            ends[triangle] = sum
        }
        totalArea = sum
        var points: [SIMD3<Double>] = []
        var places: [SurfacePoint] = []
        var triangle = 0
        for sample in 0..<(sum > 0 ? count : 0) {
            let target = (Double(sample) + 0.5) / Double(count) * sum
            while triangle + 1 < mesh.count, ends[triangle] <= target { triangle += 1 }
            var u = (0.5 + 0.7548776662466927 * Double(sample)).truncatingRemainder(dividingBy: 1)
            var v = (0.5 + 0.5698402909980532 * Double(sample)).truncatingRemainder(dividingBy: 1)
            if u + v > 1 { (u, v) = (1 - u, 1 - v) }
            let corners = Self.corners(mesh, triangle)
            points.append(corners.a + (corners.b - corners.a) * u + (corners.c - corners.a) * v)
            places.append(SurfacePoint(triangle: UInt32(triangle), barycentrics: SIMD2(1 - u - v, u)))
        }
        self.points = points
        self.places = places
        normals = places.map { mesh.unitNormal(ofTriangle: Int($0.triangle)) }
    }

    private static func corners(
        _ mesh: TriangleMesh, _ triangle: Int
    ) -> (a: SIMD3<Double>, b: SIMD3<Double>, c: SIMD3<Double>) {
        let vertices = mesh.triangles[triangle]
        return (mesh.positions[Int(vertices.x)], mesh.positions[Int(vertices.y)], mesh.positions[Int(vertices.z)])
    }
}
