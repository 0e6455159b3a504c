import Foundation
import MaquetteDiffusion
import MaquetteScene

/// Tells what a scene file, a checkpoint, or a network that goes with checkpoints holds.
public struct InspectJob: Sendable {
    /// The path of a scene, a checkpoint or a network, or the bare name of one of the latter two.
    public var subject: String
    /// Where bare names are looked up.
    public var models: ModelLocator

    /// Opens nothing before it runs.
    ///
    /// - Parameters:
    ///   - subject: the path of a scene, a checkpoint or a network, or the bare name of one of the latter two.
    ///   - models: where bare names are looked up.
    public init(subject: String, models: ModelLocator) {
        self.subject = subject
        self.models = models
    }

    /// What was found.
    public enum Finding: Sendable {
        case scene(SceneSummary)
        case model(CheckpointDescription)
        case network(NetworkDescription)
    }

    /// Opens the subject and describes it.
    ///
    /// - Throws: the error of the room that met the problem; `Failure` sorts them.
    public func run() throws -> Finding {
        var isFolder: ObjCBool = false
        let exists = FileManager.default.fileExists(atPath: subject, isDirectory: &isFolder)
        if exists && !isFolder.boolValue && !Self.isModel(subject) {
            return .scene(SceneSummary(try SceneImporter.scene(contentsOf: subject)))
        }
        guard let path = try? models.path(of: subject) else {
            throw JobError.nothingToInspect(path: subject)
        }
        if let network = try NetworkDescription.describe(URL(fileURLWithPath: path)) { return .network(network) }
        return .model(try Checkpoint(path: path, tokenizerPath: models.clipTokenizer).describe())
    }

    /// Whether a file's name is that of a model; what is in it, `Checkpoint` finds out.
    private static func isModel(_ path: String) -> Bool {
        ["safetensors", "ckpt", "bin", "pt", "pth"].contains((path as NSString).pathExtension.lowercased())
    }
}

extension Checkpoint {
    /// Opens a checkpoint.
    ///
    /// - Parameters:
    ///   - path: its folder or file.
    ///   - tokenizerPath: CLIP's tokenizer, for a single file that has none beside it.
    package init(path: String, tokenizerPath: String?) throws {
        try self.init(
            contentsOf: URL(fileURLWithPath: path), tokenizerFolder: tokenizerPath.map { URL(fileURLWithPath: $0) })
    }
}
