import Foundation

/// A checkpoint in one safetensors file with the names of the original release (Rombach et al., 2022):
/// `model.diffusion_model.*`, `first_stage_model.*` and `cond_stage_model.*` (in the XL family
/// `conditioner.embedders.0.*` and `.1.*`), as model sites offer them.
///
/// Such a file holds neither configs nor tokenizer. The configs are told from the tensors' shapes, what
/// shapes do not tell from `TrainingTarget`, and the tokenizer is looked for beside the file.
struct SingleFileCheckpoint: CheckpointLayout {
    let location: URL
    let networks: [CheckpointNetwork]
    let zeroesMissingNegativePrompt = true
    let card: ModelCard?
    private let file: SafetensorsFile
    private let unet: SingleFileUNet
    private let autoencoder: SingleFileAutoencoder
    /// One, or in models of the XL family two.
    private let textEncoders: [SingleFileTextEncoder]
    private let target: TrainingTarget
    private let tokenizerFolder: URL?

    /// - Parameters:
    ///   - file: the safetensors file.
    ///   - tokenizerFolder: CLIP's tokenizer, unless one lies beside the file.
    /// - Throws: `WeightsError`, or `DiffusionError` when the file holds something else.
    init(file: URL, tokenizerFolder: URL?) throws {
        location = file
        self.tokenizerFolder = tokenizerFolder
        self.file = try SafetensorsFile(path: file.path)
        card = ModelCard(metadata: self.file.metadata)
        guard self.file.tensorNames.contains(where: { $0.hasPrefix(SingleFileUNet.prefix) }) else {
            throw DiffusionError.unsupported(
                path: file.path,
                reason: "it holds no UNet of Stable Diffusion (\(SingleFileUNet.prefix)*); "
                    + "name a whole checkpoint, or a checkpoint folder as diffusers saves it")
        }
        unet = try SingleFileUNet(self.file)
        autoencoder = try SingleFileAutoencoder(self.file)
        let file = self.file
        let places: [SingleFileTextEncoder.Place] = unet.isXL ? [.firstOfTwo, .secondOfTwo] : [.only]
        textEncoders = try places.map { try SingleFileTextEncoder(file, $0) }
        networks = unet.isXL ? [.textEncoder, .textEncoder2, .unet, .vae] : [.textEncoder, .unet, .vae]
        target = try TrainingTarget(
            of: file, inputChannels: try unet.inputChannels(),
            textChannels: try textEncoders.reduce(0) { $0 + (try $1.configuration().hiddenSize) }, isXL: unet.isXL)
    }

    var name: String { location.deletingPathExtension().lastPathComponent }

    var pipelineClass: String {
        if unet.isXL { return "StableDiffusionXLPipeline" }
        return switch try? unet.inputChannels() {
        case 5: "StableDiffusionDepth2ImgPipeline"
        case 9: "StableDiffusionInpaintPipeline"
        default: "StableDiffusionPipeline"
        }
    }

    func configs() throws -> CheckpointConfigs {
        try CheckpointConfigs(
            textEncoders: textEncoders.map { try $0.configuration() }, unet: unet.configuration(latentSize: target.latentSize),
            vae: autoencoder.configuration(scalingFactor: target.scalingFactor), path: location.path)
    }

    func schedulerConfig() throws -> SchedulerConfig { target.schedulerConfig }

    func tokenizers() throws -> [CLIPTokenizer] {
        let folder = location.deletingLastPathComponent()
        let beside = folder.appendingPathComponent("tokenizer")
        let places = [beside] + (JSONFile.exists(folder.appendingPathComponent("merges.txt")) ? [folder] : [])
        guard let place = (places + [tokenizerFolder].compactMap { $0 }).first(where: JSONFile.exists) else {
            throw DiffusionError.missingFile(
                path: beside.path,
                advice: "a single-file checkpoint holds no tokenizer, put CLIP's tokenizer folder beside it")
        }
        return try textEncoders.map { try TokenizerFiles(folder: place).tokenizer(defaultPadding: $0.paddingToken) }
    }

    func settings(over settings: RecommendedSettings) throws -> RecommendedSettings {
        let file = TrainingTarget.settingsFile(beside: location)
        return try JSONFile.readIfPresent(RecommendedSettingsFile.self, at: file)?
            .applied(to: settings, path: file.path) ?? settings
    }

    func className(of network: CheckpointNetwork) throws -> String {
        switch network {
        case .textEncoder: "CLIPTextModel"
        case .textEncoder2: "CLIPTextModelWithProjection"
        case .unet: "UNet2DConditionModel"
        case .vae: "AutoencoderKL"
        }
    }

    func storedTensors(of network: CheckpointNetwork) throws -> StoredTensors {
        let modules =
            switch network {
            case .textEncoder: textEncoders[0].modules
            case .textEncoder2: textEncoders[textEncoders.count - 1].modules
            case .unet: unet.modules
            case .vae: autoencoder.modules
            }
        let entries = modules.names.compactMap { file.entry(modules.prefix + $0) }
        return StoredTensors(entries: entries, byteCount: entries.reduce(0) { $0 + $1.range.count })
    }

    func weights(of network: CheckpointNetwork) throws -> Weights {
        switch network {
        case .textEncoder: try textEncoders[0].weights()
        case .textEncoder2: try textEncoders[textEncoders.count - 1].weights()
        case .unet: unet.weights()
        case .vae: autoencoder.weights()
        }
    }

    func weightsSHA256(_ memory: DigestMemory?) throws -> String {
        try SHA256.hexDigest(ofFile: location, memory)
    }
}
