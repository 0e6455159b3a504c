extension PolygonMesh {
    /// Cuts every polygon into triangles, in face order.
    ///
    /// A polygon of n corners always gives n - 2 triangles that use every corner, so that neighbours
    /// share their edges whole (no T-junctions). Triangles stay as they are, quads are cut along a
    /// diagonal that lies inside them, and larger polygons are cut by ear clipping in their own plane.
    /// Polygons without an inside (zero area, self-crossing, repeated vertices) are cut somehow: some
    /// of their triangles may then have no area or overlap.
    ///
    /// - Complexity: linear for triangles, quads and convex polygons; a concave polygon of n corners
    ///   takes O(n log n) when its ears are small and O(n²) at worst.
    public func triangulated() -> TriangleMesh {
        var triangles: [SIMD3<UInt32>] = []
        var triangleCorners: [SIMD3<UInt32>] = []
        var faces: [UInt32] = []
        let count = max(corners.count - 2 * faceCount, 0)
        triangles.reserveCapacity(count)
        triangleCorners.reserveCapacity(count)
        faces.reserveCapacity(count)

        var clipper = EarClipper()
        for face in 0..<faceCount {
            let range = cornerRange(ofFace: face)
            let first = UInt32(range.lowerBound)
            func emit(_ a: Int, _ b: Int, _ c: Int) {
                let corner = SIMD3(first + UInt32(a), first + UInt32(b), first + UInt32(c))
                triangleCorners.append(corner)
                triangles.append(
                    SIMD3(
                        corners[Int(corner.x)].position, corners[Int(corner.y)].position,
                        corners[Int(corner.z)].position))
                faces.append(UInt32(face))
            }
            func point(_ corner: Int) -> SIMD3<Double> {
                positions[Int(corners[range.lowerBound + corner].position)]
            }
            switch range.count {
            case 3:
                emit(0, 1, 2)
            case 4:
                if quadIsCutFromZeroToTwo(point(0), point(1), point(2), point(3)) {
                    emit(0, 1, 2)
                    emit(0, 2, 3)
                } else {
                    emit(0, 1, 3)
                    emit(1, 2, 3)
                }
            default:
                clipper.triangulate(count: range.count, point: point, emit: emit)
            }
        }
        return TriangleMesh(positions: positions, triangles: triangles, corners: triangleCorners, faces: faces)
    }
}

/// Whether the diagonal from the first to the third corner is the one to cut a quad along.
///
/// It is unless it leaves the quad (or passes through a corner) and the other diagonal does not.
private func quadIsCutFromZeroToTwo(
    _ a: SIMD3<Double>, _ b: SIMD3<Double>, _ c: SIMD3<Double>, _ d: SIMD3<Double>
) -> Bool {
    let normal = cross(c - a, d - b)
    func facesTheNormal(_ p: SIMD3<Double>, _ q: SIMD3<Double>, _ r: SIMD3<Double>) -> Bool {
        dot(cross(q - p, r - p), normal) > 0
    }
    if facesTheNormal(a, b, c) && facesTheNormal(a, c, d) { return true }
    return !(facesTheNormal(a, b, d) && facesTheNormal(b, c, d))
}
