/// The triangles that a polygon mesh is made of: what the rasterizer, the unwrapper and the projector work on.
///
/// Triangle `t` has the vertices `positions[triangles[t]]`; it is a piece of face `faces[t]`, and its
/// corners are the corners `corners[t]` of the polygon mesh.
public struct TriangleMesh: Sendable {
    /// Vertex positions in world space, scene units, all finite.
    public var positions: [SIMD3<Double>]
    /// Three indices into `positions` each.
    public var triangles: [SIMD3<UInt32>]
    /// Three indices into `PolygonMesh.corners` each.
    public var corners: [SIMD3<UInt32>]
    /// The polygon that each triangle is a piece of.
    public var faces: [UInt32]

    /// Triangles of one's own; those of a scene come from `PolygonMesh.triangulated`.
    ///
    /// - Parameters:
    ///   - positions: vertices in world space, scene units, all finite.
    ///   - triangles: three indices into `positions` each.
    ///   - corners: three indices into `PolygonMesh.corners` each, as many as there are triangles: another number
    ///     traps.
    ///   - faces: the polygon that each triangle is a piece of, as many as there are triangles: another number
    ///     traps.
    public init(
        positions: [SIMD3<Double>], triangles: [SIMD3<UInt32>], corners: [SIMD3<UInt32>], faces: [UInt32]
    ) {
        precondition(triangles.count == corners.count && triangles.count == faces.count)
        self.positions = positions
        self.triangles = triangles
        self.corners = corners
        self.faces = faces
    }

    /// Number of triangles.
    public var count: Int { triangles.count }
}
