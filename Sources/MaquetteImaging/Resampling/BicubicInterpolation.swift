extension FloatImage {
    /// Interpolates to another size by cubic convolution with A = -0.75, sampling pixel centres and
    /// repeating the border, without any smoothing when shrinking.
    ///
    /// This is `torch.nn.functional.interpolate(mode="bicubic", align_corners=False)`.
    /// Source: R. Keys, "Cubic Convolution Interpolation for Digital Image Processing", 1981.
    ///
    /// - Parameters:
    ///   - width: the new width in pixels, at least 1.
    ///   - height: the new height in pixels, at least 1.
    public func resizedBicubic(width: Int, height: Int) -> FloatImage {
        precondition(width > 0 && height > 0, "an image has at least one pixel")
        if width == self.width && height == self.height { return self }
        let columns = CubicTaps.all(inputSize: self.width, outputSize: width)
        let rows = CubicTaps.all(inputSize: self.height, outputSize: height)
        let channels = channels
        let inputRowLength = self.width * channels
        let outputRowLength = width * channels
        let samples = [Float](unsafeUninitializedCapacity: outputRowLength * height) { output, count in
            self.samples.withUnsafeBufferPointer { input in
                if let input = input.baseAddress, let output = output.baseAddress {
                    ParallelLoop().forEach(height) { y in
                        let row = rows[y]
                        let lines = row.map { input + $0 * inputRowLength }
                        let outputLine = output + y * outputRowLength
                        for x in 0..<width {
                            for channel in 0..<channels {
                                outputLine[x * channels + channel] = row.weightedSum { tap in
                                    columns[x].weightedSum { lines[tap][columns[x].indices[$0] * channels + channel] }
                                }
                            }
                        }
                    }
                }
            }
            count = outputRowLength * height
        }
        return FloatImage(width: width, height: height, channels: channels, samples: samples)
    }
}

/// The four samples that make one interpolated sample, and their weights.
private struct CubicTaps {
    let indices: SIMD4<Int>
    let weights: SIMD4<Float>

    static func all(inputSize: Int, outputSize: Int) -> [CubicTaps] {
        let scale = Float(inputSize) / Float(outputSize)
        return (0..<outputSize).map { CubicTaps(output: $0, scale: scale, inputSize: inputSize) }
    }

    private init(output: Int, scale: Float, inputSize: Int) {
        let position = Self.fused(scale, Float(output) + 0.5, -0.5)
        let floor = position.rounded(.down)
        let t = position - floor
        let first = Int(floor) - 1
        var indices = SIMD4<Int>()
        for tap in 0..<4 { indices[tap] = min(max(first + tap, 0), inputSize - 1) }
        self.indices = indices
        weights = SIMD4(
            Self.outer(t + 1), Self.inner(t), Self.inner(1 - t), Self.outer((1 - t) + 1))
    }

    private static let a: Float = -0.75

    /// The kernel at a distance of at most 1: (a + 2)x³ - (a + 3)x² + 1.
    private static func inner(_ x: Float) -> Float {
        fused(fused(a + 2, x, -(a + 3)) * x, x, 1)
    }

    /// The kernel at a distance of 1 to 2: ax³ - 5ax² + 8ax - 4a.
    private static func outer(_ x: Float) -> Float {
        fused(fused(fused(a, x, -5 * a), x, 8 * a), x, -4 * a)
    }

    /// x * y + z with one rounding, as torch's kernels are compiled: the weights then agree to the
    /// last bit or two.
    private static func fused(_ x: Float, _ y: Float, _ z: Float) -> Float { z.addingProduct(x, y) }

    /// The samples' addresses or values, one for each tap.
    func map<Value>(_ value: (_ index: Int) -> Value) -> [Value] {
        (0..<4).map { value(indices[$0]) }
    }

    @inline(__always)
    func weightedSum(_ sample: (_ tap: Int) -> Float) -> Float {
        var sum = sample(0) * weights[0]
        sum += sample(1) * weights[1]
        sum += sample(2) * weights[2]
        sum += sample(3) * weights[3]
        return sum
    }
}
