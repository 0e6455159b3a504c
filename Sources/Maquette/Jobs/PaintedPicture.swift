import MaquetteImaging

/// A picture that a model has painted, and what its file and a report beside it say about how.
public struct PaintedPicture: Sendable {
    /// 8-bit RGB.
    public var image: Image
    /// The text chunks of its PNG file; empty if it shall say nothing.
    public var text: [String: String]
    /// The report; nil if there shall be none.
    public var report: PictureReport?

    /// The bytes of its PNG file.
    public func png() throws -> [UInt8] {
        try PNG.encode(image, text: text)
    }
}
