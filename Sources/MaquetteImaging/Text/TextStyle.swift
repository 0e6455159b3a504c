/// How text looks.
public struct TextStyle: Sendable, Hashable {
    /// Thickness of the strokes.
    public enum Weight: Sendable, Hashable {
        case regular, bold
    }

    /// Pixels from one em to the next, 1...512: about the distance of tightly set lines.
    public var size: Int
    /// Thickness of the strokes.
    public var weight: Weight
    /// The sRGB colour.
    public var color: SIMD3<UInt8>

    /// Black letters of regular strokes, unless told otherwise.
    ///
    /// - Parameters:
    ///   - size: pixels to the em, 1...512: others trap.
    ///   - weight: thickness of the strokes.
    ///   - color: sRGB.
    public init(size: Int, weight: Weight = .regular, color: SIMD3<UInt8> = .zero) {
        precondition((1...512).contains(size), "letters are 1 to 512 pixels high")
        self.size = size
        self.weight = weight
        self.color = color
    }
}
