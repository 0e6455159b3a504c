import Foundation
import MaquetteDiffusion
import MaquetteImaging

/// Paints one picture: from a prompt alone, from a picture, or after a depth map.
public struct GenerateJob: Sendable {
    /// How much of a start picture is painted anew unless told otherwise, as in diffusers.
    public static let defaultStrength = 0.8

    /// The checkpoint's folder or file.
    public var modelPath: String
    /// CLIP's tokenizer, for a single-file checkpoint that has none beside it.
    public var tokenizerPath: String?
    /// What is asked of the diffusion model.
    public var sampler: SamplerSettings
    /// The depth map to follow, for a depth-conditioned model or ControlNets.
    public var depth: DepthFile?
    /// The folder or file of what estimates the depth in the start picture; nil for the checkpoint's own estimator.
    public var depthModelPath: String?
    /// The photo or picture to start from: a PNG, JPEG or WebP file.
    public var imagePath: String?
    /// How much of the start picture is painted anew, above 0, at most 1; nil for `defaultStrength`.
    public var strength: Double?
    /// Width and height of the picture in pixels; nil for those of the start picture, else of the depth
    /// map, else the model's own.
    public var size: SIMD2<Int>?
    /// Writes the picture as it stands, every few steps.
    public var preview: PreviewWriter?
    /// Whether the picture's file and a report say how it was made.
    public var writesMetadata: Bool

    /// Opens nothing before it runs; what does not go together, such as a depth map for a model that takes none, is
    /// refused then.
    ///
    /// - Parameters:
    ///   - modelPath: the checkpoint's folder or file, no bare name: see `ModelLocator.path`.
    ///   - tokenizerPath: CLIP's tokenizer, for a single-file checkpoint that has none beside it.
    ///   - sampler: what is asked of the diffusion model.
    ///   - depth: the depth map to follow, for a depth-conditioned model or ControlNets.
    ///   - depthModelPath: what estimates the depth in the start picture where no `depth` is given.
    ///   - imagePath: the photo or picture to start from.
    ///   - strength: how much of it is painted anew, above 0, at most 1; nil for `defaultStrength`. Leave it nil
    ///     without one.
    ///   - size: width and height in pixels, rounded down to what the model can paint; nil for those of the start
    ///     picture, else of the depth map, else the model's own.
    ///   - preview: writes the picture as it stands, every few steps.
    ///   - writesMetadata: whether the picture's file and a report say how it was made.
    public init(
        modelPath: String, tokenizerPath: String? = nil, sampler: SamplerSettings, depth: DepthFile? = nil,
        depthModelPath: String? = nil, imagePath: String? = nil,
        strength: Double? = nil, size: SIMD2<Int>? = nil, preview: PreviewWriter? = nil,
        writesMetadata: Bool = true
    ) {
        self.modelPath = modelPath
        self.tokenizerPath = tokenizerPath
        self.sampler = sampler
        self.depth = depth
        self.depthModelPath = depthModelPath
        self.imagePath = imagePath
        self.strength = strength
        self.size = size
        self.preview = preview
        self.writesMetadata = writesMetadata
    }

    /// Paints.
    ///
    /// - Throws: the error of the room that met the problem, which `Failure` sorts; `CancellationError` soon after the
    ///   task that it runs in was cancelled.
    public func run(observer: @escaping JobObserver) async throws -> PaintedPicture {
        var recorder = RunRecorder(observer: observer)
        let photo = try imagePath.map { (photo: try Photo(InputFile.bytes(of: $0), name: $0), path: $0) }
        recorder.note(photo?.photo.notes ?? [])
        let given = try depth?.inverseDepth(photo: photo, size: size)
        recorder.note(given?.notes ?? [])
        let start = photo?.photo.image

        try recorder.begin(.loadingModel)
        let checkpoint = try Checkpoint(path: modelPath, tokenizerPath: tokenizerPath)
        let attachments = try sampler.attachments.load()
        try checkInputs(checkpoint)
        // Large weights take seconds to hash: do it beside the painting.
        let modelHash = writesMetadata ? Task { try checkpoint.weightsSHA256(.ofUser) } : nil
        let estimated = try given == nil ? estimatedDepth(checkpoint, start, &recorder) : nil
        let settings = sampler.resolved(by: checkpoint.recommended)
        let pipeline = try DiffusionPipeline(
            checkpoint: checkpoint, attachments: attachments,
            options: PipelineOptions(precision: settings.precision, threads: sampler.threads, paintsOnce: true))

        try recorder.begin(.painting)
        let strength = strength ?? (start == nil ? 1 : Self.defaultStrength)
        let run = try pipeline.start(
            sampler.request(
                settings, inverseDepth: given?.depth ?? estimated?.depth, start: start, strength: strength, size: size))
        recorder.note(run.notes)
        defer { preview?.remove() }
        for step in run {
            try preview?.offer(step)
            try recorder.step(
                JobEvent.DenoisingProgress(
                    view: 1, viewCount: 1, step: step.progress.completedSteps, stepCount: step.progress.stepCount))
        }
        let image = try run.finishedImage()
        guard let modelHash else { return PaintedPicture(image: image, text: [:]) }
        let model = RunReport.Model(try checkpoint.describe(), path: modelPath, sha256: try await modelHash.value)
        let added = try AttachmentReport(sampler.attachments, attachments)
        let sampling = RunReport.Sampling(sampler, settings, strength: strength)
        let metadata = PictureMetadata(
            model: model, attachments: added, sampling: sampling, size: SIMD2(image.width, image.height),
            startsFromPicture: start != nil)
        let report = PictureReport(
            maquette: BuildInfo.version, libraries: BuildInfo.libraries, model: model, controlNets: added.controlNets,
            loras: added.loras, autoencoder: added.autoencoder, sampling: sampling, size: [image.width, image.height],
            depth: depth.map { PictureReport.Depth(path: $0.path, convention: $0.convention?.rawValue) } ?? estimated?.source,
            image: imagePath, notes: recorder.notes, timings: recorder.timings())
        return PaintedPicture(image: image, text: try metadata.textChunks(), report: report)
    }

    /// What an estimator sees in the photo: the one that was named, or as in the original pipeline a depth-conditioned
    /// checkpoint's own; nil where no depth is followed.
    private func estimatedDepth(
        _ checkpoint: Checkpoint, _ photo: Image?, _ recorder: inout RunRecorder
    ) throws -> (depth: FloatImage, source: PictureReport.Depth)? {
        guard checkpoint.takesDepth || isSteered, let photo else { return nil }
        let location = depthModelPath.map { URL(fileURLWithPath: $0) } ?? checkpoint.location
        let estimator = try DepthEstimator(contentsOf: location, threads: sampler.threads)
        try recorder.begin(.estimatingDepth)
        let depth = try estimator.inverseDepth(of: photo)
        let hash = try writesMetadata ? estimator.weightsSHA256(.ofUser) : nil
        return (depth, PictureReport.Depth(path: depthModelPath ?? modelPath, estimatorSHA256: hash))
    }

    private var isSteered: Bool { !sampler.attachments.controlNets.isEmpty }

    /// Says in the words of the command line, and before weights are loaded, when a depth map is missing
    /// or superfluous.
    private func checkInputs(_ checkpoint: Checkpoint) throws {
        let seesDepth = depthModelPath != nil && imagePath != nil
        if isSteered, depth == nil, !seesDepth {
            throw DiffusionError.invalidRequest(
                reason: "a ControlNet steers by a depth map, pass --depth, or --image and --depth-model, or leave --controlnet away")
        }
        if !checkpoint.takesDepth, !isSteered, depthModelPath != nil {
            throw DiffusionError.invalidRequest(
                reason: "the model \(checkpoint.name) takes no depth, leave --depth-model away, pass --model a depth model, or add a --controlnet")
        }
        if checkpoint.takesDepth, depth == nil, imagePath == nil {
            throw DiffusionError.invalidRequest(
                reason: "the model \(checkpoint.name) paints after a depth map, pass --depth, or --model one that takes none")
        }
        if checkpoint.takesDepth, depth == nil, !seesDepth, !DepthEstimator.isPresent(in: checkpoint.location) {
            throw DiffusionError.invalidRequest(
                reason: "the model \(checkpoint.name) paints after a depth map and has no depth_estimator that would see "
                    + "it in the photo, pass --depth, --depth-model a folder of DPT, or --model one of stable-diffusion-2-depth")
        }
        if !checkpoint.takesDepth, !isSteered, depth != nil {
            throw DiffusionError.invalidRequest(
                reason: "the model \(checkpoint.name) takes no depth map, leave --depth away, pass --model a depth model, or add a --controlnet")
        }
    }
}
