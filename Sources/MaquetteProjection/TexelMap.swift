import MaquetteScene
import MaquetteUnwrap

/// Which surface point each texel of one atlas page is.
public struct TexelMap: Sendable {
    /// Marks a texel that no triangle covers.
    public static let noTriangle = UInt32.max

    /// Width in texels.
    public let width: Int
    /// Height in texels.
    public let height: Int
    /// `height * width` triangle indices, row 0 on top (v = 1), or `noTriangle`.
    public var triangles: [UInt32]
    /// `height * width` barycentric coordinates of the texel centre: weights of the triangle's first
    /// and second vertex; the third's is the rest to 1.
    public var barycentrics: [SIMD2<Float>]

    public init(width: Int, height: Int, triangles: [UInt32], barycentrics: [SIMD2<Float>]) {
        precondition(triangles.count == width * height && barycentrics.count == width * height)
        self.width = width
        self.height = height
        self.triangles = triangles
        self.barycentrics = barycentrics
    }
}
