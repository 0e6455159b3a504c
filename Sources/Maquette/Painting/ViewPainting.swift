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
    /// Knows which surfaces views share; nil for views that need not agree.
    var painter: TexturePainter?
    /// The cameras in their order.
    var views: [TexturePass.View]
    /// Whether the model is shown the depth that it paints; otherwise it is shown a depth without relief.
    var followsDepth = true
    /// How much of the views' start pictures is painted anew.
    var strength = 1.0
    /// Shows the pictures while they are painted.
    var preview: PreviewWriter?

    /// Paints a picture for every camera.
    func paint(_ consistency: ViewConsistency, recorder: inout RunRecorder) throws -> [PaintedView] {
        defer { preview?.remove() }
        // One view has nothing to agree with.
        switch (views.count > 1 ? consistency : .independent, painter) {
        case (.sequential, let painter?):
            return try SequentialPainting(painting: self, painter: painter).paint(recorder: &recorder)
        case (.synchronised, let painter?):
            return try SynchronisedPainting(painting: self, painter: painter).paint(recorder: &recorder)
        default:
            return try views.enumerated().map { index, view in
                PaintedView(
                    camera: view.camera, visibility: view.visibility,
                    image: try picture(of: index, known: nil, recorder: &recorder))
            }
        }
    }

    /// Paints one view's picture from beginning to end.
    func picture(of view: Int, known: KnownPicture?, recorder: inout RunRecorder) throws -> Image {
        let run = try start(view, known: known)
        recorder.note(run.notes)
        for step in run {
            try preview?.offer(step)
            try recorder.step(
                JobEvent.DenoisingProgress(
                    view: view + 1, viewCount: views.count,
                    step: step.progress.completedSteps, stepCount: step.progress.stepCount))
        }
        return try run.finishedImage()
    }

    /// Starts the run of one view.
    func start(_ view: Int, known: KnownPicture? = nil) throws -> DenoisingRun {
        let (encoding, depth) = (views[view].depthEncoding, views[view].visibility.depthMap)
        var request = sampler.request(
            settings, inverseDepth: followsDepth ? encoding.normalizedDisparity(depth) : depth.withoutRelief,
            start: views[view].start, strength: strength)
        // A given range holds for several pictures; without one each picture is stretched to its own.
        if case .disparity(range: .some) = encoding { request.inverseDepthRange = 0...1 }
        request.known = known
        return try model.pipeline.start(request)
    }
}

extension DepthMap {
    /// A disparity that says nothing.
    fileprivate var withoutRelief: FloatImage {
        FloatImage(width: width, height: height, channels: 1, samples: [Float](repeating: 0, count: depths.count))
    }
}
