import MaquetteImaging

/// A picture of which parts are known before the run, and how firmly.
///
/// Where it is known, the latent is that of the picture, noised to the level of each step; elsewhere the
/// model paints, and sees what is known at its side. Between the two lie places that are known roughly:
/// they follow the picture through the noisier part of the run and are free in the rest, so that the model
/// keeps what they show and paints the detail anew (differential diffusion, Levin and Fried 2023; with
/// freedoms of 0 and 1 alone, blended diffusion, Avrahami et al. 2022).
public struct KnownPicture: Sendable {
    /// What is known, as large as the picture to paint. Its colours count wherever the freedom is below 1.
    public var image: Image
    /// One channel, as large as the picture: the share of the run, 0...1, in which a pixel is free. 0 stays as it
    /// is known, 1 is painted as if nothing were known. A latent value is as free as the freest of its pixels.
    public var freedom: FloatImage

    /// Puts the two together; `DiffusionPipeline.start` refuses them unless both are as large as the picture to
    /// paint.
    ///
    /// - Parameters:
    ///   - image: what is known.
    ///   - freedom: one channel of 0 (stays as it is known) to 1 (painted freely).
    public init(image: Image, freedom: FloatImage) {
        self.image = image
        self.freedom = freedom
    }
}

extension KnownPicture {
    /// The freedom of each latent value: rows, columns.
    ///
    /// - Parameter factor: how many pixels wide and high one latent value is.
    func latentFreedom(factor: Int) -> [Float] {
        let (width, height) = (freedom.width / factor, freedom.height / factor)
        var result = [Float](repeating: 0, count: width * height)
        for y in 0..<height * factor {
            for x in 0..<width * factor {
                let cell = y / factor * width + x / factor
                result[cell] = max(result[cell], freedom.samples[y * freedom.width + x])
            }
        }
        return result
    }

    /// Refuses what does not fit the picture to paint.
    ///
    /// - Throws: `DiffusionError.invalidRequest`.
    func check(against size: PictureSize) throws {
        guard image.width == size.width, image.height == size.height, freedom.width == size.width,
            freedom.height == size.height
        else {
            throw DiffusionError.invalidRequest(
                reason: "the known picture is \(image.width) x \(image.height) pixels and its freedom "
                    + "\(freedom.width) x \(freedom.height), give both the picture's \(size.width) x \(size.height)")
        }
        guard freedom.channels == 1, freedom.samples.allSatisfy({ (0...1).contains($0) }) else {
            throw DiffusionError.invalidRequest(
                reason: "the freedom of the known picture must be one channel of values of 0 to 1")
        }
    }
}
