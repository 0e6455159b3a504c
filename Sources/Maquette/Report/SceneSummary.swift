import MaquetteScene

/// What a scene holds, in numbers and names.
public struct SceneSummary: Sendable, Codable, Equatable {
    /// One material and how much of the scene it covers.
    public struct MaterialSummary: Sendable, Codable, Equatable {
        /// The material's name.
        public var name: String
        /// Number of its polygons.
        public var faceCount: Int
        /// Whether every face of the material has texture coordinates.
        public var hasTextureCoordinates: Bool
        /// Whether the file gives the material a texture.
        public var hasTexture: Bool
    }

    /// The file's name without its extension.
    public var name: String
    /// Names of the objects.
    public var objects: [String]
    /// Names of the groups.
    public var groups: [String]
    /// The materials, those that no face uses included.
    public var materials: [MaterialSummary]
    /// Names of the file's own cameras.
    public var cameras: [String]
    /// Number of vertices that faces use.
    public var vertexCount: Int
    /// Number of polygons.
    public var faceCount: Int
    /// Number of triangles that the polygons are cut into.
    public var triangleCount: Int
    /// The smallest corner of the scene's bounding box: x, y, z in scene units.
    public var lower: [Double]
    /// The largest corner of the scene's bounding box: x, y, z in scene units.
    public var upper: [Double]
    /// What the importer left out or repaired.
    public var notes: [String]

    init(_ scene: Scene) {
        name = scene.name
        objects = scene.objects
        groups = scene.groups.filter { !$0.isEmpty }
        materials = Self.summaries(of: scene)
        cameras = scene.cameras.map(\.name)
        vertexCount = scene.vertexCount
        faceCount = scene.faceCount
        triangleCount = scene.triangleCount
        let bounds = scene.bounds
        lower = bounds.map { [$0.lower.x, $0.lower.y, $0.lower.z] } ?? []
        upper = bounds.map { [$0.upper.x, $0.upper.y, $0.upper.z] } ?? []
        notes = scene.notes
    }

    private static func summaries(of scene: Scene) -> [MaterialSummary] {
        let mesh = scene.mesh
        let faceCounts = scene.faceCountsOfMaterials
        var hasCoordinates = faceCounts.map { $0 > 0 }
        for face in 0..<mesh.faceCount {
            let corners = mesh.corners[mesh.cornerRange(ofFace: face)]
            if corners.contains(where: { $0.textureCoordinate == PolygonMesh.Corner.none }) {
                hasCoordinates[Int(mesh.faceAttributes[face].material)] = false
            }
        }
        return scene.materials.indices.map { index in
            MaterialSummary(
                name: scene.materials[index].name, faceCount: faceCounts[index],
                hasTextureCoordinates: hasCoordinates[index],
                hasTexture: scene.materials[index].texture != nil)
        }
    }
}
