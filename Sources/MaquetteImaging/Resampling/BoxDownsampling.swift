extension FloatImage {
    /// Shrinks by a whole factor: every new sample is the mean of a square of old ones.
    ///
    /// A square that touches the right or bottom border is averaged over what it holds. A square
    /// with an infinite sample becomes infinite.
    ///
    /// - Parameter factor: the side of the squares in pixels, at least 1.
    public func boxDownsampled(by factor: Int) -> FloatImage {
        precondition(factor > 0, "a square has at least one pixel")
        let newWidth = (width + factor - 1) / factor
        let newHeight = (height + factor - 1) / factor
        var result = [Float](repeating: 0, count: newWidth * newHeight * channels)
        samples.withUnsafeBufferPointer { samples in
            for y in 0..<newHeight {
                let rows = y * factor..<min((y + 1) * factor, height)
                for x in 0..<newWidth {
                    let columns = x * factor..<min((x + 1) * factor, width)
                    for channel in 0..<channels {
                        var sum = 0.0
                        for row in rows {
                            for column in columns {
                                sum += Double(samples[(row * width + column) * channels + channel])
                            }
                        }
                        result[(y * newWidth + x) * channels + channel] =
                            Float(sum / Double(rows.count * columns.count))
                    }
                }
            }
        }
        return FloatImage(width: newWidth, height: newHeight, channels: channels, samples: result)
    }
}
