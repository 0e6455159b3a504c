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
    /// The photo or picture to start from: a PNG, JPEG or WebP file.
    public var imagePath: String?
    /// How much of the start picture is painted anew, above 0, at most 1; nil for `defaultStrength`.
    public var strength: Double?
    /// Width and height of the picture in pixels; nil for those of the start picture, else of the depth
    /// map, else the model's own.
    public var size: SIMD2<Int>?
    /// Writes the picture as it stands, every few steps.
    public var preview: PreviewWriter?
    /// Whether the picture's file says how it was made.
    public var writesMetadata: Bool

    public init(
        modelPath: String, tokenizerPath: String? = nil, sampler: SamplerSettings, depth: DepthFile? = nil, imagePath: String? = nil,
        strength: Double? = nil, size: SIMD2<Int>? = nil, preview: PreviewWriter? = nil,
        writesMetadata: Bool = true
    ) {
        self.modelPath = modelPath
        self.tokenizerPath = tokenizerPath
        self.sampler = sampler
        self.depth = depth
        self.imagePath = imagePath
        self.strength = strength
        self.size = size
        self.preview = preview
        self.writesMetadata = writesMetadata
    }

    /// Paints.
    ///
    /// - Throws: the error of the room that met the problem; `Failure` sorts them.
    public func run(observer: @escaping JobObserver) async throws -> PaintedPicture {
        let photo = try imagePath.map { (photo: try Photo(InputFile.bytes(of: $0), name: $0), path: $0) }
        let given = try depth?.inverseDepth(photo: photo, size: size)
        given?.notes.forEach { observer(.noted($0)) }
        let start = photo?.photo.image

        observer(.began(.loadingModel))
        let checkpoint = try Checkpoint(path: modelPath, tokenizerPath: tokenizerPath)
        let attachments = try sampler.attachments.load()
        try checkInputs(checkpoint)
        // Large weights take seconds to hash: do it beside the painting.
        let modelHash = writesMetadata ? Task { try checkpoint.weightsSHA256() } : nil
        let inverseDepth = try given?.depth ?? estimatedDepth(checkpoint, start, observer)
        let settings = sampler.resolved(by: checkpoint.recommended)
        let pipeline = try DiffusionPipeline(
            checkpoint: checkpoint, attachments: attachments,
            options: PipelineOptions(precision: settings.precision, threads: sampler.threads))

        observer(.began(.painting))
        let strength = strength ?? (start == nil ? 1 : Self.defaultStrength)
        let run = try pipeline.start(
            sampler.request(settings, inverseDepth: inverseDepth, start: start, strength: strength, size: size))
        run.notes.forEach { observer(.noted($0)) }
        defer { preview?.remove() }
        for step in run {
            try preview?.offer(step)
            observer(
                .stepped(
                    JobEvent.DenoisingProgress(
                        view: 1, viewCount: 1, step: step.progress.completedSteps, stepCount: step.progress.stepCount)))
        }
        let image = try run.finishedImage()
        guard let modelHash else { return PaintedPicture(image: image, text: [:]) }
        let metadata = PictureMetadata(
            model: RunReport.Model(try checkpoint.describe(), path: modelPath, sha256: try await modelHash.value),
            attachments: try AttachmentReport(sampler.attachments, attachments),
            sampling: RunReport.Sampling(sampler, settings, strength: strength),
            size: SIMD2(image.width, image.height), startsFromPicture: start != nil)
        return PaintedPicture(image: image, text: try metadata.textChunks())
    }

    /// What a depth-conditioned checkpoint's own estimator sees in the photo, as in the original pipeline; nil for a
    /// checkpoint that takes no depth.
    private func estimatedDepth(
        _ checkpoint: Checkpoint, _ photo: Image?, _ observer: JobObserver
    ) throws -> FloatImage? {
        guard checkpoint.takesDepth, let photo else { return nil }
        let estimator = try DepthEstimator(contentsOf: checkpoint.location, threads: sampler.threads)
        observer(.began(.estimatingDepth))
        return try estimator.inverseDepth(of: photo)
    }

    /// Says in the words of the command line, and before weights are loaded, when a depth map is missing
    /// or superfluous.
    private func checkInputs(_ checkpoint: Checkpoint) throws {
        let isSteered = !sampler.attachments.controlNets.isEmpty
        if isSteered, depth == nil {
            throw DiffusionError.invalidRequest(reason: "a ControlNet steers by a depth map, pass --depth, or leave --controlnet away")
        }
        if checkpoint.takesDepth, depth == nil, imagePath == nil {
            throw DiffusionError.invalidRequest(
                reason: "the model \(checkpoint.name) paints after a depth map, pass --depth, or --model one that takes none")
        }
        if checkpoint.takesDepth, depth == nil, !DepthEstimator.isPresent(in: checkpoint.location) {
            throw DiffusionError.invalidRequest(
                reason: "the model \(checkpoint.name) paints after a depth map and has no depth_estimator that would see "
                    + "it in the photo, pass --depth, or --model a folder of stable-diffusion-2-depth")
        }
        if !checkpoint.takesDepth, !isSteered, depth != nil {
            throw DiffusionError.invalidRequest(
                reason: "the model \(checkpoint.name) takes no depth map, leave --depth away, pass --model a depth model, or add a --controlnet")
        }
    }
}
