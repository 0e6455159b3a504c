/// What a scene file holds, in world space: one polygon mesh, its names, its materials, its cameras.
///
/// Every instance of a node has its own vertices here, with the node's transform applied.
/// Faces keep the order of the file, so that an export differs from the import only in its
/// texture coordinates and textures.
public struct Scene: Sendable {
    /// The file's name without its extension.
    public var name: String
    /// All faces of all objects, in file order.
    public var mesh: PolygonMesh
    /// Names of the objects; `FaceAttributes.object` indexes them. Faces that an OBJ file puts into no
    /// object have one with an empty name.
    public var objects: [String]
    /// Names of the groups; `FaceAttributes.group` indexes them. Index 0 is the empty name: no group.
    public var groups: [String]
    /// Materials; `FaceAttributes.material` indexes them. There is always at least one.
    public var materials: [Material]
    /// The cameras of the file, in file order.
    public var cameras: [SceneCamera]
    /// What the importer left out or repaired, one plain sentence each.
    public var notes: [String]

    /// A scene of one's own; `SceneImporter` makes those of files. The indices of the mesh have to fit the lists.
    ///
    /// - Parameters:
    ///   - name: the name that results are called after.
    ///   - mesh: all faces of all objects.
    ///   - objects: names of the objects.
    ///   - groups: names of the groups; the first is the empty name, no group.
    ///   - materials: at least one, each of a name of its own.
    ///   - cameras: cameras that came with the scene.
    ///   - notes: what the user should know of its making, one plain sentence each.
    public init(
        name: String, mesh: PolygonMesh, objects: [String], groups: [String] = [""],
        materials: [Material], cameras: [SceneCamera] = [], notes: [String] = []
    ) {
        self.name = name
        self.mesh = mesh
        self.objects = objects
        self.groups = groups
        self.materials = materials
        self.cameras = cameras
        self.notes = notes
    }
}
