/// Layer normalization (Ba, Kiros and Hinton, 2016): each token gets mean 0 and variance 1 over its
/// channels, then every channel its own scale and shift.
public final class LayerNorm: Sendable {
    /// Channels of the input.
    public let channels: Int
    private let epsilon: Float
    private let scale: [Float]
    private let shift: [Float]
    private let context: ComputeContext

    /// - Parameters:
    ///   - scale: [channels], the weight of each channel.
    ///   - shift: [channels], the bias of each channel.
    ///   - epsilon: added to the variance.
    ///   - context: where it runs.
    public init(scale: Parameter, shift: Parameter, epsilon: Float, context: ComputeContext) throws {
        channels = scale.elementCount
        guard channels > 0, shift.elementCount == channels else {
            throw TensorError.shapeMismatch(
                operation: "layer norm \(scale.name)", expected: "a shift of \(channels) elements", found: shift.shape)
        }
        self.epsilon = epsilon
        self.scale = try scale.floats()
        self.shift = try shift.floats()
        self.context = context
    }

    /// Normalizes.
    /// - Parameter input: [..., channels].
    /// - Returns: a tensor of the same shape and element type.
    public func callAsFunction(_ input: Tensor) throws -> Tensor {
        guard input.shape.last == channels else {
            throw TensorError.shapeMismatch(
                operation: "layer norm", expected: "[..., \(channels)]", found: input.shape)
        }
        let output = try context.tensor(input.shape, input.elementType)
        let rowCount = input.elementCount / channels
        switch input.elementType {
        case .float32: normalize(input.pointer(as: Float.self), output.pointer(as: Float.self), rowCount)
        case .bfloat16: normalize(input.pointer(as: BFloat16.self), output.pointer(as: BFloat16.self), rowCount)
        }
        withExtendedLifetime((input, output)) {}
        return output
    }

    private func normalize<Element: VectorElement>(
        _ input: UnsafeMutablePointer<Element>, _ output: UnsafeMutablePointer<Element>, _ rowCount: Int
    ) {
        let channels = channels
        let epsilon = epsilon
        let rowsPerTask = max(1, 16384 / channels)
        let (input, output) = (SharedPointer(input), SharedPointer(output))
        scale.withUnsafeBufferPointer { scale in
            shift.withUnsafeBufferPointer { shift in
                guard let scale = scale.baseAddress, let shift = shift.baseAddress else { return }
                let tasks = (rowCount + rowsPerTask - 1) / rowsPerTask
                parallelFor(tasks, threadCount: context.threadCount) { task, _ in
                    for row in task * rowsPerTask..<min((task + 1) * rowsPerTask, rowCount) {
                        normalizeRow(
                            input.address + row * channels, output.address + row * channels, channels: channels,
                            epsilon: epsilon, scale: scale, shift: shift)
                    }
                }
            }
        }
    }
}

@inline(__always)
private func normalizeRow<Element: VectorElement>(
    _ input: UnsafePointer<Element>, _ output: UnsafeMutablePointer<Element>, channels: Int, epsilon: Float,
    scale: UnsafePointer<Float>, shift: UnsafePointer<Float>
) {
    let whole = channels & ~15
    let rest = channels - whole
    var sums = SIMD16<Float>.zero
    for channel in stride(from: 0, to: whole, by: 16) { sums += Element.load(input + channel) }
    if rest > 0 { sums += loadPartial(input + whole, rest) }
    let mean = sums.laneSum / Float(channels)

    var squares = SIMD16<Float>.zero
    for channel in stride(from: 0, to: whole, by: 16) {
        let difference = Element.load(input + channel) - mean
        squares += difference * difference
    }
    var squareSum = squares.laneSum
    for channel in whole..<channels {
        let difference = input[channel].widened - mean
        squareSum += difference * difference
    }
    let inverse = 1 / (squareSum / Float(channels) + epsilon).squareRoot()

    for channel in stride(from: 0, to: whole, by: 16) {
        let normal = (Element.load(input + channel) - mean) * inverse
        Element.store(normal * Float.load(scale + channel) + Float.load(shift + channel), output + channel)
    }
    if rest > 0 {
        let normal = (loadPartial(input + whole, rest) - mean) * inverse
        let result = normal * loadPartial(scale + whole, rest) + loadPartial(shift + whole, rest)
        storePartial(result, output + whole, rest)
    }
}
