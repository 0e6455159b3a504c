import Foundation
import MaquetteImaging
import MaquetteRaster

/// Whether the edges of a picture lie where depth has its edges.
///
/// Edges of the picture are the gradient of its grey values, edges of depth the gradient of the logarithm of disparity,
/// so that far walls count like near ones; both are averaged over squares of three pixels, and correlated (Pearson).
/// The same correlation with the depth edges moved elsewhere in the picture tells what chance would give.
public struct DepthEdgeAlignment: Sendable, Equatable, Codable {
    /// The correlation, -1...1.
    public var own: Double
    /// The mean correlation over shuffled pairs.
    public var shuffled: Double

    /// Disparity, stretched to 0...1, below which edges fade out.
    private static let floor: Float = 0.03
    /// The steepest gradient of depth that counts: all silhouettes are alike.
    private static let ceiling: Float = 0.15
    /// Shuffled pairs are moved by multiples of this part of the picture, wrapping around.
    private static let shiftsPerSide = 8

    /// An alignment that was measured before, as a sweep's tables hold it.
    ///
    /// - Parameters:
    ///   - own: the correlation, -1...1.
    ///   - shuffled: the mean correlation over shuffled pairs, -1...1.
    public init(own: Double, shuffled: Double) {
        self.own = own
        self.shuffled = shuffled
    }

    /// Measures a picture against the depth that it should follow.
    ///
    /// - Parameters:
    ///   - picture: as large as the depth map.
    ///   - disparity: one channel, near = large.
    /// - Returns: nil where picture or depth has no edges at all.
    public init?(picture: Image, disparity: FloatImage) {
        precondition(picture.width == disparity.width && picture.height == disparity.height)
        let edges = Self.pictureEdges(picture)
        let depthEdges = Self.depthEdges(disparity)
        guard let own = Self.correlation(edges, depthEdges, shiftX: 0, shiftY: 0) else { return nil }
        var sum = 0.0
        let side = Self.shiftsPerSide
        for index in 1..<side * side {
            sum += Self.correlation(
                edges, depthEdges, shiftX: index % side * edges.width / side, shiftY: index / side * edges.height / side) ?? 0
        }
        self.init(own: own, shuffled: sum / Double(side * side - 1))
    }

    private static func pictureEdges(_ picture: Image) -> FloatImage {
        let pixels = picture.width * picture.height
        let channels = min(3, picture.channels)
        let grey = (0..<pixels).map { pixel in
            let sum = (0..<channels).reduce(0) { $0 + Int(picture.samples[pixel * picture.channels + $1]) }
            return Float(sum) / Float(255 * channels)
        }
        return gradient(FloatImage(width: picture.width, height: picture.height, channels: 1, samples: grey))
            .boxDownsampled(by: 3)
    }

    private static func depthEdges(_ disparity: FloatImage) -> FloatImage {
        let low = disparity.samples.min() ?? 0
        let span = (disparity.samples.max() ?? 0) - low
        var logarithm = disparity
        logarithm.samples = disparity.samples.map { log((span > 0 ? ($0 - low) / span : 0) + floor) }
        var edges = gradient(logarithm)
        edges.samples = edges.samples.map { min($0, ceiling) }
        return edges.boxDownsampled(by: 3)
    }

    /// The length of the gradient: central differences, one-sided at the borders.
    private static func gradient(_ image: FloatImage) -> FloatImage {
        let (width, height) = (image.width, image.height)
        var result = image
        for y in 0..<height {
            for x in 0..<width {
                let (left, right) = (max(0, x - 1), min(width - 1, x + 1))
                let (above, below) = (max(0, y - 1), min(height - 1, y + 1))
                let dx = image.samples[y * width + right] - image.samples[y * width + left]
                let dy = image.samples[below * width + x] - image.samples[above * width + x]
                let across = dx / Float(max(1, right - left))
                let down = dy / Float(max(1, below - above))
                result.samples[y * width + x] = (across * across + down * down).squareRoot()
            }
        }
        return result
    }

    /// Pearson's correlation of one map with another that is moved, wrapping around.
    private static func correlation(_ a: FloatImage, _ b: FloatImage, shiftX: Int, shiftY: Int) -> Double? {
        let count = Double(a.samples.count)
        let meanA = a.samples.reduce(0) { $0 + Double($1) } / count
        let meanB = b.samples.reduce(0) { $0 + Double($1) } / count
        var (ab, aa, bb) = (0.0, 0.0, 0.0)
        for y in 0..<a.height {
            let other = (y + shiftY) % a.height * a.width
            for x in 0..<a.width {
                let da = Double(a.samples[y * a.width + x]) - meanA
                let db = Double(b.samples[other + (x + shiftX) % a.width]) - meanB
                ab += da * db
                aa += da * da
                bb += db * db
            }
        }
        return aa > 0 && bb > 0 ? ab / (aa * bb).squareRoot() : nil
    }
}
