extension Image {
    /// Resamples to another size, bit for bit as Pillow's `Image.resize` does.
    ///
    /// RGBA is resampled with premultiplied alpha, so that the colour of invisible pixels does not
    /// bleed.
    ///
    /// - Parameters:
    ///   - width: the new width in pixels, at least 1.
    ///   - height: the new height in pixels, at least 1.
    ///   - filter: how to resample.
    public func resized(width: Int, height: Int, filter: ResamplingFilter = .lanczos) -> Image {
        precondition(width > 0 && height > 0, "an image has at least one pixel")
        if width == self.width && height == self.height { return self }
        if channels == 4 {
            return premultiplied().resampled(width: width, height: height, filter: filter).unpremultiplied()
        }
        return resampled(width: width, height: height, filter: filter)
    }

    private func resampled(width: Int, height: Int, filter: ResamplingFilter) -> Image {
        if losesMoreHeightThanWidth(width: width, height: height) {
            return resampledVertically(height: height, filter).resampledHorizontally(width: width, filter)
        }
        return resampledHorizontally(width: width, filter).resampledVertically(height: height, filter)
    }

    /// Whether it is less work to shrink vertically first. The order decides about roundings, so
    /// the bound is Pillow's (since its version 13).
    private func losesMoreHeightThanWidth(width: Int, height: Int) -> Bool {
        self.height - height > max(0, 2 * (self.width - width))
    }

    private func resampledHorizontally(width: Int, _ filter: ResamplingFilter) -> Image {
        if width == self.width { return self }
        let weights = ResamplingWeights(filter: filter, inputSize: self.width, outputSize: width)
        let channels = channels
        let inputWidth = self.width
        return forEachRow(width: width, height: height) { input, row, output in
            let line = input + row * inputWidth * channels
            for x in 0..<width {
                weights.withWeights(of: x) { start, weights in
                    for channel in 0..<channels {
                        output[x * channels + channel] = weightedSum(
                            line + start * channels + channel, stride: channels, weights)
                    }
                }
            }
        }
    }

    private func resampledVertically(height: Int, _ filter: ResamplingFilter) -> Image {
        if height == self.height { return self }
        let weights = ResamplingWeights(filter: filter, inputSize: self.height, outputSize: height)
        let rowLength = width * channels
        return forEachRow(width: width, height: height) { input, row, output in
            weights.withWeights(of: row) { start, weights in
                let column = input + start * rowLength
                for index in 0..<rowLength {
                    output[index] = weightedSum(column + index, stride: rowLength, weights)
                }
            }
        }
    }

    /// Computes a new picture of the same channels, its rows in parallel.
    private func forEachRow(
        width: Int, height: Int,
        _ body: (_ input: UnsafePointer<UInt8>, _ row: Int, _ output: UnsafeMutablePointer<UInt8>) -> Void
    ) -> Image {
        let rowLength = width * channels
        let samples = [UInt8](unsafeUninitializedCapacity: rowLength * height) { output, count in
            self.samples.withUnsafeBufferPointer { input in
                if let input = input.baseAddress, let output = output.baseAddress {
                    ParallelLoop().forEach(height) { row in
                        body(input, row, output + row * rowLength)
                    }
                }
            }
            count = rowLength * height
        }
        return Image(width: width, height: height, channels: channels, samples: samples)
    }
}

extension ResamplingWeights {
    @inline(__always)
    func withWeights(of output: Int, _ body: (_ start: Int, _ weights: UnsafeBufferPointer<Int32>) -> Void) {
        weights.withUnsafeBufferPointer { all in
            body(starts[output], UnsafeBufferPointer(rebasing: all[output * stride..<output * stride + counts[output]]))
        }
    }
}

/// The fixed-point sum of samples `stride` apart, rounded and clamped to 8 bits.
@inline(__always)
private func weightedSum(
    _ samples: UnsafePointer<UInt8>, stride: Int, _ weights: UnsafeBufferPointer<Int32>
) -> UInt8 {
    var sum: Int32 = 1 << (ResamplingWeights.fractionBits - 1)
    var next = samples
    for weight in weights {
        sum &+= Int32(next.pointee) &* weight
        next += stride
    }
    return UInt8(clamping: sum >> ResamplingWeights.fractionBits)
}

extension Image {
    /// RGBA with the colours multiplied by alpha, rounded as Pillow does.
    fileprivate func premultiplied() -> Image {
        mapPixels { color, alpha in
            let product = UInt32(color) * UInt32(alpha) + 128
            return UInt8((product >> 8 + product) >> 8)
        }
    }

    /// RGBA with the colours divided by alpha, rounded as Pillow does.
    fileprivate func unpremultiplied() -> Image {
        mapPixels { color, alpha in
            alpha == 0 || alpha == 255 ? color : UInt8(clamping: 255 * UInt32(color) / UInt32(alpha))
        }
    }

    private func mapPixels(_ transform: (_ color: UInt8, _ alpha: UInt8) -> UInt8) -> Image {
        var result = self
        for pixel in stride(from: 0, to: samples.count, by: 4) {
            let alpha = samples[pixel + 3]
            for channel in 0..<3 {
                result.samples[pixel + channel] = transform(samples[pixel + channel], alpha)
            }
        }
        return result
    }
}
