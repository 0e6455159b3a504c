/// A point on a triangle mesh.
public struct SurfacePoint: Sendable, Equatable {
    /// Index of the triangle that it lies on.
    public var triangle: UInt32
    /// Weights of the triangle's first and second vertex, 0...1; the third's is the rest to 1.
    public var barycentrics: SIMD2<Double>

    public init(triangle: UInt32, barycentrics: SIMD2<Double>) {
        self.triangle = triangle
        self.barycentrics = barycentrics
    }
}
