import Foundation
import Maquette

/// `POST /api/paintings`: a texture job, by the words of `run.json` and of the command line.
struct PaintingRequest: Sendable {
    /// The scene's path in the folder of scenes.
    let scene: String
    var job: TextureJob
    /// After how many steps the picture is shown as it stands; nil never.
    private let previewInterval: Int?

    /// - Throws: `RequestError` for fields that are missing, unknown or out of range.
    init(_ fields: RequestFields, scenes: SceneFolder, model: PaintingModel) throws {
        var fields = fields
        scene = try fields.requiredText("scene")
        var sampler = model.sampler
        sampler.prompt = try fields.requiredText("prompt")
        sampler.negativePrompt = try fields.text("negativePrompt") ?? sampler.negativePrompt
        sampler.promptSyntax = try fields.choice("promptSyntax", of: PromptSyntax.self) ?? sampler.promptSyntax
        sampler.steps = try fields.integer("numInferenceSteps", in: 1...1000) ?? sampler.steps
        sampler.guidanceScale = try fields.number("guidanceScale") ?? sampler.guidanceScale
        sampler.scheduler = try fields.choice("scheduler", of: SchedulerKind.self) ?? sampler.scheduler
        sampler.seed = try fields.seed("seed") ?? sampler.seed
        previewInterval = try fields.integer("previewInterval", in: 1...1000)
        job = TextureJob(
            scenePath: try scenes.path(of: scene), modelPath: model.path, tokenizerPath: model.tokenizerPath,
            cameras: try fields.cameras(), sampler: sampler, layout: try fields.layout(),
            consistency: try fields.choice("consistency", of: ViewConsistency.self) ?? .sequential,
            blend: try fields.choice("blend", of: PaintOptions.Blend.self) ?? .levelled,
            writesDebugViews: try fields.flag("debugViews") ?? false, writesGLB: try fields.flag("glb") ?? false,
            writesMetadata: try fields.flag("metadata") ?? true)
        try fields.finish()
    }

    /// Where the picture is as it stands.
    static func previewPath(in staging: StagingArea) -> String { staging.passingPath(of: "as-it-stands.png") }

    /// The scene's name as it stands in that of its painting.
    var sceneTitle: String { ((scene as NSString).lastPathComponent as NSString).deletingPathExtension }

    /// Paints.
    ///
    /// - Parameters:
    ///   - staging: the painting's folder on its way.
    ///   - observer: is told what happens.
    /// - Throws: the error of the room that met the problem; `CancellationError` when the task is cancelled.
    func paint(into staging: StagingArea, observer: @escaping JobObserver) async throws -> RunReport {
        // Who has been given up leaves nothing, whoever else may hold on to the staging area.
        defer { staging.discard() }
        var job = job
        job.preview = previewInterval.map { PreviewWriter(interval: $0, path: Self.previewPath(in: staging)) }
        let report = try await job.run(into: staging, observer: observer)
        try staging.commit(last: RunReport.fileName)
        return report
    }
}

extension RequestFields {
    /// How textures shall be laid out.
    fileprivate mutating func layout() throws -> TextureLayout {
        let size = try integer("textureSize", in: 64...16_384) ?? 2048
        guard size & (size - 1) == 0 else { throw RequestError(.badRequest, "The field textureSize must be a power of two.") }
        return TextureLayout(
            policy: try choice("uv", of: UVPolicy.self) ?? .auto, textureSize: size,
            texelDensity: try positiveNumber("texelDensity"), sharesInstances: try flag("sharesInstances") ?? false)
    }
}
