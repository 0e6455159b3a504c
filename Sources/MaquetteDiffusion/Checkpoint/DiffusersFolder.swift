import Foundation

/// A checkpoint folder as `DiffusionPipeline.save_pretrained` writes it, its parts checked to be there.
struct DiffusersFolder: CheckpointLayout {
    let folder: URL
    /// The pipeline class that `model_index.json` names.
    let pipelineClass: String
    let networks: [CheckpointNetwork]
    let zeroesMissingNegativePrompt: Bool
    private let tokenizerNames: [String]
    let card: ModelCard?

    private static let incomplete = "the checkpoint is incomplete, fetch or export it again"

    /// - Throws: `DiffusionError` naming the first file or folder that is missing.
    init(folder: URL) throws {
        let index = folder.appendingPathComponent("model_index.json")
        guard JSONFile.exists(index) else {
            throw DiffusionError.missingFile(
                path: index.path, advice: "name a checkpoint folder as diffusers saves it")
        }
        self.folder = folder
        let contents = try JSONFile.read(ModelIndex.self, at: index)
        pipelineClass = contents.className
        zeroesMissingNegativePrompt = contents.zeroesMissingNegativePrompt ?? true
        let hasSecond = JSONFile.exists(folder.appendingPathComponent(CheckpointNetwork.textEncoder2.rawValue))
        networks = CheckpointNetwork.allCases.filter { $0 != .textEncoder2 || hasSecond }
        tokenizerNames = hasSecond ? ["tokenizer", "tokenizer_2"] : ["tokenizer"]
        let cardFile = folder.appendingPathComponent("README.md")
        let written = JSONFile.exists(cardFile)
            ? ModelCard(String(decoding: try JSONFile.contents(of: cardFile), as: UTF8.self)) : ModelCard("")
        card = written.withSource(contents.origin)
        for part in ["scheduler"] + tokenizerNames + networks.map(\.rawValue) {
            guard JSONFile.exists(folder.appendingPathComponent(part)) else {
                throw DiffusionError.missingFile(
                    path: folder.appendingPathComponent(part).path, advice: Self.incomplete)
            }
        }
        for network in networks {
            guard JSONFile.exists(config(of: network)) else {
                throw DiffusionError.missingFile(path: config(of: network).path, advice: Self.incomplete)
            }
        }
        for network in networks { _ = try files(of: network) }
    }

    var location: URL { folder }

    var name: String { folder.standardizedFileURL.lastPathComponent }

    func configs() throws -> CheckpointConfigs {
        func read<Configuration: NetworkConfiguration>(_ network: CheckpointNetwork) throws -> Configuration {
            let file = config(of: network)
            return try Configuration(json: JSONFile.contents(of: file), file: file.path)
        }
        return try CheckpointConfigs(
            textEncoders: networks.filter(\.isTextEncoder).map { try read($0) }, unet: read(.unet), vae: vaeConfiguration(), path: folder.path)
    }

    private func vaeConfiguration() throws -> any PictureCodecConfiguration {
        try NetworkFolder.pictureCodec(config(of: .vae))
    }

    func schedulerConfig() throws -> SchedulerConfig {
        let file = folder.appendingPathComponent("scheduler/scheduler_config.json")
        let config = try JSONFile.read(SchedulerConfig.self, at: file)
        try config.validate(path: file.path)
        return config
    }

    func tokenizers() throws -> [CLIPTokenizer] {
        try tokenizerNames.map { try TokenizerFiles(folder: folder.appendingPathComponent($0)).tokenizer() }
    }

    func settings(over settings: RecommendedSettings) throws -> RecommendedSettings {
        let file = folder.appendingPathComponent("maquette.json")
        return try JSONFile.readIfPresent(RecommendedSettingsFile.self, at: file)?
            .applied(to: settings, path: file.path) ?? settings
    }

    func className(of network: CheckpointNetwork) throws -> String {
        let names = try JSONFile.read(ClassName.self, at: config(of: network))
        return names.diffusers ?? names.transformers?.first ?? "unknown"
    }

    func storedTensors(of network: CheckpointNetwork) throws -> StoredTensors {
        let files = try openFiles(of: network)
        return StoredTensors(entries: files.flatMap(\.entries), byteCount: files.reduce(0) { $0 + $1.byteCount })
    }

    func weights(of network: CheckpointNetwork) throws -> Weights {
        try Weights(openFiles(of: network))
    }

    func weightsSHA256(_ memory: DigestMemory?) throws -> String {
        var lines = ""
        for network in networks.sorted(by: { $0.rawValue < $1.rawValue }) {
            for file in try files(of: network) {
                lines += "\(try SHA256.hexDigest(ofFile: file, memory))  \(network.rawValue)/\(file.lastPathComponent)\n"
            }
        }
        return SHA256.hexDigest(of: Array(lines.utf8))
    }

    private func config(of network: CheckpointNetwork) -> URL {
        folder.appendingPathComponent(network.rawValue).appendingPathComponent("config.json")
    }

    private func openFiles(of network: CheckpointNetwork) throws -> [SafetensorsFile] {
        try files(of: network).map { try SafetensorsFile(path: $0.path) }
    }

    private func files(of network: CheckpointNetwork) throws -> [URL] {
        try WeightsFiles.files(
            in: folder.appendingPathComponent(network.rawValue),
            stem: network.isTextEncoder ? "model" : "diffusion_pytorch_model")
    }

    private struct ModelIndex: Decodable {
        var className: String
        var zeroesMissingNegativePrompt: Bool?
        /// The repository or folder that the checkpoint was loaded from before it was saved.
        var origin: String?

        private enum CodingKeys: String, CodingKey {
            case className = "_class_name"
            case zeroesMissingNegativePrompt = "force_zeros_for_empty_prompt"
            case origin = "_name_or_path"
        }
    }

    private struct ClassName: Decodable {
        var diffusers: String?
        var transformers: [String]?

        private enum CodingKeys: String, CodingKey {
            case diffusers = "_class_name"
            case transformers = "architectures"
        }
    }
}
