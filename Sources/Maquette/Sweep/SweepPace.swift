import MaquetteDiffusion
import MaquetteProjection
import MaquetteUnwrap

/// How fast this machine paints the cells of a sweep.
struct SweepPace {
    private let secondsPerStep: Double
    private let secondsPerView: Double
    private let secondsPerCell: Double

    /// Paints one picture in three steps and, where textures are painted, projects it once.
    init(measuring sweep: PreparedSweep, canvas: TexturePass.Canvas?, recorder: inout RunRecorder) throws {
        try recorder.begin(.painting)
        let clock = ContinuousClock()
        let place = sweep.plan.grid.places[0]
        let views = sweep.cameras.views[place.parameters.focalLength] ?? []
        var settings = sweep.job.sampler(for: place.parameters)
        settings.steps = 3
        settings.scheduler = .ddim
        let view = views[0]
        let begin = clock.now
        let run = try sweep.model.pipeline.start(
            settings.request(
                settings.resolved(by: sweep.model.checkpoint.recommended),
                inverseDepth: view.depthEncoding.normalizedDisparity(view.visibility.depthMap)))
        let started = clock.now
        // The first step warms everything up.
        _ = run.next()
        let warm = clock.now
        while run.next() != nil {}
        let stepped = clock.now
        let image = try run.finishedImage()
        let decoded = clock.now
        secondsPerStep = (stepped - warm) / .seconds(2)
        secondsPerView = (decoded - stepped) / .seconds(1) + (started - begin) / .seconds(1)
        guard let canvas, !sweep.job.imagesOnly else {
            secondsPerCell = 0
            return
        }
        try recorder.begin(.projecting)
        let projection = clock.now
        let painted = [PaintedView(camera: view.camera, visibility: view.visibility, image: image)]
        _ = try canvas.painter.paint(
            views: sweep.scene.lookingFiner(painted),
            options: PaintOptions(blend: sweep.job.blend, threads: settings.threads))
        // Writing the textures takes about as long again.
        secondsPerCell = 2 * ((clock.now - projection) / .seconds(1))
    }

    /// The seconds that a cell will take.
    func seconds(for parameters: CellParameters, views: Int) -> Double {
        let calls = parameters.stepsToDo * (parameters.scheduler == .heun ? 2 : 1)
        return Double(views) * (Double(calls) * secondsPerStep + secondsPerView) + secondsPerCell
    }
}
