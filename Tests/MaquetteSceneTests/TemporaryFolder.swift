import Foundation
import MaquetteScene

/// A folder that is gone when it goes out of scope.
final class TemporaryFolder {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "maquette-scene-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Writes a file and gives its path.
    func write(_ name: String, _ bytes: [UInt8]) throws -> String {
        let file = path + "/" + name
        try FileManager.default.createDirectory(
            atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try Data(bytes).write(to: URL(fileURLWithPath: file))
        return file
    }

    func write(_ name: String, _ text: String) throws -> String {
        try write(name, Array(text.utf8))
    }
}

/// The faces of a mesh as lists of vertex indices.
func polygons(_ mesh: PolygonMesh) -> [[UInt32]] {
    (0..<mesh.faceCount).map { face in mesh.cornerRange(ofFace: face).map { mesh.corners[$0].position } }
}

/// What an importer says about a bad file.
func importProblem(_ path: String) -> String {
    do {
        let scene = try SceneImporter.scene(contentsOf: path)
        return "accepted \(scene.mesh.faceCount) faces"
    } catch {
        return "\(error)"
    }
}
