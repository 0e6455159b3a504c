import MaquetteImaging

/// One denoising step that has just been done.
public struct DenoisingStep {
    /// How far the run has come, this step included.
    public let progress: PipelineProgress
    /// The noise level the step started from, 0...999 for the usual 1000 training levels.
    public let timestep: Int

    /// The picture as it stands: the prediction of the finished picture, decoded.
    ///
    /// - Throws: `DiffusionError` when decoding fails.
    public func preview() throws -> Image {
        throw DiffusionError.invalidRequest(reason: "no networks")
    }
}
