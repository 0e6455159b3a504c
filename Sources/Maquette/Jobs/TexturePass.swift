import MaquetteCameras
import MaquetteDiffusion
import MaquetteImaging
import MaquetteProjection
import MaquetteRaster
import MaquetteScene
import MaquetteUnwrap

/// Paints a scene that is loaded, through cameras that are placed, and writes the textured result: what a texture job
/// does once, and a sweep once a cell.
struct TexturePass {
    var job: TextureJob
    var scene: LoadedScene
    var model: LoadedModel
    /// The digest of the model's weights.
    var modelHash: Task<String, any Error>
    /// Whether the model is shown the depth that it paints; otherwise it is shown a depth without relief.
    var followsDepth = true
    /// How much of the start pictures is painted anew; 1 for views that start from noise.
    var strength = 1.0

    /// A camera to paint from.
    struct View {
        /// Of a size that the model can paint.
        var camera: Camera
        /// What it sees.
        var visibility: VisibilityBuffer
        /// How its depth is shown to the model and written as PNG.
        var depthEncoding: DepthEncoding = .disparity(range: nil)
        /// The picture that the painting starts from; nil for noise.
        var start: Image?
    }

    /// Where textures go: how the scene is laid out in them, and who paints them.
    struct Canvas {
        var atlas: Atlas
        /// A painter of `atlas`.
        var painter: TexturePainter
        /// What can be seen of the scene; nil has every result look for itself.
        var survey: SightSurvey?

        /// - Parameters:
        ///   - visibilities: what the cameras see, where it is known which they will be.
        ///   - survey: what can be seen of the scene, if somebody looked already.
        init(
            _ scene: LoadedScene, job: TextureJob, visibilities: [VisibilityBuffer] = [], survey: SightSurvey? = nil,
            recorder: inout RunRecorder
        ) throws {
            self.survey = survey
            try recorder.begin(.unwrapping)
            atlas = try Unwrapper.atlas(
                for: scene.scene, triangles: scene.triangles, layout: job.layout,
                threads: job.sampler.threads)
            recorder.note(atlas.notes)
            painter = try TexturePainter(
                scene: scene.scene, triangles: scene.triangles, atlas: atlas, visibilities: visibilities,
                threads: job.sampler.threads)
        }
    }

    /// Paints what each camera sees.
    ///
    /// - Parameter painter: knows which surfaces views share; nil for a single view, or views that need not agree.
    func paint(_ views: [View], painter: TexturePainter?, recorder: inout RunRecorder) throws -> [PaintedView] {
        try recorder.begin(.painting)
        defer { model.pipeline.releaseUnusedMemory() }
        return try ViewPainting(
            model: model, sampler: job.sampler, settings: job.sampler.resolved(by: model.checkpoint.recommended),
            painter: painter, views: views, followsDepth: followsDepth, strength: strength, preview: job.preview
        ).paint(job.consistency, recorder: &recorder)
    }

    /// Projects painted pictures onto the scene and writes everything.
    ///
    /// - Parameters:
    ///   - pictures: what was painted.
    ///   - encodings: how the depth of each is written as PNG.
    ///   - canvas: where the textures go.
    ///   - staging: the folder on its way; the caller commits it.
    /// - Returns: what `run.json` says, and what wrote the result.
    func write(
        _ pictures: [PaintedView], depthEncodings encodings: [DepthEncoding], on canvas: Canvas,
        into staging: StagingArea, recorder: inout RunRecorder
    ) async throws -> (report: RunReport, writer: TextureResultWriter) {
        let (atlas, painter) = (canvas.atlas, canvas.painter)
        try recorder.begin(.projecting)
        let views = scene.lookingFiner(pictures)
        let textures = try painter.paint(
            views: views,
            options: PaintOptions(blend: job.blend, threads: job.sampler.threads, diagnoses: job.writesDebugViews))
        recorder.note(textures.notes)
        let quality = TextureQuality(
            textures, seams: painter.seamError(of: textures, threads: job.sampler.threads),
            atlas: AtlasQuality(atlas, scene: scene.scene, triangles: scene.triangles))
        let seeable = try SeeableSurface(
            canvas.survey ?? scene.survey(threads: job.sampler.threads), with: views.map(\.camera))

        try recorder.begin(.writing)
        let paintedBy = try await reportedModel()
        let sampling = reportedSampling
        let text = try await pictureText(size: pictures[0].camera.size)
        let writer = TextureResultWriter(
            scene: scene, atlas: atlas, textures: textures, text: text, writesGLB: job.writesGLB, staging: staging)
        var files = try writer.write(views: views, depthEncodings: encodings)
        if job.writesDebugViews {
            files += try DebugViewWriter(
                painter: painter, textures: textures, seams: quality.seamError, atlas: atlas, text: text,
                staging: staging
            ).write()
        }
        let report = RunReport(
            job: job, model: paintedBy, attachments: model.attachments, sampling: sampling,
            seeable: seeable, coverage: painter.paintedShare(of: seeable.points, in: textures), textures: textures,
            quality: quality, atlas: atlas, views: views, depthEncodings: encodings, files: files,
            notes: recorder.notes, timings: recorder.timings())
        try staging.write(report.json(), to: RunReport.fileName)
        return (report, writer)
    }

    /// What every PNG of this pass says about how it was made, key → value; nothing if it shall not.
    ///
    /// - Parameter size: width and height that the model paints, in pixels.
    func pictureText(size: SIMD2<Int>) async throws -> [String: String] {
        guard job.writesMetadata else { return [:] }
        return try await PictureMetadata(
            model: reportedModel(), attachments: model.attachments, sampling: reportedSampling, size: size,
            startsFromPicture: strength < 1
        ).textChunks()
    }

    private func reportedModel() async throws -> RunReport.Model {
        RunReport.Model(try model.checkpoint.describe(), path: job.modelPath, sha256: try await modelHash.value)
    }

    private var reportedSampling: RunReport.Sampling {
        RunReport.Sampling(job.sampler, job.sampler.resolved(by: model.checkpoint.recommended), strength: strength)
    }
}
