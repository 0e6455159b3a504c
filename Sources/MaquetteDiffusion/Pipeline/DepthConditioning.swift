import MaquetteImaging

/// A depth map as a depth-conditioned UNet sees it: the latent's size, nearest 1, farthest -1.
struct DepthConditioning: Sendable {
    /// Rows, columns.
    let samples: [Float]

    /// Resizes by cubic convolution (A = -0.75) and stretches to -1...1.
    ///
    /// A depth map without any relief has nothing to stretch and becomes 0 everywhere.
    ///
    /// - Parameters:
    ///   - inverseDepth: one channel, near = large, finite.
    ///   - width: the latent's width.
    ///   - height: the latent's height.
    ///   - range: what becomes -1 and 1; nil for the least and the greatest value.
    init(_ inverseDepth: FloatImage, width: Int, height: Int, range given: ClosedRange<Float>? = nil) {
        let resized = inverseDepth.resizedBicubic(width: width, height: height).samples
        let nearest = given?.upperBound ?? resized.max() ?? 0
        let farthest = given?.lowerBound ?? resized.min() ?? 0
        let range = nearest - farthest
        samples = range > 0 && range.isFinite
            ? resized.map { 2 * ($0 - farthest) / range - 1 }
            : [Float](repeating: 0, count: resized.count)
    }
}
