/// A 16-bit grey picture, row 0 on top: the form in which depth maps travel as PNG.
public struct GrayImage16: Sendable, Equatable {
    /// Width in pixels, at least 1.
    public let width: Int
    /// Height in pixels, at least 1.
    public let height: Int
    /// `height * width` samples, 0...65535.
    public var samples: [UInt16]

    /// Wraps existing samples.
    ///
    /// - Parameter samples: `height * width` values, row 0 on top.
    public init(width: Int, height: Int, samples: [UInt16]) {
        precondition(width > 0 && height > 0, "an image has at least one pixel")
        precondition(samples.count == width * height, "samples do not fill the image")
        self.width = width
        self.height = height
        self.samples = samples
    }
}
