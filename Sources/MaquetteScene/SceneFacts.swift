/// Facts about a scene at a glance.
extension Scene {
    /// Number of polygons.
    public var faceCount: Int { mesh.faceCount }

    /// Number of triangles that the polygons are cut into.
    public var triangleCount: Int { mesh.corners.count - 2 * mesh.faceCount }

    /// Number of vertices that faces use.
    public var vertexCount: Int { mesh.facePositions.count }

    /// Whether every corner has a texture coordinate, some have, or none.
    public var textureCoordinates: Presence {
        Presence(mesh.corners.lazy.map { $0.textureCoordinate != PolygonMesh.Corner.none })
    }

    /// Whether every corner has a normal, some have, or none.
    public var normals: Presence {
        Presence(mesh.corners.lazy.map { $0.normal != PolygonMesh.Corner.none })
    }

    /// For each material the number of its faces; 0 for a material that only the file's list names.
    public var faceCountsOfMaterials: [Int] {
        var counts = [Int](repeating: 0, count: materials.count)
        for attributes in mesh.faceAttributes { counts[Int(attributes.material)] += 1 }
        return counts
    }

    /// How much of a scene has a property.
    public enum Presence: String, Sendable {
        case all, some, none

        init(_ flags: some Sequence<Bool>) {
            var hasTrue = false
            var hasFalse = false
            for flag in flags {
                hasTrue = hasTrue || flag
                hasFalse = hasFalse || !flag
            }
            self = !hasTrue ? .none : hasFalse ? .some : .all
        }
    }
}
