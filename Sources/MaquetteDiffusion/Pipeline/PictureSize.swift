/// The size of a picture and of the latent it is decoded from.
struct PictureSize: Sendable, Equatable {
    /// Picture size in pixels, multiples of the VAE's factor.
    let width: Int
    let height: Int
    /// Latent size.
    let latentWidth: Int
    let latentHeight: Int

    /// The largest picture side that is accepted.
    static let maximumSide = 16384

    /// Rounds a size down to whole latent values.
    ///
    /// - Parameter factor: how many pixels wide and high one latent value is.
    /// - Throws: `DiffusionError.invalidRequest` when nothing is left, or it is beyond all use.
    init(width: Int, height: Int, factor: Int) throws {
        guard width >= factor, height >= factor, width <= Self.maximumSide, height <= Self.maximumSide else {
            throw DiffusionError.invalidRequest(
                reason: "a picture of \(width) x \(height) pixels was asked for, "
                    + "choose sides of \(factor)...\(Self.maximumSide)")
        }
        (latentWidth, latentHeight) = (width / factor, height / factor)
        (self.width, self.height) = (latentWidth * factor, latentHeight * factor)
    }
}
