import Foundation

/// Reads scene files.
public enum SceneImporter {
    /// The file name extensions that are read.
    public static let fileExtensions = ["obj", "gltf", "glb", "fbx", "dae", "ply", "stl", "3ds"]

    /// Reads a scene.
    ///
    /// - Parameter path: a scene file; its extension tells the format.
    /// - Returns: a scene with at least one face, all indices in range and all positions finite.
    /// - Throws: `SceneError`.
    public static func scene(contentsOf path: String) throws -> Scene {
        let fileExtension = (path as NSString).pathExtension.lowercased()
        let data = try FileBytes.data(contentsOf: path)
        guard fileExtensions.contains(fileExtension) else { throw SceneError.unsupportedFormat(path: path) }
        guard fileExtension == "obj" else { throw SceneError.unsupportedFormat(path: path) }
        return try OBJReader.scene(data, path: path)
    }
}

extension Scene {
    /// The largest magnitude of a coordinate that importers accept. Differences and products of such
    /// numbers stay far from the limits of Float64, and depths far from those of Float32.
    public static let largestCoordinate = 1e15
}

extension Material {
    /// The name of the material of faces that have none in the file.
    public static let defaultName = "default"
}
