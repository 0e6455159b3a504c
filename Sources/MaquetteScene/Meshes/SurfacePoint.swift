/// A point on a triangle mesh.
public struct SurfacePoint: Sendable, Equatable {
    /// Index of the triangle that it lies on.
    public var triangle: UInt32
    /// Weights of the triangle's first and second vertex, 0...1; the third's is the rest to 1.
    public var barycentrics: SIMD2<Double>

    /// A point by its triangle and its place on it.
    ///
    /// - Parameters:
    ///   - triangle: index of the triangle.
    ///   - barycentrics: weights of its first and second vertex, 0 or more and together at most 1.
    public init(triangle: UInt32, barycentrics: SIMD2<Double>) {
        self.triangle = triangle
        self.barycentrics = barycentrics
    }
}
