/// Group normalization (Wu and He, 2018), with an activation if wanted: each group of channels of each
/// picture gets mean 0 and variance 1, then every channel its own scale and shift.
public final class GroupNorm: Sendable {
    /// Channels of the input.
    public let channels: Int
    private let groupCount: Int
    private let epsilon: Float
    private let scale: [Float]
    private let shift: [Float]
    private let activation: Bool
    private let context: ComputeContext

    /// - Parameters:
    ///   - scale: [channels], the weight of each channel.
    ///   - shift: [channels], the bias of each channel.
    ///   - groupCount: how many groups the channels form; divides their number.
    ///   - epsilon: added to the variance.
    ///   - silu: whether SiLU is applied to the result.
    ///   - context: where it runs.
    public init(
        scale: Parameter, shift: Parameter, groupCount: Int, epsilon: Float, silu: Bool = false,
        context: ComputeContext
    ) throws {
        channels = scale.elementCount
        guard groupCount > 0, channels % groupCount == 0, shift.elementCount == channels else {
            throw TensorError.shapeMismatch(
                operation: "group norm \(scale.name)", expected: "channels that \(groupCount) divides", found: scale.shape)
        }
        self.groupCount = groupCount
        self.epsilon = epsilon
        self.scale = try scale.floats()
        self.shift = try shift.floats()
        activation = silu
        self.context = context
    }

    /// What normalization, scale and shift come to for one picture: a factor and an offset for each channel.
    fileprivate typealias Affine = (factors: [Float], offsets: [Float])

    /// Normalizes.
    /// - Parameters:
    ///   - input: [batch, ..., channels].
    ///   - addedBias: what is added to every pixel's channels before, at no cost: [channels], or
    ///     [batch, channels] in a row where pictures differ.
    /// - Returns: a tensor of the same shape and element type.
    public func callAsFunction(_ input: Tensor, addedBias: [Float]? = nil) throws -> Tensor {
        try fitted(to: input, addedBias: addedBias)(input)
    }

    /// A normalization by the statistics of a whole tensor, to be applied to parts of it.
    /// - Parameters:
    ///   - input: [batch, ..., channels].
    ///   - addedBias: what is added to every pixel's channels before: [channels], or [batch, channels] in a
    ///     row where pictures differ.
    public func fitted(to input: Tensor, addedBias: [Float]? = nil) throws -> FittedGroupNorm {
        guard input.shape.count >= 2, input.shape.last == channels, input.elementCount > 0 else {
            throw TensorError.shapeMismatch(
                operation: "group norm", expected: "[batch, ..., \(channels)]", found: input.shape)
        }
        let bias = addedBias ?? [Float](repeating: 0, count: channels)
        guard bias.count == channels || bias.count == input.shape[0] * channels else {
            throw TensorError.shapeMismatch(
                operation: "group norm (added bias)", expected: "\(channels) elements for each picture or for all",
                found: [bias.count])
        }
        let affines =
            switch input.elementType {
            case .float32: affines(of: input.pointer(as: Float.self), input.shape, bias)
            case .bfloat16: affines(of: input.pointer(as: BFloat16.self), input.shape, bias)
            }
        withExtendedLifetime(input) {}
        return FittedGroupNorm(affines: affines, channels: channels, silu: activation, context: context)
    }

    /// Rows are gathered in blocks of fixed size, so that the sums do not depend on the number of threads.
    private func affines<Element: VectorElement>(of input: UnsafePointer<Element>, _ shape: Shape, _ bias: [Float]) -> [Affine] {
        let batch = shape[0]
        let rowCount = shape.dropFirst().dropLast().reduce(1, *)
        let rowsPerBlock = rowsPerBlock(channels: channels)
        let blockCount = (rowCount + rowsPerBlock - 1) / rowsPerBlock
        let channels = channels

        // For each block of rows and channel: the sum of differences from the first row, and of their squares.
        let sumCount = batch * blockCount * 2 * channels
        return withUnsafeTemporaryAllocation(of: Float.self, capacity: sumCount) { sums in
            sums.initialize(repeating: 0)
            guard let start = sums.baseAddress else { return [] }
            let sums = SharedPointer(start)
            let input = SharedPointer(UnsafeMutablePointer(mutating: input))
            parallelFor(batch * blockCount, threadCount: context.threadCount) { task, _ in
                let (sample, block) = task.quotientAndRemainder(dividingBy: blockCount)
                let first = block * rowsPerBlock
                gatherSums(
                    input.address + sample * rowCount * channels, rows: first..<min(first + rowsPerBlock, rowCount),
                    channels: channels, into: sums.address + task * 2 * channels)
            }
            return (0..<batch).map { sample in
                affine(
                    pivot: input.address + sample * rowCount * channels, rowCount: rowCount,
                    sums: sums.address + sample * blockCount * 2 * channels, blockCount: blockCount,
                    bias: bias.count == channels ? bias[...] : bias[sample * channels..<(sample + 1) * channels])
            }
        }
    }

    /// The factor and offset of each channel that added bias, normalization, scale and shift come to.
    private func affine<Element: VectorElement>(
        pivot: UnsafePointer<Element>, rowCount: Int, sums: UnsafePointer<Float>, blockCount: Int,
        bias: ArraySlice<Float>
    ) -> Affine {
        var factors = [Float](repeating: 0, count: channels)
        var offsets = factors
        let groupSize = channels / groupCount
        let rows = Double(rowCount)
        for group in 0..<groupCount {
            var meanSum = 0.0
            var means = [Double](repeating: 0, count: groupSize)
            var squares = 0.0
            for index in 0..<groupSize {
                let channel = group * groupSize + index
                var sum = 0.0
                var squareSum = 0.0
                for block in 0..<blockCount {
                    sum += Double(sums[block * 2 * channels + channel])
                    squareSum += Double(sums[block * 2 * channels + channels + channel])
                }
                means[index] = Double(pivot[channel].widened) + Double(bias[bias.startIndex + channel]) + sum / rows
                meanSum += means[index]
                squares += squareSum - sum * sum / rows
            }
            let mean = meanSum / Double(groupSize)
            for channelMean in means { squares += rows * (channelMean - mean) * (channelMean - mean) }
            let variance = max(0, squares / (rows * Double(groupSize)))
            let inverse = 1 / (variance + Double(epsilon)).squareRoot()
            for index in 0..<groupSize {
                let channel = group * groupSize + index
                let factor = Double(scale[channel]) * inverse
                factors[channel] = Float(factor)
                let added = Double(bias[bias.startIndex + channel])
                offsets[channel] = Float(Double(shift[channel]) + (added - mean) * factor)
            }
        }
        return (factors, offsets)
    }
}

/// A group normalization whose statistics are known.
public struct FittedGroupNorm: Sendable {
    fileprivate let affines: [GroupNorm.Affine]
    fileprivate let channels: Int
    fileprivate let silu: Bool
    fileprivate let context: ComputeContext

    /// Normalizes the tensor that it was fitted to, or a part of each of its pictures.
    /// - Parameter input: [batch, ..., channels].
    /// - Returns: a tensor of the same shape and element type.
    public func callAsFunction(_ input: Tensor) throws -> Tensor {
        guard input.shape.count >= 2, input.shape.last == channels, input.shape[0] == affines.count else {
            throw TensorError.shapeMismatch(
                operation: "fitted group norm", expected: "[\(affines.count), ..., \(channels)]", found: input.shape)
        }
        let output = try context.tensor(input.shape, input.elementType)
        switch input.elementType {
        case .float32: scale(input.pointer(as: Float.self), output.pointer(as: Float.self), input.shape)
        case .bfloat16: scale(input.pointer(as: BFloat16.self), output.pointer(as: BFloat16.self), input.shape)
        }
        withExtendedLifetime((input, output)) {}
        return output
    }

    private func scale<Element: VectorElement>(
        _ input: UnsafePointer<Element>, _ output: UnsafeMutablePointer<Element>, _ shape: Shape
    ) {
        let rowCount = shape.dropFirst().dropLast().reduce(1, *)
        let rowsPerBlock = rowsPerBlock(channels: channels)
        let (channels, silu) = (channels, silu)
        let source = SharedPointer(UnsafeMutablePointer(mutating: input))
        let target = SharedPointer(output)
        for (sample, affine) in affines.enumerated() {
            parallelFor((rowCount + rowsPerBlock - 1) / rowsPerBlock, threadCount: context.threadCount) { block, _ in
                let first = (sample * rowCount + block * rowsPerBlock) * channels
                scaleRows(
                    source.address + first, target.address + first,
                    rows: min(rowsPerBlock, rowCount - block * rowsPerBlock), channels: channels,
                    factors: affine.factors, offsets: affine.offsets, silu: silu)
            }
        }
    }
}

/// How many rows one task takes.
private func rowsPerBlock(channels: Int) -> Int { max(1, min(256, 32768 / channels)) }

/// Adds up, for each channel, the differences of the rows from the first row and their squares.
@inline(__always)
private func gatherSums<Element: VectorElement>(
    _ sample: UnsafePointer<Element>, rows: Range<Int>, channels: Int, into sums: UnsafeMutablePointer<Float>
) {
    let squares = sums + channels
    var channel = 0
    while channel + 16 <= channels {
        let pivot = Element.load(sample + channel)
        var sum = SIMD16<Float>.zero
        var squareSum = SIMD16<Float>.zero
        var address = sample + rows.lowerBound * channels + channel
        for _ in rows {
            let difference = Element.load(address) - pivot
            sum += difference
            squareSum += difference * difference
            address += channels
        }
        Float.store(sum, sums + channel)
        Float.store(squareSum, squares + channel)
        channel += 16
    }
    while channel < channels {
        let pivot = sample[channel].widened
        for row in rows {
            let difference = sample[row * channels + channel].widened - pivot
            sums[channel] += difference
            squares[channel] += difference * difference
        }
        channel += 1
    }
}

/// Multiplies each channel by its factor and adds its offset, then applies SiLU if asked.
@inline(__always)
private func scaleRows<Element: VectorElement>(
    _ input: UnsafePointer<Element>, _ output: UnsafeMutablePointer<Element>, rows: Int, channels: Int,
    factors: [Float], offsets: [Float], silu: Bool
) {
    factors.withUnsafeBufferPointer { factors in
        offsets.withUnsafeBufferPointer { offsets in
            guard let factor = factors.baseAddress, let offset = offsets.baseAddress else { return }
            for row in 0..<rows {
                let source = input + row * channels
                let target = output + row * channels
                var channel = 0
                while channel + 16 <= channels {
                    let scaled = Element.load(source + channel) * Float.load(factor + channel) + Float.load(offset + channel)
                    Element.store(silu ? Element.sigmoidLinearUnit(scaled) : scaled, target + channel)
                    channel += 16
                }
                let rest = channels - channel
                if rest > 0 {
                    let scaled = loadPartial(source + channel, rest) * loadPartial(factor + channel, rest)
                        + loadPartial(offset + channel, rest)
                    storePartial(silu ? Element.sigmoidLinearUnit(scaled) : scaled, target + channel, rest)
                }
            }
        }
    }
}
