/// What a checkpoint is, in plain values: for people (`maquette inspect`) and for run records.
public struct CheckpointDescription: Sendable, Equatable, Codable {
    /// One network of the checkpoint.
    public struct Network: Sendable, Equatable, Codable {
        /// The subfolder: `text_encoder`, `text_encoder_2`, `unet` or `vae`.
        public var folder: String
        /// The class its config names, such as `UNet2DConditionModel`.
        public var className: String
        /// Number of trained values.
        public var parameterCount: Int
        /// Storage types found in the weights, such as `F16`.
        public var dataTypes: [String]
        /// Size of the weights on disk in bytes.
        public var byteCount: Int
    }

    /// Name of the folder.
    public var name: String
    /// The pipeline class of `model_index.json`, such as `StableDiffusionDepth2ImgPipeline`.
    public var pipelineClass: String
    /// Which family it belongs to; what was made for one of a family fits the others.
    public var family: ModelFamily
    /// The networks in the order text encoders, UNet, VAE.
    public var networks: [Network]
    /// What the UNet sees besides the latent and the prompt: `depth`, or `none`.
    public var conditioning: String
    /// Whether a depth-conditioned model can see the depth in a photo itself; nil for one that takes no depth.
    public var estimatesDepth: Bool?
    /// Recommended picture width in pixels.
    public var width: Int
    /// Recommended picture height in pixels.
    public var height: Int
    /// Recommended number of denoising steps.
    public var numInferenceSteps: Int
    /// Recommended weight of classifier-free guidance.
    public var guidanceScale: Double
    /// The scheduler class that `scheduler_config.json` names.
    public var configuredScheduler: String
    /// The scheduler that maquette runs unless told otherwise.
    public var scheduler: SchedulerKind
    /// What the UNet predicts: `epsilon`, `v_prediction` or `sample`.
    public var predictionType: String
    /// Longest prompt in tokens, start and end token included.
    public var maximumPromptTokens: Int
    /// What its makers call it, as the model card or the file's metadata state it, like all that follows.
    public var title: String?
    /// Who made it.
    public var author: String?
    /// The licence.
    public var license: String?
    /// Where the model comes from.
    public var source: String?
    /// The data that it was trained on.
    public var trainingData: [String]?
}
