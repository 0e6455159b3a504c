import Foundation
import MaquetteDiffusion
import MaquetteImaging
import MaquetteProjection

/// Paints all views at once: at every step the clean latents that the model predicts for the views are averaged
/// on the surfaces that they share, and every view goes on from the common one (in the manner of SyncMVD, Liu et
/// al. 2023, and TexFusion, Cao et al. 2023, but from view to view without a texture in between).
///
/// The model is called for one view after the other, so that memory does not grow with the number of views.
struct SynchronisedPainting {
    /// In the last share of the run every view finishes its own detail: averages are blurred.
    static let shareOfOwn: Float = 0.2

    var painting: ViewPainting
    /// Knows which surfaces views share.
    var painter: TexturePainter

    func paint(recorder: inout RunRecorder) throws -> [PaintedView] {
        let runs = try painting.views.indices.map { try painting.start($0) }
        for run in runs { recorder.note(run.notes) }
        let stepCount = runs[0].stepCount
        var consensus: ViewConsensus?
        for step in 0..<stepCount {
            var predictions: [DenoisingPrediction] = []
            for run in runs {
                guard let prediction = try run.predict() else { continue }
                predictions.append(prediction)
                try recorder.step(
                    JobEvent.DenoisingProgress(
                        view: 1, viewCount: 1, step: step * runs.count + predictions.count,
                        stepCount: stepCount * runs.count))
            }
            if predictions[0].shareLeft >= Self.shareOfOwn {
                let agreement = try consensus ?? self.consensus(for: predictions[0].original)
                consensus = agreement
                let originals = predictions.map(\.original.samples)
                for view in predictions.indices {
                    predictions[view].original.samples = agreement.mean(
                        for: view, of: originals, planes: predictions[view].original.channels)
                }
            }
            for (index, (run, prediction)) in zip(runs, predictions).enumerated() {
                let step = run.advance(prediction)
                if index == 0 { try painting.preview?.offer(step) }
            }
        }
        return try runs.enumerated().map { index, run in
            PaintedView(
                camera: painting.views[index].camera, visibility: painting.views[index].visibility,
                image: try run.finishedImage())
        }
    }

    private func consensus(for latent: Latent) throws -> ViewConsensus {
        try painter.consensus(
            of: painting.views.map { ($0.camera, $0.visibility) },
            cellSide: painting.views[0].camera.size.x / latent.width, threads: painting.sampler.threads)
    }
}
