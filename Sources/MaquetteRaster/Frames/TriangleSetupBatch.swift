/// Makes eight triangles ready for their pixels at a time, one in each lane of the vectors.
struct TriangleSetupBatch: Sendable {
    static let size = 8

    /// One vector for each field of `TriangleSetup`.
    private let fields = AlignedBuffer<Double8>(capacity: TriangleSetup.Field.allCases.count)

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

        let errorAB = storeEdge(.edgeABX, a, ab, orientation, grid)
        let errorBC = storeEdge(.edgeBCX, b, c - b, orientation, grid)
        let errorCA = storeEdge(.edgeCAX, c, a - c, orientation, grid)
        store(.edgeError, greater(greater(errorAB, errorBC), errorCA))

        // A determinant lost in its rounding error leaves every inverse depth to exact arithmetic.
        let isLost = certainty .<= determinantError * 0x1p16
        let scale = 1 / (determinant * grid.focalLength)
        store(.depthX, (normal.x * scale).replacing(with: 0, where: isLost))
        store(.depthY, (normal.y * scale).replacing(with: 0, where: isLost))
        store(
            .depthConstant, (normal.z * grid.focalLength * scale).replacing(with: .greatestFiniteMagnitude / 4, where: isLost))
        let reach = (size.x * grid.reachU + size.y * grid.reachV + size.z * grid.focalLength) * magnitude(scale)
        let slack = reach * (determinantError * 4 / certainty + Self.filterError)
        store(.reliableInverseDepth, (slack * (1 / TriangleSetup.depthTolerance)).replacing(with: .infinity, where: isLost))
        store(.depthSlack, slack.replacing(with: 0, where: isLost))
        if cull == .back {
            orientation = orientation.replacing(with: 0, where: orientation .< Double8.zero)
        }
        store(.orientation, orientation)
    }

    /// Stores the edge from p to p + e.
    ///
    /// - Parameter field: the first of the edge's three, which follow each other.
    /// - Returns: the bound of the rounding error of its edge function anywhere in the picture.
    @inline(__always)
    private func storeEdge(
        _ field: TriangleSetup.Field, _ p: Vector8, _ e: Vector8, _ orientation: Double8, _ grid: PixelGrid
    ) -> Double8 {
        // p × q = p × (q - p), which loses nothing to cancellation when the edge is short.
        let (edge, size) = p.cross(e)
        let target = fields.pointer + field.rawValue
        target[0] = edge.x * orientation
        target[1] = edge.y * orientation
        target[2] = edge.z * orientation * grid.focalLength
        return (size.x * grid.reachU + size.y * grid.reachV + size.z * grid.focalLength) * Self.filterError
    }

    @inline(__always)
    private func store(_ field: TriangleSetup.Field, _ values: Double8) {
        fields.pointer[field.rawValue] = values
    }

    /// A field of all eight.
    @inline(__always)
    subscript(field: TriangleSetup.Field) -> Double8 { fields.pointer[field.rawValue] }

    /// One of the triangles; nil for one that no ray can hit: edge-on to the camera, or culled.
    @inline(__always)
    subscript(lane: Int) -> TriangleSetup? {
        let setup = TriangleSetup(
            fields: UnsafeRawPointer(fields.pointer).assumingMemoryBound(to: Double.self), lane: lane)
        return setup.orientation == 0 ? nil : setup
    }
}
