import Foundation
import MaquetteDiffusion
import MaquetteImaging
import MaquetteProjection
import MaquetteRaster
import MaquetteScene
import MaquetteUnwrap

/// A sweep whose scene and model are loaded and whose cells are planned.
public struct PreparedSweep: Sendable {
    /// What it will do.
    public let plan: SweepPlan
    let job: SweepJob
    let scene: LoadedScene
    let model: LoadedModel
    let cameras: SweepCameras
    let start: StartPicture

    init(
        job: SweepJob, scene: LoadedScene, model: LoadedModel, cameras: SweepCameras,
        start: (picture: StartPicture, mark: String?)
    ) throws {
        self.job = job
        self.scene = scene
        self.model = model
        self.cameras = cameras
        self.start = start.picture
        let settings = job.sampler.resolved(by: model.checkpoint.recommended)
        let grid = try SweepGrid(job.values, recommended: model.checkpoint.recommended)
        var plan = SweepPlan(
            maquette: BuildInfo.version, scene: job.scenePath, sceneSHA256: scene.scene.contentHash(),
            model: try model.checkpoint.describe().name, modelSHA256: try model.checkpoint.weightsSHA256(.ofUser),
            negativePrompt: job.sampler.negativePrompt, promptSyntax: job.sampler.promptSyntax.rawValue,
            precision: settings.precision.rawValue, motion: cameras.motion,
            startPicture: start.mark.map { _ in job.startPicturePath ?? "shaded" }, imagesOnly: job.imagesOnly,
            textureSize: job.layout.textureSize, texelDensity: job.layout.texelDensity,
            sharesInstances: job.layout.sharesInstances, uv: job.layout.policy.rawValue, grid: grid, hashes: [:])
        for place in grid.places {
            let views = cameras.views[place.parameters.focalLength] ?? []
            plan.hashes[place.name] = try CellInputs(
                maquette: plan.maquette, scene: plan.sceneSHA256, model: plan.modelSHA256,
                attachments: model.attachments.withoutPaths,
                negativePrompt: plan.negativePrompt, promptSyntax: plan.promptSyntax,
                guidanceInterval: job.sampler.guidanceInterval, precision: plan.precision,
                parameters: place.parameters, cameras: views.map(\.camera), depthEncodings: views.map(\.depthEncoding),
                startPicture: start.mark, imagesOnly: plan.imagesOnly, consistency: job.consistency,
                blend: job.blend.rawValue, writesDebugViews: job.writesDebugViews,
                writesMetadata: job.writesMetadata ? nil : false, textureSize: plan.textureSize,
                texelDensity: plan.texelDensity, sharesInstances: plan.sharesInstances ? true : nil, uv: plan.uv
            ).hash()
        }
        self.plan = plan
        try checkRequests()
    }

    /// Makes sure that the model can paint every cell before any is painted: not every scheduler suits every model, and
    /// a small strength leaves nothing to do of a few steps.
    private func checkRequests() throws {
        let side = 64
        let flat = FloatImage(width: side, height: side, channels: 1, samples: [Float](repeating: 0, count: side * side))
        let start = job.values.startsFromPicture ? Image(width: side, height: side, color: [128, 128, 128]) : nil
        var known = Set<[String]>()
        for parameters in plan.grid.places.map(\.parameters) {
            let traits = [SweepParameter.scheduler, .steps, .strength].map { parameters.label(of: $0) }
            guard known.insert(traits).inserted else { continue }
            let sampler = job.sampler(for: parameters)
            _ = try model.pipeline.start(
                sampler.request(
                    sampler.resolved(by: model.checkpoint.recommended), inverseDepth: flat, start: start,
                    strength: parameters.strength))
        }
    }

    /// Paints the cells that are not finished yet.
    ///
    /// - Parameters:
    ///   - folder: where the sweep goes.
    ///   - existing: what to do with what is there.
    ///   - shard: which cells to paint.
    ///   - watching: is shown the staging area of every cell, so that an interruption can discard it.
    ///   - observer: is told what happens.
    /// - Returns: the reports of the cells painted.
    /// - Throws: the error of the room that met the problem; `CancellationError` soon after the task that it runs in
    ///   was cancelled. Finished cells stay.
    public func run(
        in folder: SweepFolder, _ existing: SweepFolder.Existing, shard: SweepShard = .whole,
        watching: (StagingArea) -> Void = { _ in }, observer: @escaping JobObserver
    ) async throws -> [CellReport] {
        try folder.claim(for: plan, existing, isShared: shard != .whole)
        let places = unfinishedPlaces(in: folder, existing, shard)
        if places.isEmpty { return [] }
        var recorder = RunRecorder(observer: observer)
        let painter = CellPainter(sweep: self, canvas: try canvas(surveyed: !job.imagesOnly, &recorder), folder: folder)
        var reports = [CellReport]()
        var meter = SweepMeter(places: places, viewCount: cameras.viewCount, observer: observer)
        for place in places {
            let staging = try StagingArea(
                destination: folder.cellPath(place.name), kind: .folder, overwrite: existing != .refuse)
            watching(staging)
            reports.append(try await painter.paint(place, into: staging, observer: meter.begin(place)))
            try staging.commit(last: CellReport.fileName)
        }
        return reports
    }

    /// How long the sweep will take: three denoising steps and, for textures, one projection are measured.
    ///
    /// - Throws: the error of the room that met the problem.
    public func estimate(
        in folder: SweepFolder, _ existing: SweepFolder.Existing, shard: SweepShard = .whole,
        observer: @escaping JobObserver
    ) throws -> SweepEstimate {
        let toDo = Set(unfinishedPlaces(in: folder, existing, shard).map(\.name))
        var recorder = RunRecorder(observer: observer)
        let pace = try SweepPace(measuring: self, canvas: try canvas(surveyed: false, &recorder), recorder: &recorder)
        let cells = plan.grid.places.enumerated().filter { shard.holds(cell: $0.offset) }.map { _, place in
            let isFinished = !toDo.contains(place.name)
            return SweepEstimate.Cell(
                name: place.name, seconds: isFinished ? 0 : pace.seconds(for: place.parameters, views: cameras.viewCount),
                isFinished: isFinished)
        }
        return SweepEstimate(cells: cells)
    }

    private func unfinishedPlaces(
        in folder: SweepFolder, _ existing: SweepFolder.Existing, _ shard: SweepShard
    ) -> [SweepGrid.Place] {
        plan.grid.places.enumerated().filter { index, place in
            guard shard.holds(cell: index) else { return false }
            return existing != .resume || folder.finishedCell(place.name, hash: plan.hashes[place.name] ?? "") == nil
        }.map(\.element)
    }

    /// Where textures go, once for all cells; nil where no textures are painted and no views have to agree.
    ///
    /// - Parameter surveyed: whether results will be written, which tell how much of what can be seen they paint.
    private func canvas(surveyed: Bool, _ recorder: inout RunRecorder) throws -> TexturePass.Canvas? {
        let viewsAgree = cameras.viewCount > 1 && job.consistency != .independent
        if job.imagesOnly && !viewsAgree { return nil }
        return try TexturePass.Canvas(
            scene, job: job.textureJob(for: plan.grid.places[0].parameters),
            visibilities: (cameras.views[plan.grid.places[0].parameters.focalLength] ?? []).map(\.visibility),
            survey: surveyed ? scene.survey(threads: job.sampler.threads) : nil, recorder: &recorder)
    }
}
