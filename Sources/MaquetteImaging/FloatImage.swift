/// A picture of Float32 samples: rows from the top, channels interleaved.
///
/// It carries what 8 bits cannot: depth maps (one channel, scene units) and colours on their
/// way into or out of a network.
public struct FloatImage: Sendable, Equatable {
    /// Width in pixels, at least 1.
    public let width: Int
    /// Height in pixels, at least 1.
    public let height: Int
    /// Samples a pixel, at least 1.
    public let channels: Int
    /// `height * width * channels` samples.
    public var samples: [Float]

    /// Wraps existing samples.
    ///
    /// - Parameter samples: `height * width * channels` values, row 0 on top.
    public init(width: Int, height: Int, channels: Int, samples: [Float]) {
        precondition(width > 0 && height > 0 && channels > 0, "an image has at least one sample")
        precondition(samples.count == width * height * channels, "samples do not fill the image")
        self.width = width
        self.height = height
        self.channels = channels
        self.samples = samples
    }
}
