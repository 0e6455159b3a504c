import MaquetteTensor
import Synchronization

/// A convolution without bias whose kernels have mean 0 and variance 1 (Qiao et al., 2019), padded so that
/// the result has as many pixels as the input has steps.
final class SamePaddedConvolution: Sendable {
    /// What is added to the kernels' variance; fixed in BiT.
    private static let epsilon = 1e-8
    private let weight: Parameter
    private let kernel: Int
    private let stride: Int
    private let context: ComputeContext
    /// How much padding is needed depends on the picture's size.
    private let layers = Mutex<[Convolution.Padding: Convolution]>([:])

    init(_ weights: Weights, _ input: Int, _ output: Int, kernel: Int, stride: Int = 1, _ context: ComputeContext) throws {
        weight = try Self.standardized(weights.parameter("weight", shape: [output, input, kernel, kernel]))
        self.kernel = kernel
        self.stride = stride
        self.context = context
    }

    func callAsFunction(_ x: Tensor) throws -> Tensor {
        let padding = Self.padding(height: x.shape[1], width: x.shape[2], kernel: kernel, stride: stride)
        let layer = try layers.withLock { layers in
            if let known = layers[padding] { return known }
            let made = try Convolution(weight: weight, bias: nil, stride: stride, padding: padding, context: context)
            layers[padding] = made
            return made
        }
        return try layer(x)
    }

    /// Padding that leaves ⌈size / stride⌉ pixels, the odd one at the end.
    static func padding(height: Int, width: Int, kernel: Int, stride: Int) -> Convolution.Padding {
        func total(_ size: Int) -> Int {
            max(((size + stride - 1) / stride - 1) * stride + kernel - size, 0)
        }
        let (vertical, horizontal) = (total(height), total(width))
        return Convolution.Padding(
            top: vertical / 2, left: horizontal / 2, bottom: vertical - vertical / 2, right: horizontal - horizontal / 2)
    }

    private static func standardized(_ weight: Parameter) throws -> Parameter {
        var values = try weight.floats()
        let count = weight.shape.dropFirst().reduce(1, *)
        for start in Swift.stride(from: 0, to: values.count, by: count) {
            let kernel = values[start..<start + count]
            let mean = kernel.reduce(0) { $0 + Double($1) } / Double(count)
            let variance = kernel.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / Double(count)
            let scale = 1 / (variance + epsilon).squareRoot()
            for index in kernel.indices { values[index] = Float((Double(values[index]) - mean) * scale) }
        }
        return try Parameter(name: weight.name, values, shape: weight.shape)
    }
}
