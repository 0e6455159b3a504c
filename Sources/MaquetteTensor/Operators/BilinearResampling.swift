/// Where samples lie when a row of pixels is stretched over another number of pixels.
public enum SampleAlignment: Sendable {
    /// The middles of the outermost pixels fall on each other.
    case corners
    /// The outer edges of the outermost pixels fall on each other.
    case edges
}

extension ComputeContext {
    /// Resizes pictures by linear interpolation between the four nearest pixels, repeating the border.
    ///
    /// This is `torch.nn.functional.interpolate(mode="bilinear")`, which does not smooth when shrinking.
    ///
    /// - Parameters:
    ///   - input: [batch, height, width, channels].
    ///   - height: rows of the result.
    ///   - width: columns of the result.
    ///   - alignment: what falls on what.
    /// - Returns: [batch, height, width, channels] of the same element type.
    public func resizeBilinear(_ input: Tensor, height: Int, width: Int, alignment: SampleAlignment) throws -> Tensor {
        guard input.shape.count == 4, input.elementCount > 0, height > 0, width > 0 else {
            throw TensorError.shapeMismatch(
                operation: "bilinear resizing", expected: "[batch, height, width, channels]", found: input.shape)
        }
        let output = try tensor([input.shape[0], height, width, input.shape[3]], input.elementType)
        let rows = LinearTap.all(inputSize: input.shape[1], outputSize: height, alignment)
        let columns = LinearTap.all(inputSize: input.shape[2], outputSize: width, alignment)
        switch input.elementType {
        case .float32: resize(input, output, rows, columns, Float.self)
        case .bfloat16: resize(input, output, rows, columns, BFloat16.self)
        }
        return output
    }

    private func resize<Element: VectorElement>(
        _ input: Tensor, _ output: Tensor, _ rows: [LinearTap], _ columns: [LinearTap], _: Element.Type
    ) {
        let (height, width, channels) = (input.shape[1], input.shape[2], input.shape[3])
        let source = SharedPointer(input.pointer(as: Element.self))
        let target = SharedPointer(output.pointer(as: Element.self))
        parallelFor(output.shape[0] * rows.count, threadCount: threadCount) { task, _ in
            let (sample, y) = task.quotientAndRemainder(dividingBy: rows.count)
            let row = rows[y]
            let upper = source.address + (sample * height + row.first) * width * channels
            let lower = source.address + (sample * height + row.second) * width * channels
            for (x, column) in columns.enumerated() {
                let (left, right) = (column.first * channels, column.second * channels)
                let pixel = target.address + (task * columns.count + x) * channels
                for channel in stride(from: 0, to: channels, by: 16) {
                    let count = min(16, channels - channel)
                    let top = column.mixed(
                        loadUpTo(upper + left + channel, count), loadUpTo(upper + right + channel, count))
                    let bottom = column.mixed(
                        loadUpTo(lower + left + channel, count), loadUpTo(lower + right + channel, count))
                    storeUpTo(row.mixed(top, bottom), pixel + channel, count)
                }
            }
        }
        withExtendedLifetime((input, output)) {}
    }
}

/// The two samples that make one interpolated sample.
private struct LinearTap {
    let first: Int
    let second: Int
    /// The weight of the second, 0...1.
    let fraction: Float

    @inline(__always)
    func mixed(_ a: SIMD16<Float>, _ b: SIMD16<Float>) -> SIMD16<Float> {
        a * (1 - fraction) + b * fraction
    }

    static func all(inputSize: Int, outputSize: Int, _ alignment: SampleAlignment) -> [LinearTap] {
        (0..<outputSize).map { output in
            let position: Float
            switch alignment {
            case .corners:
                position = outputSize > 1 ? Float(output) * (Float(inputSize - 1) / Float(outputSize - 1)) : 0
            case .edges:
                position = max(0, (Float(output) + 0.5) * (Float(inputSize) / Float(outputSize)) - 0.5)
            }
            let first = min(Int(position), inputSize - 1)
            return LinearTap(first: first, second: min(first + 1, inputSize - 1), fraction: position - Float(first))
        }
    }
}
