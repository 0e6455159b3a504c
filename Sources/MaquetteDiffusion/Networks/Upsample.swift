import MaquetteTensor

/// Repeats every pixel, then smooths with a convolution.
final class Upsample: Sendable {
    private let convolution: Convolution

    init(_ weights: Weights, channels: Int, _ context: ComputeContext) throws {
        convolution = try weights["conv"].convolution(channels, channels, context)
    }

    /// Doubles one large picture.
    func callAsFunction(_ x: Tensor, in bands: RowBands) throws -> Tensor {
        try bands.doubling(x) { try self(x.rows($0)) }
    }

    /// - Parameters:
    ///   - height: rows of the result; nil for twice those of `x`.
    ///   - width: columns of the result; nil for twice those of `x`.
    func callAsFunction(_ x: Tensor, height: Int? = nil, width: Int? = nil) throws -> Tensor {
        try convolution(x, enlargement: (height ?? 2 * x.shape[1], width ?? 2 * x.shape[2]))
    }
}
