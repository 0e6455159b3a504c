import MaquetteImaging

/// Pictures on their way into and out of a VAE, whose values span -1...1.
enum PicturePixels {
    /// A picture as a VAE takes it: RGB of a given size, rows, columns, channels.
    ///
    /// Resized by Lanczos as Pillow does it; alpha is dropped.
    static func normalized(_ image: Image, width: Int, height: Int) -> [Float] {
        image.converted(toChannels: 3).resized(width: width, height: height, filter: .lanczos)
            .samples.map { 2 * (Float($0) / 255) - 1 }
    }

    /// What a VAE decoded, as 8-bit RGB.
    ///
    /// - Parameter pixels: rows, columns, channels.
    static func image(_ pixels: [Float], width: Int, height: Int) -> Image {
        let samples = pixels.map { value -> UInt8 in
            let unit = min(max(value * 0.5 + 0.5, 0), 1)
            return unit.isNaN ? 0 : UInt8((unit * 255).rounded(.toNearestOrEven))
        }
        return Image(width: width, height: height, channels: 3, samples: samples)
    }
}
