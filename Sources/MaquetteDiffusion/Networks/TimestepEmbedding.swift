import Foundation
import MaquetteTensor

/// Turns a timestep into the vector that residual blocks receive: sines and cosines of geometrically
/// spaced frequencies (Vaswani et al., 2017), then two linear layers.
final class TimestepEmbedding: Sendable {
    private let linear1, linear2: Linear
    private let channels: Int
    private let flipsSineToCosine: Bool
    private let frequencyShift: Float

    init(_ weights: Weights, _ configuration: UNetConfiguration, _ context: ComputeContext) throws {
        channels = configuration.blockChannels[0]
        flipsSineToCosine = configuration.flipsSineToCosine
        frequencyShift = configuration.frequencyShift
        linear1 = try weights["linear_1"].linear(channels, configuration.timeChannels, context)
        linear2 = try weights["linear_2"].linear(configuration.timeChannels, configuration.timeChannels, context)
    }

    /// - Returns: [1, time channels] in single precision. SiLU is applied already, because every residual
    ///   block would begin with it.
    func callAsFunction(_ timestep: Float) throws -> Tensor {
        let waves = try Tensor(sinusoids(timestep), shape: [1, channels])
        return try linear2(linear1(waves, .activation(.silu)), .activation(.silu))
    }

    private func sinusoids(_ timestep: Float) -> [Float] {
        let half = channels / 2
        let angles = (0..<half).map { index in
            timestep * exp(-log(Float(10000)) * Float(index) / (Float(half) - frequencyShift))
        }
        let sines = angles.map { sin($0) }
        let cosines = angles.map { cos($0) }
        let waves = flipsSineToCosine ? cosines + sines : sines + cosines
        return waves + Array(repeating: 0, count: channels - 2 * half)
    }
}
