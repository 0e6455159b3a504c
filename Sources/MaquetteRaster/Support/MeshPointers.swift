import CPrefetch
import MaquetteScene

/// The vertices and triangles of a mesh for hot loops.
struct MeshPointers: @unchecked Sendable {
    let positions: UnsafeBufferPointer<SIMD3<Double>>
    let triangles: UnsafeBufferPointer<SIMD3<UInt32>>

    /// - Parameter body: may use the pointers while it runs.
    static func withPointers<Result>(_ mesh: TriangleMesh, _ body: (MeshPointers) throws -> Result) rethrows -> Result {
        try mesh.positions.withUnsafeBufferPointer { positions in
            try mesh.triangles.withUnsafeBufferPointer { triangles in
                try body(MeshPointers(positions: positions, triangles: triangles))
            }
        }
    }

    /// The vertices of a triangle, unless one is missing or no usable point.
    @inline(__always)
    func corners(_ triangle: Int) -> (SIMD3<Double>, SIMD3<Double>, SIMD3<Double>)? {
        let corners = triangles[triangle]
        let limit = UInt32(clamping: positions.count)
        guard corners.x < limit, corners.y < limit, corners.z < limit else { return nil }
        let (a, b, c) = (positions[Int(corners.x)], positions[Int(corners.y)], positions[Int(corners.z)])
        return isWithinRange(a) && isWithinRange(b) && isWithinRange(c) ? (a, b, c) : nil
    }

    /// Fetches which vertices a triangle has.
    @inline(__always)
    func prefetch(_ triangle: Int) {
        if let base = triangles.baseAddress { maquette_prefetch(base + triangle) }
    }

    /// Fetches the vertices of a triangle that is about to be looked at; there need not be such a triangle.
    @inline(__always)
    func prefetchVertices(_ triangle: Int) {
        guard triangle < triangles.count, let base = positions.baseAddress else { return }
        let corners = triangles[triangle]
        // Nothing is read, so it does not matter whether the vertices exist.
        maquette_prefetch(UnsafeRawPointer(base) + Int(corners.x) &* MemoryLayout<SIMD3<Double>>.stride)
        maquette_prefetch(UnsafeRawPointer(base) + Int(corners.y) &* MemoryLayout<SIMD3<Double>>.stride)
        maquette_prefetch(UnsafeRawPointer(base) + Int(corners.z) &* MemoryLayout<SIMD3<Double>>.stride)
    }
}
