import MaquetteTensor

/// Turns the tokens of one transformer layer back into a picture-like map of a certain size.
///
///     tokens ─ class token mixed in ─ conv 1×1 ─ enlarge or shrink
final class DPTReassembly: Sendable {
    private enum Resizing: Sendable {
        case none
        /// A linear layer from a pixel to a square of pixels: a transposed convolution without overlap.
        case enlarging(Linear, factor: Int)
        case shrinking(Convolution)
    }

    private let readout: Linear?
    private let addsReadout: Bool
    private let projection: Linear
    private let resizing: Resizing
    private let hiddenSize: Int
    private let context: ComputeContext

    /// - Parameters:
    ///   - weights: those of `neck.reassemble_stage`.
    ///   - stage: which of the tapped layers, counted from 0.
    init(_ weights: Weights, stage: Int, _ configuration: DPTConfiguration, _ context: ComputeContext) throws {
        let (hidden, channels) = (configuration.hiddenSize, configuration.neckChannels[stage])
        readout = configuration.readout == "project"
            ? try weights["readout_projects"][stage][0].linear(2 * hidden, hidden, context) : nil
        addsReadout = configuration.readout == "add"
        let layer = weights["layers"][stage]
        projection = try layer["projection"].linear(hidden, channels, context)
        resizing = try Self.resizing(layer["resize"], channels, configuration.reassemblyFactors[stage], context)
        hiddenSize = hidden
        self.context = context
    }

    private static func resizing(
        _ weights: Weights, _ channels: Int, _ factor: Double, _ context: ComputeContext
    ) throws -> Resizing {
        if factor == 1 { return .none }
        if factor < 1 {
            return .shrinking(
                try weights.convolution(channels, channels, stride: Int((1 / factor).rounded()), context))
        }
        let side = Int(factor.rounded())
        let squares = side * side
        let stored = try weights.parameter("weight", shape: [channels, channels, side, side]).floats()
        let bias = try weights.parameter("bias", shape: [channels]).floats()
        // From [input, output, row, column] to [row, column, output][input].
        var matrix = [Float](repeating: 0, count: stored.count)
        for input in 0..<channels {
            for output in 0..<channels {
                for place in 0..<squares {
                    matrix[(place * channels + output) * channels + input] =
                        stored[(input * channels + output) * squares + place]
                }
            }
        }
        let name = weights.prefix + "weight"
        return .enlarging(
            try Linear(
                weight: Parameter(name: name, matrix, shape: [squares * channels, channels]),
                bias: Parameter(name: name, (0..<squares).flatMap { _ in bias }, shape: [squares * channels]),
                context: context),
            factor: side)
    }

    /// - Parameters:
    ///   - tokens: [1, 1 + rows · columns, hidden size], the class token first.
    /// - Returns: [1, rows · factor, columns · factor, channels].
    func callAsFunction(_ tokens: Tensor, rows: Int, columns: Int) throws -> Tensor {
        let map = try projection(mixed(tokens)).reshaped([1, rows, columns, projection.outputChannels])
        switch resizing {
        case .none: return map
        case .enlarging(let linear, let factor): return try context.spreadChannels(linear(map), factor: factor)
        case .shrinking(let convolution): return try convolution(map)
        }
    }

    /// The tokens without the class token, which leaves its mark on them.
    private func mixed(_ tokens: Tensor) throws -> Tensor {
        let all = tokens.floats
        let (classToken, others) = (Array(all[..<hiddenSize]), Array(all[hiddenSize...]))
        let count = others.count / hiddenSize
        let plain = try Tensor(others, shape: [1, count, hiddenSize])
        guard readout != nil || addsReadout else { return plain }
        let repeated = try Tensor((0..<count).flatMap { _ in classToken }, shape: [1, count, hiddenSize])
        if let readout { return try readout(context.concatenateChannels(plain, repeated), .activation(.gelu)) }
        return try context.add(plain, repeated)
    }
}
