/// Makes glTF's vertices, which carry position, texture coordinate and normal together, from the corners of a mesh.
struct GLTFVertices {
    private let mesh: PolygonMesh
    /// Of each corner.
    private let coordinates: [SIMD2<Double>]

    /// - Parameters:
    ///   - mesh: the mesh.
    ///   - coordinates: the texture coordinate of each of its corners, (0, 0) at the lower left.
    init(mesh: PolygonMesh, coordinates: [SIMD2<Double>]) {
        self.mesh = mesh
        self.coordinates = coordinates
    }

    /// What two corners must share to be one vertex.
    private struct Key: Hashable {
        var position: UInt32
        var normal: UInt32
        var coordinate: SIMD2<Double>
    }

    /// Appends the triangles of one object and one material.
    ///
    /// - Parameters:
    ///   - corners: three corners of the mesh for each triangle.
    ///   - material: what they are made of.
    ///   - buffer: takes vertices and indices.
    func primitive(corners: [SIMD3<UInt32>], material: Int, in buffer: inout GLTFBuffer) -> GLTFDocument.Primitive {
        var vertexOfKey: [Key: UInt32] = [:]
        vertexOfKey.reserveCapacity(corners.count)
        var cornerOfVertex: [Int] = []
        var indices: [UInt32] = []
        indices.reserveCapacity(3 * corners.count)
        for triangle in corners {
            for slot in 0..<3 {
                let corner = Int(triangle[slot])
                let key = Key(
                    position: mesh.corners[corner].position, normal: mesh.corners[corner].normal, coordinate: coordinates[corner])
                let vertex = vertexOfKey[key, default: UInt32(cornerOfVertex.count)]
                if vertex == cornerOfVertex.count {
                    vertexOfKey[key] = vertex
                    cornerOfVertex.append(corner)
                }
                indices.append(vertex)
            }
        }
        return GLTFDocument.Primitive(
            attributes: attributes(ofVertices: cornerOfVertex, in: &buffer), indices: buffer.appendIndices(indices),
            material: material)
    }

    private func attributes(ofVertices corners: [Int], in buffer: inout GLTFBuffer) -> [String: Int] {
        var positions: [Float] = []
        var rows: [Float] = []
        positions.reserveCapacity(3 * corners.count)
        rows.reserveCapacity(2 * corners.count)
        for corner in corners {
            let position = mesh.positions[Int(mesh.corners[corner].position)]
            for axis in 0..<3 { positions.append(Float(position[axis])) }
            // glTF counts rows from the top.
            rows.append(Float(coordinates[corner].x))
            rows.append(Float(1 - coordinates[corner].y))
        }
        var attributes = [
            "POSITION": buffer.appendVectors(positions, components: 3, bounded: true),
            "TEXCOORD_0": buffer.appendVectors(rows, components: 2),
        ]
        if let normals = unitNormals(ofCorners: corners) {
            attributes["NORMAL"] = buffer.appendVectors(normals, components: 3)
        }
        return attributes
    }

    /// Normals of length 1, as glTF wants them; nil unless all corners have one of a direction.
    private func unitNormals(ofCorners corners: [Int]) -> [Float]? {
        var normals: [Float] = []
        normals.reserveCapacity(3 * corners.count)
        for corner in corners {
            let index = mesh.corners[corner].normal
            guard index != PolygonMesh.Corner.none else { return nil }
            guard let normal = unitVector(along: mesh.normals[Int(index)]) else { return nil }
            for axis in 0..<3 { normals.append(Float(normal[axis])) }
        }
        return normals
    }
}
