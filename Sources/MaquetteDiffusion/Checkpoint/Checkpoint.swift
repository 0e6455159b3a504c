import Foundation

/// A diffusion model on disk: a folder as diffusers saves it, or a single safetensors file.
///
///     let checkpoint = try Checkpoint(contentsOf: URL(fileURLWithPath: "Models/maquette-depth"))
///     print(try checkpoint.describe().pipelineClass)
///
/// Opening reads the configs and the tokenizer only; weights are mapped when a pipeline is built.
/// A folder holds `model_index.json` and one folder a part (`scheduler`, `tokenizer`, `text_encoder`,
/// `unet`, `vae`, and in the XL family `tokenizer_2` and `text_encoder_2`), as
/// `DiffusionPipeline.save_pretrained` writes it. A single file holds all weights under the names of the
/// original release (`SingleFileCheckpoint`).
public struct Checkpoint: Sendable {
    /// How its makers suggest to run it.
    public let recommended: RecommendedSettings
    /// Turn prompts into tokens, one for each text encoder.
    public let tokenizers: [CLIPTokenizer]
    /// Longest prompt in tokens, start and end token included.
    public let maximumPromptTokens: Int

    let layout: any CheckpointLayout
    let configs: CheckpointConfigs
    let schedulerConfig: SchedulerConfig

    /// The checkpoint's folder or file.
    public var location: URL { layout.location }

    /// Which family the model belongs to.
    public var family: ModelFamily { configs.family }

    /// Whether the model paints after a depth map.
    public var takesDepth: Bool { configs.takesDepth }

    /// The folder's name, or the file's without its ending.
    public var name: String { layout.name }

    /// Opens and checks a checkpoint.
    ///
    /// - Parameters:
    ///   - location: the folder that holds `model_index.json`, or a safetensors file.
    ///   - tokenizerFolder: CLIP's tokenizer, for a single file that has none beside it.
    /// - Throws: `DiffusionError` naming the file that is missing, damaged or does not fit;
    ///   `NetworkError` when a network is not of a kind that maquette has; `WeightsError` when a
    ///   single file cannot be read.
    public init(contentsOf location: URL, tokenizerFolder: URL? = nil) throws {
        layout = try CheckpointLayouts.layout(at: location, tokenizerFolder: tokenizerFolder)
        configs = try layout.configs()
        schedulerConfig = try layout.schedulerConfig()
        tokenizers = try layout.tokenizers()
        let lengths = zip(tokenizers, configs.textEncoders).map { $0.modelMaximumLength ?? $1.maximumTokenCount }
        maximumPromptTokens = lengths.min() ?? 0
        recommended = try layout.settings(over: Self.recommendedSettings(configs, schedulerConfig))
        for (tokenizer, encoder) in zip(tokenizers, configs.textEncoders) { try check(tokenizer, fits: encoder) }
    }

    private func check(_ tokenizer: CLIPTokenizer, fits encoder: CLIPTextConfiguration) throws {
        guard tokenizer.vocabularySize <= encoder.vocabularySize else {
            throw DiffusionError.inconsistentCheckpoint(
                path: location.path,
                reason: "its tokenizer numbers \(tokenizer.vocabularySize) tokens "
                    + "and its text encoder knows \(encoder.vocabularySize)")
        }
        guard maximumPromptTokens <= encoder.maximumTokenCount else {
            throw DiffusionError.inconsistentCheckpoint(
                path: location.path,
                reason: "its tokenizer makes prompts of \(maximumPromptTokens) tokens "
                    + "and its text encoder takes \(encoder.maximumTokenCount)")
        }
    }

    private static func recommendedSettings(
        _ configs: CheckpointConfigs, _ schedulerConfig: SchedulerConfig
    ) -> RecommendedSettings {
        let latent = configs.latentSize
        return RecommendedSettings(
            width: latent.width * configs.vae.downsampling, height: latent.height * configs.vae.downsampling,
            numInferenceSteps: 50, guidanceScale: configs.family.guidanceScale, scheduler: .serving(schedulerConfig))
    }
}
