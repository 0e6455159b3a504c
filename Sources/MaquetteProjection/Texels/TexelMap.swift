import MaquetteScene
import MaquetteUnwrap

/// Which surface point each texel of one atlas page is.
///
/// A texel whose centre lies inside a triangle's texture coordinates is that triangle's. A texel
/// just outside a chart that bilinear sampling of the chart can touch stands for the nearest point
/// on the chart's border.
public struct TexelMap: Sendable {
    /// Marks a texel that no triangle covers.
    public static let noTriangle = UInt32.max

    /// How a texel belongs to its triangle.
    public enum TexelKind: UInt8, Sendable {
        /// Background between the charts.
        case outside
        /// The centre lies inside the triangle.
        case inside
        /// The centre lies within reach of bilinear sampling outside the chart.
        case border
    }

    /// Width in texels.
    public let width: Int
    /// Height in texels.
    public let height: Int
    /// `height * width` triangle indices, row 0 on top (v = 1), or `noTriangle`.
    public var triangles: [UInt32]
    /// `height * width` barycentric coordinates of the texel centre: weights of the triangle's first
    /// and second vertex; the third's is the rest to 1.
    public var barycentrics: [SIMD2<Float>]
    /// `height * width` kinds.
    public var kinds: [TexelKind]

    /// Wraps a finished map.
    ///
    /// - Parameter kinds: one a texel; left out, every texel with a triangle counts as inside.
    public init(
        width: Int, height: Int, triangles: [UInt32], barycentrics: [SIMD2<Float>], kinds: [TexelKind]? = nil
    ) {
        precondition(triangles.count == width * height && barycentrics.count == width * height)
        let kinds = kinds ?? triangles.map { $0 == Self.noTriangle ? .outside : .inside }
        precondition(kinds.count == width * height)
        self.width = width
        self.height = height
        self.triangles = triangles
        self.barycentrics = barycentrics
        self.kinds = kinds
    }

    /// The texel at a place, in texels from the upper left corner; nil outside the page.
    func texel(at place: SIMD2<Double>) -> Int? {
        let (x, y) = (Int(place.x.rounded(.down)), Int(place.y.rounded(.down)))
        return x >= 0 && y >= 0 && x < width && y < height ? y * width + x : nil
    }

    /// The surface point of a texel in world space, or nil in the background.
    ///
    /// - Parameters:
    ///   - x: column, 0 ..< `width`.
    ///   - y: row from the top, 0 ..< `height`.
    ///   - mesh: the triangles that the map was made of.
    public func surfacePoint(x: Int, y: Int, of mesh: TriangleMesh) -> SIMD3<Double>? {
        let texel = y * width + x
        guard triangles[texel] != Self.noTriangle else { return nil }
        let vertices = mesh.triangles[Int(triangles[texel])]
        let first = Double(barycentrics[texel].x)
        let second = Double(barycentrics[texel].y)
        return mesh.positions[Int(vertices.x)] * first + mesh.positions[Int(vertices.y)] * second
            + mesh.positions[Int(vertices.z)] * (1 - first - second)
    }
}
