import MaquetteProjection
import MaquetteUnwrap

/// How well textures came out, in figures. docs/textures.md has the formulas.
public struct TextureQuality: Sendable, Codable, Equatable {
    /// How far views differ where several see the same surface, in levels of 0...255.
    public var viewDisagreement: Double
    /// How far the borders of views and charts show.
    public var seamError: SeamError
    /// The colour jump at borders over that of the interior: 1 is no seam at all.
    public var seamColor: Double
    /// The gradient jump at borders over that of the interior.
    public var seamGradient: Double
    /// Area-weighted L2 stretch of the texture coordinates (Sander et al. 2001); 1 is none.
    public var stretch: Double

    init(_ textures: PaintedTextures, seams: SeamError, atlas: AtlasQuality) {
        viewDisagreement = textures.viewDisagreement
        seamError = seams
        seamColor = seams.color
        seamGradient = seams.gradient
        stretch = atlas.stretch
    }
}
