import Foundation

/// Reads scene files.
public enum SceneImporter {
    /// The file name extensions that are read.
    public static let fileExtensions = ["obj", "gltf", "glb", "fbx", "dae", "ply", "stl", "3ds"]

    /// Reads a scene.
    ///
    /// OBJ is read by `OBJReader`, everything else by assimp. Textures that are not where the file says
    /// are looked for beside the scene file, and left out with a note if they are not there either.
    ///
    /// - Parameter path: a scene file; its extension tells the format.
    /// - Returns: a scene with at least one face, all indices in range and all positions finite.
    /// - Throws: `SceneError`.
    public static func scene(contentsOf path: String) throws -> Scene {
        let fileExtension = (path as NSString).pathExtension.lowercased()
        try FileBytes.checkIsReadableFile(path)
        guard fileExtensions.contains(fileExtension) else { throw SceneError.unsupportedFormat(path: path) }
        var scene =
            fileExtension == "obj"
            ? try OBJReader.scene(FileBytes.data(contentsOf: path), path: path)
            : try AssimpReader.scene(contentsOf: path)
        scene.findTextures(from: path.folderOfPath)
        return scene
    }

    /// A file's name without its folder and extension.
    static func name(of path: String) -> String {
        ((path as NSString).lastPathComponent as NSString).deletingPathExtension
    }
}

extension Scene {
    /// The largest magnitude of a coordinate that importers accept. Differences and products of such
    /// numbers stay far from the limits of Float64, and depths far from those of Float32.
    public static let largestCoordinate = 1e15

    /// Replaces paths of textures that do not exist, seen from the scene's folder.
    fileprivate mutating func findTextures(from folder: String) {
        func exists(_ path: String) -> Bool {
            let isAbsolute = path.hasPrefix("/") || folder.isEmpty
            return FileManager.default.fileExists(atPath: isAbsolute ? path : folder + "/" + path)
        }
        for index in materials.indices {
            guard case .file(let path) = materials[index].texture, !exists(path) else { continue }
            // Many files name the folders of the machine they were made on.
            let name = (path as NSString).lastPathComponent
            if exists(name) {
                materials[index].texture = .file(name)
            } else {
                materials[index].texture = nil
                notes.append(
                    "The texture '\(path)' of the material '\(materials[index].name)' was not found and is left out.")
            }
        }
    }
}

extension Material {
    /// The name of the material of faces that have none in the file.
    public static let defaultName = "default"
}
