import MaquetteDiffusion
import MaquetteImaging
import MaquetteProjection
import MaquetteRaster
import MaquetteScene

/// Paints one view after the other, each from what the earlier ones painted.
///
/// What the earlier pictures show of a view's surfaces is taken into it exactly. What they saw well is kept,
/// what they saw only coarsely or at a grazing angle is refined from what they show, and what they did not see is
/// painted anew, with what is known at its side (Text2Tex, Chen et al. 2023; TEXTure, Richardson et al. 2023).
/// `RepaintPlan` decides which is which.
struct SequentialPainting {
    var painting: ViewPainting
    /// Knows which surfaces views share.
    var painter: TexturePainter

    func paint(recorder: inout RunRecorder) throws -> [PaintedView] {
        var views: [PaintedView] = []
        for (index, view) in painting.views.enumerated() {
            let (camera, visibility) = (view.camera, view.visibility)
            let plan = views.isEmpty ? nil : try self.plan(camera, visibility, after: views)
            let image = try painting.picture(of: index, known: plan?.known, recorder: &recorder)
            views.append(PaintedView(camera: camera, visibility: visibility, image: image, opacity: plan?.opacity))
        }
        return views
    }

    private func plan(_ camera: Camera, _ visibility: VisibilityBuffer, after views: [PaintedView]) throws -> RepaintPlan {
        let seen = try painter.knownView(
            from: camera, visibility: visibility, by: views, threads: painting.sampler.threads)
        return RepaintPlan(seen, backdrop: views.lazy.compactMap(\.meanBackground).first ?? .zero)
    }
}

extension PaintedView {
    /// The mean colour, 0...255, of the pixels that show no surface; nil if all do.
    fileprivate var meanBackground: SIMD3<Float>? {
        var sum = SIMD3<Float>.zero
        var count: Float = 0
        for (pixel, depth) in visibility.depths.enumerated() where depth == .infinity {
            let first = pixel * image.channels
            sum += SIMD3(
                Float(image.samples[first]), Float(image.samples[first + 1]), Float(image.samples[first + 2]))
            count += 1
        }
        return count > 0 ? sum / count : nil
    }
}
