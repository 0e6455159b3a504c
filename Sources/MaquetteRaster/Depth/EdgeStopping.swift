import MaquetteImaging

/// The colours of a photo, to tell where one thing ends and another begins.
struct GuideColors {
    /// RGB, 0...1, row after row.
    let samples: [SIMD4<Float>]

    init(_ image: Image, width: Int, height: Int, filter: ResamplingFilter) {
        let resized = image.converted(toChannels: 3).resized(width: width, height: height, filter: filter).samples
        samples = stride(from: 0, to: resized.count, by: 3).map { pixel in
            let color = SIMD4<Float>(SIMD4(resized[pixel], resized[pixel + 1], resized[pixel + 2], 0))
            return color / 255
        }
    }

    init(samples: [SIMD4<Float>]) { self.samples = samples }
}

/// How much two pixels of these colours have to do with each other: 1 for equal ones, next to nothing across an edge.
///
/// The edge-stopping function of Perona and Malik ("Scale-Space and Edge Detection Using Anisotropic Diffusion",
/// 1990), squared for a steeper fall.
@inline(__always)
func edgeStopping(_ a: SIMD4<Float>, _ b: SIMD4<Float>) -> Float {
    // A difference of this much of the whole range counts as an edge.
    let edge: Float = 0.1
    let difference = a - b
    let ratio = (difference * difference).sum() / (edge * edge)
    let stopped = 1 / (1 + ratio)
    return stopped * stopped + 1e-4
}
