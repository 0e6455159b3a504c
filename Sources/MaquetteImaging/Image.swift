/// An 8-bit picture in sRGB: rows from the top, channels interleaved.
public struct Image: Sendable, Equatable {
    /// Width in pixels, at least 1.
    public let width: Int
    /// Height in pixels, at least 1.
    public let height: Int
    /// 1 (grey), 3 (RGB) or 4 (RGBA, alpha not premultiplied).
    public let channels: Int
    /// `height * width * channels` samples, 0...255.
    public var samples: [UInt8]

    /// Wraps existing samples.
    ///
    /// - Parameters:
    ///   - width: pixels, at least 1.
    ///   - height: pixels, at least 1.
    ///   - channels: 1, 3 or 4.
    ///   - samples: `height * width * channels` values, row 0 on top.
    public init(width: Int, height: Int, channels: Int, samples: [UInt8]) {
        precondition(width > 0 && height > 0, "an image has at least one pixel")
        precondition(channels == 1 || channels == 3 || channels == 4, "an image has 1, 3 or 4 channels")
        precondition(samples.count == width * height * channels, "samples do not fill the image")
        self.width = width
        self.height = height
        self.channels = channels
        self.samples = samples
    }

    /// Fills a new picture with one colour.
    ///
    /// - Parameter color: one sample a channel; its count decides the number of channels.
    public init(width: Int, height: Int, color: [UInt8]) {
        var samples = [UInt8]()
        samples.reserveCapacity(width * height * color.count)
        for _ in 0..<(width * height) { samples.append(contentsOf: color) }
        self.init(width: width, height: height, channels: color.count, samples: samples)
    }
}
