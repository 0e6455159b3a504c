import MaquetteImaging

/// A picture ready for sampling: premultiplied colours in sRGB code values 0...255, alpha 0...1 in w.
///
/// Colours stay in their sRGB encoding throughout, as bilinear texture sampling on 8-bit textures sees them.
struct Picture: Sendable {
    let pixels: FlatBuffer<SIMD4<Float>>
    /// Whether alpha is 1 everywhere.
    let isOpaque: Bool

    init(_ image: Image, loop: ParallelLoop) {
        let pixels = FlatBuffer<SIMD4<Float>>(uninitializedCount: image.width * image.height)
        let channels = image.channels
        let transparentPieces = FlatBuffer(count: image.height, repeating: UInt8(0))
        image.samples.withUnsafeBufferPointer { samples in
            loop.forEachRange(image.height, grain: 16) { _, rows in
                for pixel in rows.lowerBound * image.width..<rows.upperBound * image.width {
                    let first = pixel * channels
                    let red = Float(samples[first])
                    guard channels > 1 else {
                        pixels[pixel] = SIMD4(red, red, red, 1)
                        continue
                    }
                    var color = SIMD4(red, Float(samples[first + 1]), Float(samples[first + 2]), 1)
                    if channels == 4, samples[first + 3] < 255 {
                        color *= Float(samples[first + 3]) / 255
                        transparentPieces[rows.lowerBound] = 1
                    }
                    pixels[pixel] = color
                }
            }
        }
        self.pixels = pixels
        isOpaque = !transparentPieces.array.contains(1)
    }
}
