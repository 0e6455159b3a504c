import Foundation

/// How a checkpoint keeps its parts: in a folder as diffusers saves it, or in a single file.
protocol CheckpointLayout: Sendable {
    /// The folder or file.
    var location: URL { get }
    /// What to call the checkpoint.
    var name: String { get }
    /// The pipeline class that it was made for, such as `StableDiffusionDepth2ImgPipeline`.
    var pipelineClass: String { get }
    /// The networks that it has; the second text encoder is in models of the XL family only.
    var networks: [CheckpointNetwork] { get }
    /// Whether a negative prompt that is not given stands for zeros rather than for the empty prompt, in
    /// models of the XL family.
    var zeroesMissingNegativePrompt: Bool { get }
    /// What its model card says, where there is one.
    var card: ModelCard? { get }

    /// The networks' configs, checked to fit each other.
    func configs() throws -> CheckpointConfigs
    /// The noise schedule that it was trained with.
    func schedulerConfig() throws -> SchedulerConfig
    /// Reads the tokenizers, one for each text encoder.
    func tokenizers() throws -> [CLIPTokenizer]
    /// Lays what its makers or its owner suggest over what the configs do.
    func settings(over settings: RecommendedSettings) throws -> RecommendedSettings
    /// The class that a network's config names.
    func className(of network: CheckpointNetwork) throws -> String
    /// Where a network's stored tensors are, under the names that they are stored with.
    func storedTensors(of network: CheckpointNetwork) throws -> StoredTensors
    /// A network's tensors, under the names that diffusers and transformers give them.
    func weights(of network: CheckpointNetwork) throws -> Weights
    /// The digest of all weights; `memory` remembers those of files.
    func weightsSHA256(_ memory: DigestMemory?) throws -> String
}

/// A part of a checkpoint that has weights.
enum CheckpointNetwork: String, Sendable, CaseIterable {
    case textEncoder = "text_encoder"
    case textEncoder2 = "text_encoder_2"
    case unet
    case vae

    var isTextEncoder: Bool { self == .textEncoder || self == .textEncoder2 }
}

/// What is stored of a network, as the heads of its files tell.
struct StoredTensors: Sendable {
    var entries: [SafetensorsHeader.Entry]
    /// Bytes that they take on disk.
    var byteCount: Int

    var parameterCount: Int { entries.reduce(0) { $0 + $1.shape.reduce(1, *) } }
}

/// Recognizes how a checkpoint is kept.
enum CheckpointLayouts {
    /// - Parameters:
    ///   - location: a folder or a file.
    ///   - tokenizerFolder: CLIP's tokenizer, for a single file that has none beside it.
    /// - Throws: `DiffusionError` when nothing is there, or a pickle.
    static func layout(at location: URL, tokenizerFolder: URL?) throws -> any CheckpointLayout {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: location.path, isDirectory: &isFolder) else {
            throw DiffusionError.missingFile(path: location.path, advice: "name an existing checkpoint folder or file")
        }
        if isFolder.boolValue { return try DiffusersFolder(folder: location) }
        switch location.pathExtension.lowercased() {
        case "safetensors":
            return try SingleFileCheckpoint(file: location, tokenizerFolder: tokenizerFolder)
        case "ckpt", "bin", "pt", "pth":
            throw DiffusionError.pickle(location)
        default:
            throw DiffusionError.unsupported(
                path: location.path, reason: "name a checkpoint folder as diffusers saves it, or a .safetensors file")
        }
    }
}

extension DiffusionError {
    static func pickle(_ url: URL) -> DiffusionError {
        .unsupported(
            path: url.path,
            reason: "it is a Python pickle, which can run any program when it is opened; "
                + "convert it to safetensors, or fetch the model in that format")
    }
}
