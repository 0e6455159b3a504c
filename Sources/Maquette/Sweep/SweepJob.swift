import MaquetteImaging
import MaquetteProjection
import MaquetteRaster
import MaquetteScene
import MaquetteUnwrap

/// Paints a scene again and again with one or two parameters varied, from one load of scene and model.
public struct SweepJob: Sendable {
    /// The most cells that are painted without being asked again.
    public static let largestUnconfirmedCellCount = 200

    /// The scene file.
    public var scenePath: String
    /// The checkpoint folder.
    public var modelPath: String
    /// The vocabulary of a single-file checkpoint.
    public var tokenizerPath: String?
    /// Through which cameras to paint; their focal length is that of `values`.
    public var cameras: CameraSelection
    /// What the camera does while its focal length changes.
    public var motion: CameraMotion
    /// What is asked of the model and is the same in every cell; the rest is that of `values`.
    public var sampler: SamplerSettings
    /// What varies.
    public var values: SweepValues
    /// The picture that pictures start from where they do; nil for the scene in the plain colours of its materials.
    public var startPicturePath: String?
    /// Whether cells are pictures alone, without a textured scene.
    public var imagesOnly: Bool
    /// How textures shall be laid out.
    public var layout: TextureLayout
    /// How the pictures of several views come to show one scene.
    public var consistency: ViewConsistency
    /// How views come together in a texture.
    public var blend: PaintOptions.Blend
    /// Whether to write pictures that explain the textures.
    public var writesDebugViews: Bool
    /// Whether every PNG of a cell says how it was made.
    public var writesMetadata: Bool

    /// Opens nothing before it is `prepared`.
    ///
    /// - Parameters:
    ///   - scenePath: the scene file.
    ///   - modelPath: the checkpoint's folder or file, no bare name: see `ModelLocator.path`.
    ///   - tokenizerPath: CLIP's tokenizer, for a single-file checkpoint that has none beside it.
    ///   - cameras: through which cameras to paint; its focal length gives way to those of `values`.
    ///   - motion: what the camera does while its focal length changes.
    ///   - sampler: what is the same in every cell; its prompt, steps, guidance and seed give way to those of
    ///     `values`, its scheduler where `values` name any.
    ///   - values: what varies: one parameter of several values, or two.
    ///   - startPicturePath: the picture that pictures start from where they do; nil for the scene in the plain
    ///     colours of its materials.
    ///   - imagesOnly: whether cells are pictures alone, without a textured scene.
    ///   - layout: how textures shall be laid out.
    ///   - consistency: how the pictures of several views come to show one scene.
    ///   - blend: how views come together in a texture.
    ///   - writesDebugViews: whether to write pictures that explain the textures.
    ///   - writesMetadata: whether every PNG of a cell says how it was made.
    public init(
        scenePath: String, modelPath: String, tokenizerPath: String? = nil, cameras: CameraSelection,
        motion: CameraMotion = .dolly, sampler: SamplerSettings, values: SweepValues, startPicturePath: String? = nil,
        imagesOnly: Bool = false, layout: TextureLayout = TextureLayout(),
        consistency: ViewConsistency = .sequential, blend: PaintOptions.Blend = .levelled, writesDebugViews: Bool = false,
        writesMetadata: Bool = true
    ) {
        self.scenePath = scenePath
        self.modelPath = modelPath
        self.tokenizerPath = tokenizerPath
        self.cameras = cameras
        self.motion = motion
        self.sampler = sampler
        self.values = values
        self.startPicturePath = startPicturePath
        self.imagesOnly = imagesOnly
        self.layout = layout
        self.consistency = consistency
        self.blend = blend
        self.writesDebugViews = writesDebugViews
        self.writesMetadata = writesMetadata
    }

    /// Loads scene and model, places the cameras, and plans the cells.
    ///
    /// - Parameter observer: is told what happens.
    /// - Throws: `SweepError` for values that make no grid; the error of the room that met another problem.
    public func prepared(observer: @escaping JobObserver) throws -> PreparedSweep {
        try values.validate()
        var recorder = RunRecorder(observer: observer)
        let scene = try LoadedScene(contentsOf: scenePath, threads: sampler.threads, recorder: &recorder)
        let start = try startPicture(for: scene)
        let model = try LoadedModel(
            path: modelPath, tokenizerPath: tokenizerPath, sampler: sampler, recorder: &recorder)
        try recorder.begin(.measuringDepth)
        let cameras = try SweepCameras(self, scene: scene, model: model, recorder: &recorder)
        return try PreparedSweep(job: self, scene: scene, model: model, cameras: cameras, start: start)
    }

    /// What pictures start from, and the mark that it leaves in the cells' hashes.
    private func startPicture(for scene: LoadedScene) throws -> (picture: StartPicture, mark: String?) {
        guard values.startsFromPicture else { return (.noise, nil) }
        guard let startPicturePath else { return (.shaded(try scene.shadedRenderer()), "shaded") }
        let image = try InputFile.picture(at: startPicturePath)
        return (.picture(image), image.contentHash)
    }

    /// The texture job that a cell is.
    func textureJob(for parameters: CellParameters) -> TextureJob {
        var cameras = cameras
        cameras.focalLength = parameters.focalLength
        return TextureJob(
            scenePath: scenePath, modelPath: modelPath, tokenizerPath: tokenizerPath, cameras: cameras,
            sampler: sampler(for: parameters), layout: layout, consistency: consistency,
            blend: blend, writesDebugViews: writesDebugViews, writesMetadata: writesMetadata)
    }

    /// What the settings of one cell are.
    func sampler(for parameters: CellParameters) -> SamplerSettings {
        var settings = sampler
        settings.prompt = parameters.prompt
        settings.steps = parameters.numInferenceSteps
        settings.guidanceScale = parameters.guidanceScale
        settings.seed = parameters.seed
        if !values.schedulers.isEmpty { settings.scheduler = parameters.scheduler }
        return settings
    }
}
