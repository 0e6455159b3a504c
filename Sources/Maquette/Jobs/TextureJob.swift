import MaquetteProjection
import MaquetteRaster
import MaquetteUnwrap

/// The main job: paints a scene through its cameras and gives it back as a textured OBJ, and as GLB if asked.
public struct TextureJob: Sendable {
    /// The scene file.
    public var scenePath: String
    /// The checkpoint's folder or file.
    public var modelPath: String
    /// CLIP's tokenizer, for a single-file checkpoint that has none beside it.
    public var tokenizerPath: String?
    /// Through which cameras to paint.
    public var cameras: CameraSelection
    /// What is asked of the diffusion model.
    public var sampler: SamplerSettings
    /// How textures shall be laid out.
    public var layout: TextureLayout
    /// Writes the picture that is being painted as it stands, every few steps.
    public var preview: PreviewWriter?
    /// Whether every PNG says how it was made.
    public var writesMetadata: Bool
    /// How the pictures of several views come to show one scene.
    public var consistency: ViewConsistency
    /// How views come together in a texture.
    public var blend: PaintOptions.Blend
    /// Whether to write pictures that explain the result.
    public var writesDebugViews: Bool
    /// Whether to write mesh, materials and textures as one GLB file too.
    public var writesGLB: Bool
    /// The distances that depth pictures have as white and black, one range for all or one a camera; none for those of
    /// each picture.
    public var depthRanges: [DepthRange]

    /// Opens nothing before it runs.
    ///
    /// - Parameters:
    ///   - scenePath: the scene file.
    ///   - modelPath: the folder or file of a checkpoint that takes depth, or any with a ControlNet; no bare name,
    ///     see `ModelLocator.path`.
    ///   - tokenizerPath: CLIP's tokenizer, for a single-file checkpoint that has none beside it.
    ///   - cameras: through which cameras to paint, in this order.
    ///   - sampler: what is asked of the diffusion model.
    ///   - layout: how textures shall be laid out.
    ///   - consistency: how the pictures of several views come to show one scene.
    ///   - blend: how views come together in a texture.
    ///   - writesDebugViews: whether to write pictures that explain the result.
    ///   - writesGLB: whether to write mesh, materials and textures as one GLB file too.
    ///   - preview: writes the picture that is being painted as it stands, every few steps.
    ///   - depthRanges: the distances that depth pictures have as white and black: none, one for all, or one a
    ///     camera; any other number is refused once the cameras stand.
    ///   - writesMetadata: whether every PNG says how it was made.
    public init(
        scenePath: String, modelPath: String, tokenizerPath: String? = nil, cameras: CameraSelection, sampler: SamplerSettings,
        layout: TextureLayout = TextureLayout(), consistency: ViewConsistency = .sequential, blend: PaintOptions.Blend = .levelled,
        writesDebugViews: Bool = false, writesGLB: Bool = false, preview: PreviewWriter? = nil,
        depthRanges: [DepthRange] = [], writesMetadata: Bool = true
    ) {
        self.scenePath = scenePath
        self.modelPath = modelPath
        self.tokenizerPath = tokenizerPath
        self.cameras = cameras
        self.sampler = sampler
        self.layout = layout
        self.preview = preview
        self.consistency = consistency
        self.blend = blend
        self.writesDebugViews = writesDebugViews
        self.writesGLB = writesGLB
        self.depthRanges = depthRanges
        self.writesMetadata = writesMetadata
    }

    /// Paints, and writes the whole result into the staging area. The caller commits it.
    ///
    /// - Parameters:
    ///   - staging: a folder on its way to where the user wants it.
    ///   - observer: is told what happens.
    /// - Returns: what `run.json` says.
    /// - Throws: the error of the room that met the problem, which `Failure` sorts; `CancellationError` after the
    ///   task that it runs in was cancelled, at the end of the denoising step or of the other phase that it is in.
    public func run(into staging: StagingArea, observer: @escaping JobObserver) async throws -> RunReport {
        var recorder = RunRecorder(observer: observer)
        let scene = try LoadedScene(contentsOf: scenePath, threads: sampler.threads, recorder: &recorder)
        let model = try LoadedModel(
            path: modelPath, tokenizerPath: tokenizerPath, sampler: sampler, recorder: &recorder)

        try recorder.begin(.measuringDepth)
        let placed = try model.cameras(of: cameras, for: scene, threads: sampler.threads, recorder: &recorder)
        guard depthRanges.count <= 1 || depthRanges.count == placed.cameras.count else {
            throw JobError.depthRangesDoNotFit(ranges: depthRanges.count, cameras: placed.cameras.count)
        }
        let views = try zip(placed.cameras, scene.visibilities(from: placed.cameras)).enumerated().map { index, seen in
            let range = depthRanges.count > 1 ? depthRanges[index] : depthRanges.first
            return TexturePass.View(camera: seen.0, visibility: seen.1, depthEncoding: .disparity(range: range))
        }

        let canvas = try TexturePass.Canvas(
            scene, job: self, visibilities: views.map(\.visibility), survey: placed.survey, recorder: &recorder)

        // Large weights take seconds to hash: do it beside the painting.
        let modelHash = Task { try model.checkpoint.weightsSHA256(.ofUser) }
        let pass = TexturePass(job: self, scene: scene, model: model, modelHash: modelHash)
        let pictures = try pass.paint(views, painter: canvas.painter, recorder: &recorder)
        return try await pass.write(
            pictures, depthEncodings: views.map(\.depthEncoding), on: canvas, into: staging, recorder: &recorder
        ).report
    }
}
