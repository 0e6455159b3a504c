import MaquetteScene

/// Any triangle of the mesh in camera space, worked out anew: for the few that exact arithmetic asks for.
struct CameraSpaceTriangles: Sendable {
    let clusters: TriangleClusters
    let frame: CameraFrame

    func callAsFunction(_ index: Int) -> ExactTriangle {
        let corners = TriangleCorners(
            base: clusters.vertexStarts.pointer[index / TriangleClusters.size],
            packed: clusters.localIndices.pointer[index])
        return ExactTriangle(a: vertex(corners.a), b: vertex(corners.b), c: vertex(corners.c))
    }

    private func vertex(_ index: Int) -> SIMD3<Double> {
        depthSpace(SIMD3(clusters.x.pointer[index], clusters.y.pointer[index], clusters.z.pointer[index]), frame)
    }
}
