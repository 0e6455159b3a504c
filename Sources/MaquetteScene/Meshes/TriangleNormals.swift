extension TriangleMesh {
    /// The normal of a triangle by its winding, twice as long as its area is large.
    ///
    /// - Parameter triangle: an index into `triangles`.
    @inlinable
    package func doubledNormal(ofTriangle triangle: Int) -> SIMD3<Double> {
        let vertices = triangles[triangle]
        let origin = positions[Int(vertices.x)]
        return cross(positions[Int(vertices.y)] - origin, positions[Int(vertices.z)] - origin)
    }

    /// The unit normal of a triangle by its winding; zero for one without area.
    ///
    /// - Parameter triangle: an index into `triangles`.
    @inlinable
    package func unitNormal(ofTriangle triangle: Int) -> SIMD3<Double> {
        unitVector(along: doubledNormal(ofTriangle: triangle)) ?? .zero
    }
}
