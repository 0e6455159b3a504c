import Foundation
import Maquette
import Synchronization

/// Keeps the scene that was looked at last, so that moving the lens does not read its file again.
final class SceneCache: Sendable {
    private struct Entry {
        var path: String
        var version: Version
        var scene: LoadedScene
    }

    /// What changes when a file is written anew.
    private struct Version: Equatable {
        var modified: Date?
        var size: Int?

        init(ofFile path: String) {
            let attributes = try? FileManager.default.attributesOfItem(atPath: path)
            modified = attributes?[.modificationDate] as? Date
            size = attributes?[.size] as? Int
        }
    }

    private let last = Mutex<Entry?>(nil)

    /// The scene of a file, read again if it has changed.
    ///
    /// - Throws: the error of the room that met the problem.
    func scene(at path: String) throws -> LoadedScene {
        let version = Version(ofFile: path)
        if let entry = last.withLock({ $0 }), entry.path == path, entry.version == version { return entry.scene }
        let scene = try LoadedScene(contentsOf: path) { _ in }
        last.withLock { $0 = Entry(path: path, version: version, scene: scene) }
        return scene
    }
}
