import MaquetteTensor

/// Two normalized convolutions and a shortcut around them; in a UNet the time embedding is added between.
///
///     x ─ norm ─ SiLU ─ conv ─(+ time)─ norm ─ SiLU ─ conv ─(+)─
///     └──────────────── shortcut (1×1 if channels change) ───┘
final class ResidualBlock: Sendable {
    private let norm1: GroupNorm
    private let conv1: Convolution
    private let timeProjection: Linear?
    private let norm2: GroupNorm
    private let conv2: Convolution
    private let shortcut: Linear?

    /// - Parameter timeChannels: the length of the time embedding, or nil if there is none.
    init(
        _ weights: Weights, input: Int, output: Int, timeChannels: Int?, groups: Int, epsilon: Float,
        _ context: ComputeContext
    ) throws {
        norm1 = try weights["norm1"].groupNorm(input, groups: groups, epsilon: epsilon, silu: true, context)
        conv1 = try weights["conv1"].convolution(input, output, context)
        timeProjection = try timeChannels.map { try weights["time_emb_proj"].linear($0, output, context) }
        norm2 = try weights["norm2"].groupNorm(output, groups: groups, epsilon: epsilon, silu: true, context)
        conv2 = try weights["conv2"].convolution(output, output, context)
        shortcut = input == output ? nil : try weights["conv_shortcut"].linear(input, output, context)
    }

    /// - Parameter time: [1 or batch, time channels] in single precision, SiLU already applied.
    func callAsFunction(_ x: Tensor, time: Tensor? = nil) throws -> Tensor {
        let timeBias = try time.flatMap { try timeProjection?($0).floats }
        let hidden = try conv1(norm1(x))
        return try conv2(norm2(hidden, addedBias: timeBias), .add(shortcut?(x) ?? x))
    }

    /// The same over one large picture, without a time embedding.
    func callAsFunction(_ x: Tensor, in bands: RowBands) throws -> Tensor {
        let entryNorm = try norm1.fitted(to: x)
        let hidden = try bands(x) { try conv1(entryNorm(x.rows($0))) }
        let middleNorm = try norm2.fitted(to: hidden)
        return try bands(x) { rows in
            let band = try x.rows(rows)
            return try conv2(middleNorm(hidden.rows(rows)), .add(shortcut?(band) ?? band))
        }
    }
}
