extension ComputeContext {
    /// Spreads the channels of each pixel over a square of pixels.
    ///
    /// - Parameters:
    ///   - input: [batch, height, width, factor · factor · channels]; of a pixel's channels those of the
    ///     square's first row come first.
    ///   - factor: the side of the squares.
    /// - Returns: [batch, factor · height, factor · width, channels] of the same element type.
    public func spreadChannels(_ input: Tensor, factor: Int) throws -> Tensor {
        guard input.shape.count == 4, factor > 0, input.shape[3] % (factor * factor) == 0, input.elementCount > 0 else {
            throw TensorError.shapeMismatch(
                operation: "spreading of channels", expected: "channels for squares of \(factor)", found: input.shape)
        }
        let (batch, height, width) = (input.shape[0], input.shape[1], input.shape[2])
        let channels = input.shape[3] / (factor * factor)
        let output = try tensor([batch, factor * height, factor * width, channels], input.elementType)
        // A pixel's part of one row of its square is contiguous on both sides.
        let run = factor * channels * input.elementType.byteCount
        let source = SharedPointer(input.address.assumingMemoryBound(to: UInt8.self))
        let target = SharedPointer(output.address.assumingMemoryBound(to: UInt8.self))
        parallelFor(batch * height, threadCount: threadCount) { row, _ in
            for x in 0..<width {
                for line in 0..<factor {
                    (target.address + ((row * factor + line) * width + x) * run)
                        .update(from: source.address + ((row * width + x) * factor + line) * run, count: run)
                }
            }
        }
        withExtendedLifetime((input, output)) {}
        return output
    }
}
