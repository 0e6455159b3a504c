import MaquetteScene

/// The faces to unwrap as one connected surface: welded vertices, paired half-edges, normals and areas.
///
/// Half-edges are named by their first corner: half-edge `c` goes from corner `c` to `next(c)`.
struct Surface: Sendable {
    /// Marks a half-edge at the border of the surface.
    static let noTwin: Int32 = -1

    /// `faceCount + 1` offsets into the corner arrays.
    let faceStarts: [UInt32]
    /// The face of every corner.
    let cornerFaces: [UInt32]
    /// The welded vertex of every corner.
    let cornerVertices: [UInt32]
    /// The position of every welded vertex.
    let vertices: [SIMD3<Double>]
    /// The half-edge on the other side of every half-edge, or `noTwin`.
    let twins: [Int32]
    /// Unit normals of the faces; zero for faces without area.
    let faceNormals: [SIMD3<Double>]
    /// Areas of the faces, the sum over their triangles.
    let faceAreas: [Double]
    /// Faces whose triangles face too different ways to be seen together; each is a chart of its own.
    let isBent: [Bool]
    /// `faceCount + 1` offsets into `triangleCorners`.
    let triangleStarts: [UInt32]
    /// The corners of the triangles, face after face.
    let triangleCorners: [SIMD3<UInt32>]
    /// The diagonal of the bounding box.
    let extent: Double
    /// The faces to unwrap, ascending.
    let faces: [UInt32]

    var faceCount: Int { faceNormals.count }

    func corners(ofFace face: Int) -> Range<Int> { Int(faceStarts[face])..<Int(faceStarts[face + 1]) }
    func triangles(ofFace face: Int) -> Range<Int> {
        Int(triangleStarts[face])..<Int(triangleStarts[face + 1])
    }
    func next(_ corner: Int) -> Int {
        let face = Int(cornerFaces[corner])
        return corner + 1 == Int(faceStarts[face + 1]) ? Int(faceStarts[face]) : corner + 1
    }
    func position(ofCorner corner: Int) -> SIMD3<Double> { vertices[Int(cornerVertices[corner])] }

    /// - Parameter faces: the faces to unwrap, ascending; only these have twins.
    init(_ mesh: PolygonMesh, triangles: TriangleMesh, faces: [UInt32]) {
        var low = SIMD3<Double>(repeating: .infinity)
        var high = SIMD3<Double>(repeating: -.infinity)
        for corner in mesh.corners {
            let position = mesh.positions[Int(corner.position)]
            low = pointwiseMin(low, position)
            high = pointwiseMax(high, position)
        }
        extent = mesh.corners.isEmpty ? 0 : length(high - low)
        let welded = WeldedVertices(mesh.positions, extent: extent)
        vertices = welded.positionOfVertex.map { mesh.positions[Int($0)] }
        faceStarts = mesh.faceStarts
        cornerVertices = mesh.corners.map { welded.vertexOfPosition[Int($0.position)] }
        var cornerFaces = [UInt32](repeating: 0, count: mesh.corners.count)
        for face in 0..<mesh.faceCount {
            for corner in mesh.cornerRange(ofFace: face) { cornerFaces[corner] = UInt32(face) }
        }
        self.cornerFaces = cornerFaces
        let groups = Groups(labels: triangles.faces, count: mesh.faceCount)
        triangleStarts = groups.starts
        triangleCorners = groups.members.map { triangles.corners[Int($0)] }
        self.faces = faces
        (faceNormals, faceAreas, isBent) = Self.measure(
            triangleStarts: triangleStarts, triangleCorners: triangleCorners,
            cornerVertices: cornerVertices, vertices: vertices, extent: extent)
        twins = HalfEdgePairing(
            mesh: mesh, faces: faces, cornerVertices: cornerVertices, vertexCount: vertices.count,
            faceNormals: faceNormals
        ).twins
    }

    /// Cosine of the angle beyond which a triangle makes its polygon bent: 30 degrees.
    private static let leastAlignment = 0.86602540378443865

    private static func measure(
        triangleStarts: [UInt32], triangleCorners: [SIMD3<UInt32>], cornerVertices: [UInt32],
        vertices: [SIMD3<Double>], extent: Double
    ) -> (normals: [SIMD3<Double>], areas: [Double], isBent: [Bool]) {
        let faceCount = triangleStarts.count - 1
        var normals = [SIMD3<Double>](repeating: .zero, count: faceCount)
        var areas = [Double](repeating: 0, count: faceCount)
        var isBent = [Bool](repeating: false, count: faceCount)
        // Below this a face is a line or a point: its normal is noise of the coordinates.
        let negligible = extent * extent * 1e-16
        func doubledNormal(_ triangle: Int) -> SIMD3<Double> {
            let corners = triangleCorners[triangle]
            let a = vertices[Int(cornerVertices[Int(corners.x)])]
            let b = vertices[Int(cornerVertices[Int(corners.y)])]
            let c = vertices[Int(cornerVertices[Int(corners.z)])]
            return cross(b - a, c - a)
        }
        for face in 0..<faceCount {
            let triangles = Int(triangleStarts[face])..<Int(triangleStarts[face + 1])
            var sum = SIMD3<Double>.zero
            var area = 0.0
            var largest = SIMD3<Double>.zero
            for triangle in triangles {
                let doubled = doubledNormal(triangle)
                sum += doubled
                area += length(doubled) / 2
                if dot(doubled, doubled) > dot(largest, largest) { largest = doubled }
            }
            guard area > negligible else { continue }
            // A polygon that runs back over itself faces both ways: one of its triangles decides.
            if length(sum) < area * 1e-6 { sum = largest }
            normals[face] = normalized(sum)
            areas[face] = area
            isBent[face] = triangles.count > 1 && triangles.contains { triangle in
                let doubled = doubledNormal(triangle)
                // Slivers are noise.
                return length(doubled) > area * 1e-4
                    && dot(doubled, normals[face]) < length(doubled) * leastAlignment
            }
        }
        return (normals, areas, isBent)
    }
}

func pointwiseMin<V: SIMD>(_ a: V, _ b: V) -> V where V.Scalar: Comparable {
    a.replacing(with: b, where: b .< a)
}

func pointwiseMax<V: SIMD>(_ a: V, _ b: V) -> V where V.Scalar: Comparable {
    a.replacing(with: b, where: b .> a)
}
