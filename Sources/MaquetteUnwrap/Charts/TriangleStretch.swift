import MaquetteScene

/// How a triangle's texture is stretched onto the surface: the singular values of the affine map from the
/// texture to the surface (Sander, Snyder, Gortler and Hoppe, "Texture mapping progressive meshes", 2001).
public struct TriangleStretch: Sendable {
    /// The length of the longest image of a unit step in the texture; infinite when the triangle has no area in
    /// the texture.
    public let greatest: Double
    /// The length of the shortest image of a unit step in the texture; 0 when the triangle has no area in the texture.
    public let least: Double
    /// The triangle's area on the surface.
    public let area: Double

    /// Nil when the triangle has no area on the surface.
    ///
    /// - Parameters:
    ///   - flat: the triangle in the texture.
    ///   - a, b, c: its corners on the surface.
    init?(_ flat: FlatTriangle, _ a: SIMD3<Double>, _ b: SIMD3<Double>, _ c: SIMD3<Double>) {
        let area = length(cross(b - a, c - a)) / 2
        guard area > 0 else { return nil }
        self.area = area
        let doubled = flat.doubledArea
        guard doubled != 0 else {
            greatest = .infinity
            least = 0
            return
        }
        let s = (a * (flat.b.y - flat.c.y) + b * (flat.c.y - flat.a.y) + c * (flat.a.y - flat.b.y)) / doubled
        let t = (a * (flat.c.x - flat.b.x) + b * (flat.a.x - flat.c.x) + c * (flat.b.x - flat.a.x)) / doubled
        let sum = dot(s, s) + dot(t, t)
        let difference = dot(s, s) - dot(t, t)
        let root = (difference * difference + 4 * dot(s, t) * dot(s, t)).squareRoot()
        greatest = ((sum + root) / 2).squareRoot()
        // The product of the two is the ratio of the areas; this keeps the small one exact.
        least = greatest > 0 ? 2 * area / abs(doubled) / greatest : 0
    }
}
