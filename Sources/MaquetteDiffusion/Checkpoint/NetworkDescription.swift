import Foundation

/// What a network that is loaded beside a checkpoint is, in plain values, for `maquette inspect`.
public struct NetworkDescription: Sendable, Equatable, Codable {
    /// The kinds of networks that are told apart.
    public enum Kind: String, Sendable, Equatable, Codable {
        case controlNet = "ControlNet"
        case lora = "LoRA"
        case autoencoder = "VAE"
        case depthEstimator = "depth estimator"

        /// How it is named on the command line.
        public var usage: String {
            switch self {
            case .controlNet: "--controlnet PATH[:SCALE[:FROM:TO]]"
            case .lora: "--lora PATH[:SCALE]"
            case .autoencoder: "--vae PATH, or --preview-vae PATH for previews alone"
            case .depthEstimator: "--depth-model PATH of generate, --model PATH of depth for a photo"
            }
        }
    }

    /// The name of its folder, or of its file without its ending.
    public var name: String
    /// What it is.
    public var kind: Kind
    /// The class its config names, such as `AutoencoderTiny`, where there is a config.
    public var className: String?
    /// Which family of models it was made for, as far as its shapes tell.
    public var family: ModelFamily?
    /// By what a ControlNet steers, as far as its name, config or metadata tell.
    public var control: String?
    /// Whether a LoRA seems to turn a model into a latent consistency model, by its name.
    public var isForLatentConsistency: Bool?
    /// Number of trained values.
    public var parameterCount: Int
    /// Storage types found in the weights, such as `F16`.
    public var dataTypes: [String]
    /// Size of the weights on disk in bytes.
    public var byteCount: Int
    /// What its makers call it, as its model card or the file's metadata state it, like all that follows.
    public var title: String?
    /// Who made it.
    public var author: String?
    /// The licence.
    public var license: String?
    /// Where it comes from.
    public var source: String?
    /// The data that it was trained on.
    public var trainingData: [String]?
}

extension NetworkDescription {
    /// Describes a folder or file of a network by itself. Reads configs and the heads of weights files.
    ///
    /// - Returns: nil for what is no such network; it may be a whole checkpoint.
    /// - Throws: `DiffusionError`, `NetworkError` or `WeightsError` for a network that cannot be used.
    public static func describe(_ location: URL) throws -> NetworkDescription? {
        guard let found = try StoredNetwork(location) else { return nil }
        let files = try found.files.map { try SafetensorsFile(path: $0.path) }
        let entries = files.flatMap(\.entries)
        let card = try found.card ?? ModelCard(metadata: files.first?.metadata ?? [:])
        var description = NetworkDescription(
            name: found.name, kind: found.kind, className: found.className,
            parameterCount: entries.reduce(0) { $0 + $1.shape.reduce(1, *) },
            dataTypes: Set(entries.map(\.type.rawValue)).sorted(), byteCount: files.reduce(0) { $0 + $1.byteCount },
            title: card.title, author: card.author, license: card.license, source: card.source, trainingData: card.trainingData)
        switch found.kind {
        case .controlNet:
            let control = try ControlNetCheckpoint(contentsOf: location)
            description.family = control.family
            description.control = control.purpose?.control
        case .lora:
            let lora = try LoRA(contentsOf: location)
            description.family = lora.family == .other ? nil : lora.family
            description.isForLatentConsistency = lora.isForLatentConsistency
        case .autoencoder: _ = try AutoencoderCheckpoint(contentsOf: location)
        case .depthEstimator: _ = try DepthEstimatorLayouts.files(at: found.folder).configuration()
        }
        return description
    }
}

/// Tells what kind of network lies at a place.
private struct StoredNetwork {
    let kind: NetworkDescription.Kind
    let name: String
    var className: String?
    /// The folder that holds it.
    let folder: URL
    /// Its weights.
    let files: [URL]

    init?(_ location: URL) throws {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: location.path, isDirectory: &isFolder) else { return nil }
        if isFolder.boolValue {
            try self.init(folder: location)
        } else {
            try self.init(file: location)
        }
    }

    private init?(folder: URL) throws {
        guard !JSONFile.exists(folder.appendingPathComponent("model_index.json")) else { return nil }
        self.folder = folder
        name = folder.standardizedFileURL.lastPathComponent
        let config = folder.appendingPathComponent("config.json")
        guard JSONFile.exists(config) else {
            guard JSONFile.exists(LoRA.file(in: folder)) else { return nil }
            (kind, files) = (.lora, [LoRA.file(in: folder)])
            return
        }
        let stated = try JSONFile.read(StatedClass.self, at: config)
        className = stated._class_name ?? stated.architectures?.first
        switch className ?? "" {
        case let name where name.hasPrefix("ControlNet"): kind = .controlNet
        case "AutoencoderKL", "AutoencoderTiny": kind = .autoencoder
        case _ where stated.model_type == "dpt": kind = .depthEstimator
        default:
            throw DiffusionError.unsupported(
                path: folder.path,
                reason: "it holds a \(className ?? "network of an unknown kind") alone; name the folder of a whole checkpoint "
                    + "(with model_index.json), a ControlNet, a VAE or a DPT depth estimator")
        }
        files = try WeightsFiles.files(in: folder, stem: kind == .depthEstimator ? "model" : "diffusion_pytorch_model")
    }

    private init?(file: URL) throws {
        guard file.pathExtension.lowercased() == "safetensors" else { return nil }
        let names = try SafetensorsFile(path: file.path).tensorNames
        func has(_ part: String) -> Bool { names.contains { $0.contains(part) } }
        guard !has(SingleFileUNet.prefix) else { return nil }
        if has("input_hint_block.0.weight") || has("controlnet_cond_embedding.conv_in.weight") {
            kind = .controlNet
        } else if has("lora") || has("hada_w") || has("lokr_w") {
            kind = .lora
        } else if has("dpt.embeddings.cls_token") {
            kind = .depthEstimator
        } else if names.contains("decoder.conv_out.weight") || names.contains("decoder.layers.0.weight") {
            kind = .autoencoder
        } else {
            return nil
        }
        folder = file.deletingLastPathComponent()
        name = file.deletingPathExtension().lastPathComponent
        files = [file]
        className = JSONFile.exists(folder.appendingPathComponent("config.json"))
            ? try JSONFile.read(StatedClass.self, at: folder.appendingPathComponent("config.json"))._class_name : nil
    }

    /// What the model card beside the weights says, where there is one.
    var card: ModelCard? {
        get throws {
            let file = folder.appendingPathComponent("README.md")
            guard JSONFile.exists(file) else { return nil }
            return ModelCard(String(decoding: try JSONFile.contents(of: file), as: UTF8.self))
        }
    }

    private struct StatedClass: Decodable {
        var _class_name, model_type: String?
        var architectures: [String]?
    }
}
