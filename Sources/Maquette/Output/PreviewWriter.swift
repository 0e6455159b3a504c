import MaquetteDiffusion
import MaquetteImaging

/// Writes the picture as it stands every few steps of a run, as a PNG beside the output.
///
/// The file appears whole or not at all, each time in place of the one before. When the job is done its
/// result says more, and the preview is removed; after an interruption it stays.
public struct PreviewWriter: Sendable, Equatable {
    /// Steps from one picture to the next, at least 1.
    public var interval: Int
    /// The PNG.
    public var path: String

    /// Writes to a file of this very name; what stands there is replaced.
    ///
    /// - Parameters:
    ///   - interval: steps from one picture to the next, at least 1: 0 traps at the first step.
    ///   - path: the PNG.
    public init(interval: Int, path: String) {
        self.interval = interval
        self.path = path
    }

    /// - Parameters:
    ///   - interval: steps from one picture to the next, at least 1.
    ///   - output: the job's output; the preview of `chair.png` and of `chair` is `chair.preview.png`.
    public init(interval: Int, output: String) {
        let stem = output.lowercased().hasSuffix(".png") ? output.dropLast(4) : output[...]
        let end = stem.lastIndex { $0 != "/" }
        self.init(interval: interval, path: String(end.map { stem[...$0] } ?? "maquette") + ".preview.png")
    }

    /// Writes the picture if it is this step's turn. The last step has none: the finished picture follows.
    ///
    /// - Throws: `OutputError` when it cannot be written; `TensorError` when memory runs out.
    func offer(_ step: DenoisingStep) throws {
        let progress = step.progress
        guard progress.completedSteps % interval == 0, progress.completedSteps < progress.stepCount else { return }
        let bytes = try PNG.encode(step.preview())
        let staging = try StagingArea(destination: path, kind: .file, overwrite: true)
        try staging.write(bytes)
        try staging.commit()
    }

    /// Removes the picture.
    func remove() {
        SystemCalls.removeFile(path: path)
    }
}
