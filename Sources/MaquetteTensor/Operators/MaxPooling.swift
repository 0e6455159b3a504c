extension ComputeContext {
    /// The greatest value of each channel under a window.
    ///
    /// - Parameters:
    ///   - input: [batch, height, width, channels].
    ///   - size: rows and columns of the window.
    ///   - stride: the window's step in both directions, at least 1.
    ///   - padding: what surrounds the input; it counts as zeros.
    /// - Returns: [batch, height', width', channels] of the same element type.
    public func maxPool(_ input: Tensor, size: Int, stride: Int, padding: Convolution.Padding) throws -> Tensor {
        guard input.shape.count == 4, input.elementCount > 0, size > 0, stride > 0,
            input.shape[1] + padding.top + padding.bottom >= size, input.shape[2] + padding.left + padding.right >= size
        else {
            throw TensorError.shapeMismatch(
                operation: "max pooling", expected: "[batch, height, width, channels] of at least the window's size",
                found: input.shape)
        }
        let height = (input.shape[1] + padding.top + padding.bottom - size) / stride + 1
        let width = (input.shape[2] + padding.left + padding.right - size) / stride + 1
        let output = try tensor([input.shape[0], height, width, input.shape[3]], input.elementType)
        let window = PoolingWindow(size: size, stride: stride, padding: padding)
        switch input.elementType {
        case .float32: pool(input, output, window, Float.self)
        case .bfloat16: pool(input, output, window, BFloat16.self)
        }
        return output
    }

    private func pool<Element: VectorElement>(_ input: Tensor, _ output: Tensor, _ window: PoolingWindow, _: Element.Type) {
        let (height, width, channels) = (input.shape[1], input.shape[2], input.shape[3])
        let (outputHeight, outputWidth) = (output.shape[1], output.shape[2])
        let source = SharedPointer(input.pointer(as: Element.self))
        let target = SharedPointer(output.pointer(as: Element.self))
        parallelFor(output.shape[0] * outputHeight, threadCount: threadCount) { task, _ in
            let (sample, y) = task.quotientAndRemainder(dividingBy: outputHeight)
            let rows = window.rows(y, of: height)
            for x in 0..<outputWidth {
                let columns = window.columns(x, of: width)
                let isWhole = rows.count == window.size && columns.count == window.size
                let pixel = target.address + (task * outputWidth + x) * channels
                for channel in Swift.stride(from: 0, to: channels, by: 16) {
                    let count = min(16, channels - channel)
                    var greatest = SIMD16<Float>(repeating: isWhole ? -.infinity : 0)
                    for row in rows {
                        for column in columns {
                            let values = source.address + ((sample * height + row) * width + column) * channels + channel
                            greatest = pointwiseMax(greatest, loadUpTo(values, count))
                        }
                    }
                    storeUpTo(greatest, pixel + channel, count)
                }
            }
        }
        withExtendedLifetime((input, output)) {}
    }
}

/// Which pixels a pooling window covers.
private struct PoolingWindow {
    let size: Int
    let stride: Int
    let padding: Convolution.Padding

    func rows(_ output: Int, of height: Int) -> Range<Int> { covered(output * stride - padding.top, height) }

    func columns(_ output: Int, of width: Int) -> Range<Int> { covered(output * stride - padding.left, width) }

    private func covered(_ start: Int, _ extent: Int) -> Range<Int> {
        max(0, start)..<max(0, min(extent, start + size))
    }
}
