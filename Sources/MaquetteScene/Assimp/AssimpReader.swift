import CAssimp
import Foundation

/// Reads glTF, FBX, Collada, PLY, STL and 3DS files through assimp's C interface.
///
/// Polygons stay polygons. assimp gives every corner its own vertex in most formats: vertices of one
/// object in the same place are joined again. Each node that holds meshes becomes an object of its own,
/// named after the node, with the node's transform applied; a mesh that several nodes hold comes
/// several times. Under a transform that mirrors, faces are turned round, so that their winding and the
/// outside of the surface still agree (as glTF 2.0 has it, section 3.7.4).
///
/// assimp turns Collada and 3DS scenes so that y is up. It leaves FBX, PLY and STL as they are; FBX files
/// say which axis is up, and another one than y is noted.
///
/// Nothing that assimp hands over is trusted: every pointer, count and index is checked.
struct AssimpReader {
    private let path: String
    private let source: aiScene
    private var mesh = PolygonMesh()
    private var objects = NameTable()
    private var materials = AssimpMaterials()
    private var cameras: [SceneCamera] = []
    private var notes = ImportNotes()

    /// assimp keeps the text of its last error in one place for all threads.
    private static let lock = NSLock()

    /// Reads a scene.
    ///
    /// - Throws: `SceneError.malformed` or `.noFaces`.
    static func scene(contentsOf path: String) throws -> Scene {
        try AssimpGuard.check(path, fileExtension: (path as NSString).pathExtension.lowercased())
        return try DeepStack.run { try unguardedScene(contentsOf: path) }
    }

    private static func unguardedScene(contentsOf path: String) throws -> Scene {
        lock.lock()
        defer { lock.unlock() }
        let settings = aiCreatePropertyStore()
        defer { aiReleasePropertyStore(settings) }
        // Pivots as nodes of their own would bury the names of the real nodes.
        aiSetImportPropertyInteger(settings, AI_CONFIG_IMPORT_FBX_PRESERVE_PIVOTS, 0)
        // A file with bones only is not a scene to paint.
        aiSetImportPropertyInteger(settings, AI_CONFIG_IMPORT_NO_SKELETON_MESHES, 1)
        guard let imported = aiImportFileExWithProperties(path, 0, nil, settings) else {
            let reason = aiGetErrorString().map { String(cString: $0) } ?? ""
            throw SceneError.malformed(
                path: path, line: nil, problem: "the file cannot be read (\(Self.firstLine(of: reason)))")
        }
        defer { aiReleaseImport(imported) }
        var reader = AssimpReader(path: path, source: imported.pointee)
        return try reader.read()
    }

    private static func firstLine(of text: String) -> String {
        let line = text.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
        return line.isEmpty ? "no reason given" : line
    }

    private init(path: String, source: aiScene) {
        self.path = path
        self.source = source
    }

    private func malformed(_ problem: String) -> SceneError {
        .malformed(path: path, line: nil, problem: problem)
    }

    private mutating func read() throws -> Scene {
        materials = AssimpMaterials(source)
        notes.add(materials.notes)
        var transforms: [String: Transform] = [:]
        // Nodes in the order of the file, without recursion: a file decides how deep they go.
        var stack: [(node: UnsafeMutablePointer<aiNode>, parent: Transform)] = []
        if let root = source.mRootNode { stack.append((root, Transform())) }
        while let (node, parent) = stack.popLast() {
            let transform = parent * Transform(node.pointee.mTransformation)
            let name = String(node.pointee.mName)
            if transforms[name] == nil { transforms[name] = transform }
            try append(node.pointee, name: name, transform)
            if let children = node.pointee.mChildren {
                for index in (0..<Int(node.pointee.mNumChildren)).reversed() {
                    if let child = children[index] { stack.append((child, transform)) }
                }
            }
        }
        readCameras(transforms)
        noteUpAxis()
        guard mesh.faceCount > 0 else {
            throw SceneError.noFaces(path: path, found: notes.found(vertexCount: vertexCount))
        }
        return Scene(
            name: SceneImporter.name(of: path), mesh: mesh, objects: objects.names,
            materials: materials.materials, cameras: cameras, notes: notes.sentences)
    }

    private var meshes: [aiMesh] {
        guard let pointers = source.mMeshes else { return [] }
        return (0..<Int(source.mNumMeshes)).compactMap { pointers[$0]?.pointee }
    }

    private var vertexCount: Int { meshes.reduce(0) { $0 + Int($1.mNumVertices) } }

    // MARK: Meshes

    private mutating func append(_ node: aiNode, name: String, _ transform: Transform) throws {
        guard let indices = node.mMeshes, node.mNumMeshes > 0, let meshes = source.mMeshes else { return }
        var instance = MeshInstance(transform: transform)
        var object: UInt32?
        for slot in 0..<Int(node.mNumMeshes) {
            guard indices[slot] < source.mNumMeshes, let part = meshes[Int(indices[slot])]?.pointee else {
                throw malformed("the object '\(name)' uses a mesh that does not exist")
            }
            guard part.mNumFaces > 0 else { continue }
            let objectName = Self.objectName(node: name, mesh: String(part.mName), path: path)
            let index = object ?? objects.uniqueIndex(of: objectName)
            object = index
            do {
                try instance.append(
                    part, object: index, material: materials.index(part.mMaterialIndex), to: &mesh, notes: &notes)
            } catch let defect as MeshInstance.Defect {
                throw malformed("the object '\(objectName)' \(defect.problem)")
            }
        }
    }

    /// Some importers name nodes that the file does not have, such as `<STL_BINARY>`.
    private static func objectName(node: String, mesh: String, path: String) -> String {
        [node, mesh].first { !$0.isEmpty && !$0.hasPrefix("<") } ?? SceneImporter.name(of: path)
    }

    // MARK: Cameras

    private mutating func readCameras(_ transforms: [String: Transform]) {
        guard let pointers = source.mCameras else { return }
        let isGLTF = ["gltf", "glb"].contains((path as NSString).pathExtension.lowercased())
        for index in 0..<Int(source.mNumCameras) {
            guard let source = pointers[index]?.pointee else { continue }
            let name = String(source.mName)
            let transform = transforms[name] ?? Transform()
            guard source.mOrthographicWidth == 0 else {
                notes.add(["The camera '\(name)' has no perspective and is left out."])
                continue
            }
            // A glTF camera stands at its node; assimp 5.2 gives the node's place a second time.
            let position = transform.point(isGLTF ? .zero : SIMD3(source.mPosition))
            let camera = Camera(
                lens: Self.lens(source, isGLTF: isGLTF), position: position,
                target: position + (unitVector(along: transform.direction(SIMD3(source.mLookAt))) ?? .zero),
                up: unitVector(along: transform.direction(SIMD3(source.mUp))) ?? .zero)
            do {
                try camera.validate()
                cameras.append(SceneCamera(name: name, camera: camera))
            } catch {
                notes.add(["The camera '\(name)' is left out: \(error)"])
            }
        }
    }

    /// The lens on a sensor 36 mm wide. The size of the picture is not part of the file.
    ///
    /// For glTF, whose cameras have a vertical angle, assimp 5.2 says that the horizontal angle is the
    /// vertical one times the aspect ratio: the vertical angle is taken back from that.
    private static func lens(_ camera: aiCamera, isGLTF: Bool) -> Lens {
        let aspect = camera.mAspect > 0 ? Double(camera.mAspect) : 0
        let angle = Double(camera.mHorizontalFOV)
        let halfWidth = isGLTF && aspect > 0 ? tan(angle / aspect / 2) * aspect : tan(angle / 2)
        return Lens(focalLength: 18 / halfWidth, sensor: SIMD2(36, aspect > 0 ? 36 / aspect : 24))
    }

    private mutating func noteUpAxis() {
        guard let metadata = source.mMetaData?.pointee, let keys = metadata.mKeys, let values = metadata.mValues
        else { return }
        for index in 0..<Int(metadata.mNumProperties)
        where String(keys[index]) == "UpAxis" && values[index].mType == AI_INT32 {
            guard let axis = values[index].mData?.load(as: Int32.self), axis == 0 || axis == 2 else { continue }
            notes.add(["The file says that \(axis == 0 ? "x" : "z") is up; its positions were kept as they are."])
        }
    }
}
