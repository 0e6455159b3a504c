/// What is told about one painted texel, for pictures that explain a result.
public struct TexelDiagnosis: BitwiseCopyable, Sendable, Equatable {
    /// The share, 0...255, that the view with most say has in the colour.
    public var leadingShare: UInt8 = 0
    /// How far the views differ: the standard deviation over views, in levels of 0...254, or `oneView`.
    public var disagreement: UInt8 = Self.oneView

    /// Marks a texel that fewer than two views see.
    public static let oneView = UInt8.max
}
