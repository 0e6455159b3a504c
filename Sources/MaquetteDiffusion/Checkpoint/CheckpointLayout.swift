import Foundation

/// Where the parts of a checkpoint folder lie, checked to be there.
struct CheckpointLayout: Sendable {
    /// A part of a checkpoint that has weights.
    enum Network: String, Sendable, CaseIterable {
        case textEncoder = "text_encoder"
        case unet
        case vae

        /// What the file with the weights is called, without its ending.
        fileprivate var weightsStem: String {
            self == .textEncoder ? "model" : "diffusion_pytorch_model"
        }
    }

    let folder: URL
    /// The pipeline class that `model_index.json` names.
    let pipelineClass: String

    private static let incomplete = "the checkpoint is incomplete, fetch or export it again"

    /// - Throws: `DiffusionError` naming the first file or folder that is missing.
    init(folder: URL) throws {
        try Self.requireFolder(folder)
        let index = folder.appendingPathComponent("model_index.json")
        guard JSONFile.exists(index) else {
            throw DiffusionError.missingFile(
                path: index.path, advice: "name a checkpoint folder as diffusers saves it")
        }
        self.folder = folder
        pipelineClass = try JSONFile.read(ModelIndex.self, at: index).className
        for part in ["scheduler", "tokenizer"] + Network.allCases.map(\.rawValue) {
            guard JSONFile.exists(folder.appendingPathComponent(part)) else {
                throw DiffusionError.missingFile(
                    path: folder.appendingPathComponent(part).path, advice: Self.incomplete)
            }
        }
        for network in Network.allCases {
            guard JSONFile.exists(config(of: network)) else {
                throw DiffusionError.missingFile(path: config(of: network).path, advice: Self.incomplete)
            }
        }
    }

    var schedulerConfig: URL { folder.appendingPathComponent("scheduler/scheduler_config.json") }
    var tokenizer: URL { folder.appendingPathComponent("tokenizer") }
    var settings: URL { folder.appendingPathComponent("maquette.json") }
    var modelCard: URL { folder.appendingPathComponent("README.md") }

    func config(of network: Network) -> URL {
        folder.appendingPathComponent(network.rawValue).appendingPathComponent("config.json")
    }

    /// The safetensors files with a network's weights: one, or the parts that an index lists.
    ///
    /// - Throws: `DiffusionError.missingFile`, `.malformedFile` for a broken index, or `.unsupported`
    ///   where only a pickle is there.
    func weights(of network: Network) throws -> [URL] {
        let part = folder.appendingPathComponent(network.rawValue)
        let stem = network.weightsStem
        for name in ["\(stem).safetensors", "\(stem).fp16.safetensors"] {
            let file = part.appendingPathComponent(name)
            if JSONFile.exists(file) { return [file] }
        }
        for name in ["\(stem).safetensors.index.json", "\(stem).safetensors.index.fp16.json"] {
            let index = part.appendingPathComponent(name)
            if JSONFile.exists(index) { return try ShardIndex.files(listedBy: index) }
        }
        for name in ["\(stem).bin", "pytorch_model.bin", "\(stem).fp16.bin"] {
            let file = part.appendingPathComponent(name)
            if JSONFile.exists(file) { throw Self.pickle(file) }
        }
        throw DiffusionError.missingFile(
            path: part.appendingPathComponent("\(stem).safetensors").path, advice: Self.incomplete)
    }

    private static func requireFolder(_ url: URL) throws {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) else {
            throw DiffusionError.missingFile(path: url.path, advice: "name an existing checkpoint folder")
        }
        if isFolder.boolValue { return }
        if ["ckpt", "bin", "pt", "pth"].contains(url.pathExtension.lowercased()) { throw pickle(url) }
        throw DiffusionError.unsupported(
            path: url.path, reason: "it is one file, name a checkpoint folder as diffusers saves it")
    }

    private static func pickle(_ url: URL) -> DiffusionError {
        .unsupported(
            path: url.path,
            reason: "it is a Python pickle, which can run any program when it is opened; "
                + "convert it to safetensors, or fetch the model in that format")
    }

    private struct ModelIndex: Decodable {
        var className: String

        private enum CodingKeys: String, CodingKey {
            case className = "_class_name"
        }
    }
}
