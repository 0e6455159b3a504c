import Foundation

/// A diffusion model on disk, in the folder layout of diffusers.
///
///     let checkpoint = try Checkpoint(contentsOf: URL(fileURLWithPath: "Models/maquette-depth"))
///     print(try checkpoint.describe().pipelineClass)
///
/// Opening reads the configs and the tokenizer only; weights are mapped when a pipeline is built.
/// Layout: `model_index.json` and one folder a part (`scheduler`, `tokenizer`, `text_encoder`,
/// `unet`, `vae`), as `DiffusionPipeline.save_pretrained` writes it.
public struct Checkpoint: Sendable {
    /// How its makers suggest to run it.
    public let recommended: RecommendedSettings
    /// Turns prompts into tokens.
    public let tokenizer: CLIPTokenizer
    /// Longest prompt in tokens, start and end token included.
    public let maximumPromptTokens: Int

    let layout: CheckpointLayout
    let configs: CheckpointConfigs
    let schedulerConfig: SchedulerConfig
    let card: ModelCard?

    /// The checkpoint's folder.
    public var folder: URL { layout.folder }

    /// Whether the model paints after a depth map.
    public var takesDepth: Bool { configs.takesDepth }

    /// The folder's name.
    public var name: String { folder.standardizedFileURL.lastPathComponent }

    /// Opens and checks a checkpoint folder.
    ///
    /// - Parameter folder: the folder that holds `model_index.json`.
    /// - Throws: `DiffusionError` naming the file that is missing, damaged or does not fit;
    ///   `NetworkError` when a network is not of a kind that maquette has.
    public init(contentsOf folder: URL) throws {
        layout = try CheckpointLayout(folder: folder)
        configs = try CheckpointConfigs(layout)
        schedulerConfig = try JSONFile.read(SchedulerConfig.self, at: layout.schedulerConfig)
        try schedulerConfig.validate(path: layout.schedulerConfig.path)
        for network in CheckpointLayout.Network.allCases { _ = try layout.weights(of: network) }

        tokenizer = try TokenizerFiles(folder: layout.tokenizer).tokenizer()
        maximumPromptTokens = tokenizer.modelMaximumLength ?? configs.textEncoder.maximumTokenCount
        card = JSONFile.exists(layout.modelCard)
            ? ModelCard(String(decoding: try JSONFile.contents(of: layout.modelCard), as: UTF8.self)) : nil
        recommended = try Self.recommendedSettings(layout, configs, schedulerConfig)
        try checkTokenizerFitsTextEncoder()
    }

    private func checkTokenizerFitsTextEncoder() throws {
        guard tokenizer.vocabularySize <= configs.textEncoder.vocabularySize else {
            throw DiffusionError.inconsistentCheckpoint(
                path: folder.path,
                reason: "its tokenizer numbers \(tokenizer.vocabularySize) tokens "
                    + "and its text encoder knows \(configs.textEncoder.vocabularySize)")
        }
        guard maximumPromptTokens <= configs.textEncoder.maximumTokenCount else {
            throw DiffusionError.inconsistentCheckpoint(
                path: folder.path,
                reason: "its tokenizer makes prompts of \(maximumPromptTokens) tokens "
                    + "and its text encoder takes \(configs.textEncoder.maximumTokenCount)")
        }
    }

    private static func recommendedSettings(
        _ layout: CheckpointLayout, _ configs: CheckpointConfigs, _ schedulerConfig: SchedulerConfig
    ) throws -> RecommendedSettings {
        let latent = configs.latentSize
        let settings = RecommendedSettings(
            width: latent.width * configs.vae.downsampling, height: latent.height * configs.vae.downsampling,
            numInferenceSteps: 50, guidanceScale: 7.5, scheduler: .serving(schedulerConfig))
        guard let file = try JSONFile.readIfPresent(RecommendedSettingsFile.self, at: layout.settings) else {
            return settings
        }
        return try file.applied(to: settings, path: layout.settings.path)
    }
}
