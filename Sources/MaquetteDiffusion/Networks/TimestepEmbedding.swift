import Foundation
import MaquetteTensor

/// Turns a timestep into the vector that residual blocks receive: sinusoids, then two linear layers.
final class TimestepEmbedding: Sendable {
    private let linear1, linear2: Linear
    private let sinusoids: Sinusoids

    init(_ weights: Weights, _ configuration: UNetConfiguration, _ context: ComputeContext) throws {
        sinusoids = Sinusoids(channels: configuration.blockChannels[0], configuration)
        linear1 = try weights["linear_1"].linear(sinusoids.channels, configuration.timeChannels, context)
        linear2 = try weights["linear_2"].linear(configuration.timeChannels, configuration.timeChannels, context)
    }

    /// Whether weights of this name take the embedding in or give it, and so stay in single precision.
    static func isPart(_ name: String) -> Bool {
        name.hasPrefix("time_embedding.") || name.hasPrefix("add_embedding.") || name.hasSuffix("time_emb_proj.weight")
    }

    /// - Parameter added: [batch, time channels] that are added to the embedding, if any.
    /// - Returns: [1 or batch, time channels] in single precision. SiLU is applied already, because every
    ///   residual block would begin with it.
    func callAsFunction(_ timestep: Float, added: Tensor?) throws -> Tensor {
        let waves = try Tensor(sinusoids(timestep), shape: [1, sinusoids.channels])
        let hidden = try linear1(waves, .activation(.silu))
        guard let added else { return try linear2(hidden, .activation(.silu)) }
        let time = try linear2(hidden).floats
        let sums = added.floats.enumerated().map { index, value in
            let sum = time[index % time.count] + value
            return sum / (1 + exp(-sum))
        }
        return try Tensor(sums, shape: added.shape)
    }
}
