/// Makes eight triangles ready for their pixels at a time, one in each lane of the vectors.
struct TriangleSetupBatch: Sendable {
    static let size = 8
    private static let fieldCount = 16

    /// One vector for each field of `TriangleSetup`.
    private let fields = AlignedBuffer<Double8>(capacity: fieldCount)

    /// 2^-49: sixteen rounding errors, more than any path through a filtered expression collects.
    private static let filterError = 0x1p-49

    /// - Parameter exact: a triangle of the batch, for the sign of a determinant that rounding leaves open.
    @inline(__always)
    func prepare(
        _ a: Vector8, _ b: Vector8, _ c: Vector8, grid: PixelGrid, cull: Rasterizer.CullMode,
        arena: inout ExpansionArena, exact: (_ lane: Int) -> ExactTriangle
    ) {
        let ab = b - a
        let ac = c - a
        let (normal, size) = ab.cross(ac)
        let determinant = a.x * normal.x + (a.y * normal.y + a.z * normal.z)
        let determinantError =
            (magnitude(a.x) * size.x + (magnitude(a.y) * size.y + magnitude(a.z) * size.z)) * Self.filterError
        let certainty = magnitude(determinant)
        var orientation = Double8(repeating: 1).replacing(with: -1, where: determinant .< Double8.zero)
        if anyNonNegative(determinantError - certainty) {
            for lane in 0..<Self.size where !(certainty[lane] > determinantError[lane]) {
                orientation[lane] = Double(exact(lane).determinantSign(&arena))
            }
        }

        let errorAB = storeEdge(0, a, ab, orientation, grid)
        let errorBC = storeEdge(3, b, c - b, orientation, grid)
        let errorCA = storeEdge(6, c, a - c, orientation, grid)
        store(9, greater(greater(errorAB, errorBC), errorCA))

        // A determinant lost in its rounding error leaves every inverse depth to exact arithmetic.
        let isLost = certainty .<= determinantError * 0x1p16
        let scale = 1 / (determinant * grid.focalLength)
        store(10, (normal.x * scale).replacing(with: 0, where: isLost))
        store(11, (normal.y * scale).replacing(with: 0, where: isLost))
        store(
            12, (normal.z * grid.focalLength * scale).replacing(with: .greatestFiniteMagnitude / 4, where: isLost))
        let reach = (size.x * grid.reachU + size.y * grid.reachV + size.z * grid.focalLength) * magnitude(scale)
        let slack = reach * (determinantError * 4 / certainty + Self.filterError)
        store(13, (slack * (1 / TriangleSetup.depthTolerance)).replacing(with: .infinity, where: isLost))
        store(14, slack.replacing(with: 0, where: isLost))
        if cull == .back {
            orientation = orientation.replacing(with: 0, where: orientation .< Double8.zero)
        }
        store(15, orientation)
    }

    /// Stores the edge from p to p + e.
    ///
    /// - Returns: the bound of the rounding error of its edge function anywhere in the picture.
    @inline(__always)
    private func storeEdge(
        _ field: Int, _ p: Vector8, _ e: Vector8, _ orientation: Double8, _ grid: PixelGrid
    ) -> Double8 {
        // p × q = p × (q - p), which loses nothing to cancellation when the edge is short.
        let (edge, size) = p.cross(e)
        store(field, edge.x * orientation)
        store(field + 1, edge.y * orientation)
        store(field + 2, edge.z * orientation * grid.focalLength)
        return (size.x * grid.reachU + size.y * grid.reachV + size.z * grid.focalLength) * Self.filterError
    }

    @inline(__always)
    private func store(_ field: Int, _ values: Double8) {
        fields.pointer[field] = values
    }

    /// One of the triangles; nil for one that no ray can hit: edge-on to the camera, or culled.
    @inline(__always)
    subscript(lane: Int) -> TriangleSetup? {
        let values = UnsafeRawPointer(fields.pointer).assumingMemoryBound(to: Double.self) + lane
        @inline(__always)
        func value(_ field: Int) -> Double { values[field &* Self.size] }
        let orientation = value(15)
        if orientation == 0 { return nil }
        return TriangleSetup(
            orientation: orientation,
            edgeAB: EdgeFunction(x: value(0), y: value(1), constant: value(2)),
            edgeBC: EdgeFunction(x: value(3), y: value(4), constant: value(5)),
            edgeCA: EdgeFunction(x: value(6), y: value(7), constant: value(8)),
            edgeError: value(9), depthX: value(10), depthY: value(11), depthConstant: value(12),
            reliableInverseDepth: value(13), depthSlack: value(14))
    }
}
