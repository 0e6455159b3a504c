extension ComputeContext {
    /// Enlarges pictures by repeating the nearest pixel.
    /// - Parameters:
    ///   - input: [batch, height, width, channels].
    ///   - height: rows of the result; row y shows row ⌊y · height of the input / height⌋.
    ///   - width: columns of the result, chosen likewise.
    /// - Returns: [batch, height, width, channels] of the same element type.
    public func upsampleNearest(_ input: Tensor, height: Int, width: Int) throws -> Tensor {
        guard input.shape.count == 4, height > 0, width > 0 else {
            throw TensorError.shapeMismatch(
                operation: "nearest upsampling", expected: "[batch, height, width, channels]", found: input.shape)
        }
        let (batch, inputHeight, inputWidth) = (input.shape[0], input.shape[1], input.shape[2])
        let output = try tensor([batch, height, width, input.shape[3]], input.elementType)
        let pixel = input.shape[3] * input.elementType.byteCount
        let source = SharedPointer(input.address.assumingMemoryBound(to: UInt8.self))
        let target = SharedPointer(output.address.assumingMemoryBound(to: UInt8.self))
        parallelFor(batch * height, threadCount: threadCount) { task, _ in
            let (sample, y) = task.quotientAndRemainder(dividingBy: height)
            let sourceRow = source.address + (sample * inputHeight + y * inputHeight / height) * inputWidth * pixel
            let targetRow = target.address + task * width * pixel
            for x in 0..<width {
                (targetRow + x * pixel).update(from: sourceRow + x * inputWidth / width * pixel, count: pixel)
            }
        }
        withExtendedLifetime((input, output)) {}
        return output
    }
}
