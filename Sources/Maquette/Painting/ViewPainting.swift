import MaquetteDiffusion
import MaquetteImaging
import MaquetteProjection
import MaquetteRaster
import MaquetteScene

/// All that painting the pictures of a scene's views needs.
struct ViewPainting {
    var model: LoadedModel
    var sampler: SamplerSettings
    var settings: SamplerSettings.Resolved
    /// How depth is shown to the model.
    var depthEncoding: DepthEncoding
    /// Knows which surfaces views share.
    var painter: TexturePainter
    var cameras: [Camera]
    /// What each camera sees.
    var visibilities: [VisibilityBuffer]
    /// Shows the pictures while they are painted.
    var preview: PreviewWriter?

    /// Paints a picture for every camera.
    func paint(_ consistency: ViewConsistency, recorder: inout RunRecorder) throws -> [PaintedView] {
        defer { preview?.remove() }
        // One view has nothing to agree with.
        switch cameras.count > 1 ? consistency : .independent {
        case .independent:
            return try cameras.indices.map { index in
                PaintedView(
                    camera: cameras[index], visibility: visibilities[index],
                    image: try picture(of: index, known: nil, recorder: &recorder))
            }
        case .sequential:
            return try SequentialPainting(painting: self).paint(recorder: &recorder)
        case .synchronised:
            return try SynchronisedPainting(painting: self).paint(recorder: &recorder)
        }
    }

    /// Paints one view's picture from beginning to end.
    func picture(of view: Int, known: KnownPicture?, recorder: inout RunRecorder) throws -> Image {
        let run = try start(view, known: known)
        recorder.note(run.notes)
        for step in run {
            try preview?.offer(step)
            recorder.step(
                JobEvent.DenoisingProgress(
                    view: view + 1, viewCount: cameras.count,
                    step: step.progress.completedSteps, stepCount: step.progress.stepCount))
        }
        return try run.finishedImage()
    }

    /// Starts the run of one view.
    func start(_ view: Int, known: KnownPicture? = nil) throws -> DenoisingRun {
        var request = sampler.request(
            settings, inverseDepth: depthEncoding.normalizedDisparity(visibilities[view].depthMap))
        request.known = known
        return try model.pipeline.start(request)
    }
}
