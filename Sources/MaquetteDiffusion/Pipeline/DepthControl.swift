import MaquetteImaging
import MaquetteTensor

/// A ControlNet together with all that stays the same for it over a run.
struct DepthControl: Sendable {
    private let network: ControlNet
    private let prompts: PreparedPrompts
    /// Of a batch of two where there is guidance.
    private let hint: Tensor
    private let settings: ControlSettings

    /// - Parameters:
    ///   - picture: the depth as ControlNets for depth take it.
    ///   - size: of the picture that is painted.
    init(
        _ network: ControlNet, prompts: EncodedPrompts, guidedIn interval: GuidanceInterval, picture: [Float], size: PictureSize, settings: ControlSettings
    ) throws {
        self.network = network
        self.settings = settings
        self.prompts = try PreparedPrompts(prompts, guidedIn: interval, size: size, prepare: network.prepare)
        let batch = prompts.states.shape.first ?? 1
        hint = try network.hint(
            Tensor((0..<batch).flatMap { _ in picture }, shape: [batch, size.height, size.width, 3]))
    }

    /// What the network adds at a step, or nil where it takes no part.
    ///
    /// - Parameters:
    ///   - latents: [1 or 2, height, width, channels], as the scheduler wants the model to see them.
    ///   - step: counted from 0.
    func residuals(
        _ latents: Tensor, timestep: Float, step: Int, of stepCount: Int
    ) throws -> (residuals: ControlResiduals, scale: Float)? {
        guard settings.scale != 0, settings.interval.contains(step: step, of: stepCount) else { return nil }
        let batch = latents.shape[0]
        let context = try prompts.context(isGuided: batch > 1)
        let residuals = try network.residuals(
            sample: latents, timestep: timestep, context: context, hint: hint.outermost(0..<batch))
        return (residuals, Float(settings.scale))
    }

    /// Depth as ControlNets for depth were trained to see it, which is how MiDaS pictures are made: grey,
    /// 0...1, white is nearest, linear in inverse depth from the farthest to the nearest.
    ///
    /// - Returns: rows, columns, RGB.
    static func picture(_ inverseDepth: FloatImage, size: PictureSize, range: ClosedRange<Float>?) -> [Float] {
        DepthConditioning(inverseDepth, width: size.width, height: size.height, range: range).samples.flatMap { sample in
            repeatElement(min(max((sample + 1) / 2, 0), 1), count: 3)
        }
    }
}
