import CAssimp

/// Adds the meshes of one node to a polygon mesh, with the node's transform, and joins their vertices.
struct MeshInstance {
    /// What is wrong with a mesh, to follow "the object 'x' ...".
    struct Defect: Error {
        var problem: String
    }

    private let transform: Transform
    // Vertices in the same place are one vertex, in all meshes of the node; normals and texture
    // coordinates are joined likewise.
    private var positions: [SIMD3<Float>: UInt32] = [:]
    private var normals: [SIMD3<Float>: UInt32] = [:]
    private var coordinates: [SIMD2<Float>: UInt32] = [:]

    init(transform: Transform) { self.transform = transform }

    mutating func append(
        _ part: aiMesh, object: UInt32, material: UInt32, to mesh: inout PolygonMesh, notes: inout ImportNotes
    ) throws {
        guard let vertices = part.mVertices, let faces = part.mFaces else {
            throw Defect(problem: "has faces but no vertices")
        }
        let vertexCount = Int(part.mNumVertices)
        let isMirror = transform.isMirror
        // Indices of corners are 32 bits wide.
        guard mesh.corners.count + 4 * Int(part.mNumFaces) < Int(UInt32.max) else {
            throw Defect(problem: "makes the scene too large")
        }
        var corners = [PolygonMesh.Corner?](repeating: nil, count: vertexCount)
        var face: [PolygonMesh.Corner] = []
        for index in 0..<Int(part.mNumFaces) {
            let source = faces[index]
            guard source.mNumIndices >= 3, let indices = source.mIndices else {
                notes.count(source.mNumIndices == 2 ? .lineElement : .pointElement)
                continue
            }
            face.removeAll(keepingCapacity: true)
            for slot in 0..<Int(source.mNumIndices) {
                let vertex = Int(indices[slot])
                guard vertex < vertexCount else {
                    throw Defect(problem: "has a face with vertex \(vertex), but there are \(vertexCount)")
                }
                let corner = try corners[vertex] ?? self.corner(vertex, vertices, part, &mesh, &notes)
                corners[vertex] = corner
                face.append(corner)
            }
            guard hasThreeDifferentVertices(face) else {
                notes.count(.flatFace)
                continue
            }
            if isMirror { face.reverse() }
            mesh.appendFace(face, attributes: .init(object: object, material: material))
        }
    }

    private mutating func corner(
        _ vertex: Int, _ vertices: UnsafePointer<aiVector3D>, _ part: aiMesh, _ mesh: inout PolygonMesh,
        _ notes: inout ImportNotes
    ) throws -> PolygonMesh.Corner {
        let v = vertices[vertex]
        let key = SIMD3(v.x, v.y, v.z)
        var corner = PolygonMesh.Corner(position: 0)
        if let known = positions[key] {
            corner.position = known
        } else {
            guard v.x.isFinite, v.y.isFinite, v.z.isFinite else {
                throw Defect(problem: "has a coordinate that is not a finite number")
            }
            let position = transform.point(SIMD3(v))
            for value in [position.x, position.y, position.z] where !(abs(value) <= Scene.largestCoordinate) {
                throw Defect(problem: "has the coordinate \(value), which is beyond 1e15; check the scene's units")
            }
            corner.position = UInt32(mesh.positions.count)
            mesh.positions.append(position)
            positions[key] = corner.position
        }
        if let source = part.mNormals { corner.normal = normal(source[vertex], &mesh, &notes) }
        if let source = part.mTextureCoords.0 { corner.textureCoordinate = coordinate(source[vertex], &mesh) }
        return corner
    }

    private mutating func normal(
        _ n: aiVector3D, _ mesh: inout PolygonMesh, _ notes: inout ImportNotes
    ) -> UInt32 {
        let key = SIMD3(n.x, n.y, n.z)
        if let known = normals[key] { return known }
        guard let unit = unitVector(along: transform.normal(SIMD3(n))) else {
            notes.count(.badNormal)
            return PolygonMesh.Corner.none
        }
        let index = UInt32(mesh.normals.count)
        mesh.normals.append(unit)
        normals[key] = index
        return index
    }

    private mutating func coordinate(_ t: aiVector3D, _ mesh: inout PolygonMesh) -> UInt32 {
        guard t.x.isFinite, t.y.isFinite else { return PolygonMesh.Corner.none }
        let key = SIMD2(t.x, t.y)
        if let known = coordinates[key] { return known }
        let index = UInt32(mesh.textureCoordinates.count)
        mesh.textureCoordinates.append(SIMD2(Double(t.x), Double(t.y)))
        coordinates[key] = index
        return index
    }
}
