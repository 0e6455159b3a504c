/// What is asked of the layout of textures.
public struct TextureLayout: Sendable, Equatable {
    /// What happens to texture coordinates that the scene brings along.
    public var policy: UVPolicy
    /// Width and height of a shared page in texels, 16 ... 32768; also the largest size of kept pages.
    public var textureSize: Int
    /// Texels per scene unit; as many pages are made as it takes. Nil fills one page as densely as it goes.
    public var texelDensity: Double?
    /// Whether copies of one mesh have their texels in common.
    public var sharesInstances: Bool
    /// Texels between charts; nil chooses `max(2, textureSize / 512)`, or less where the charts would not fit
    /// on one page otherwise.
    public var padding: Int?

    /// One texture of 2048 x 2048 texels that keeps what can be kept, unless told otherwise; `Unwrapper.atlas`
    /// throws an `UnwrapError` for numbers out of range.
    ///
    /// - Parameters:
    ///   - policy: what happens to texture coordinates that the scene brings along.
    ///   - textureSize: width and height of a shared page in texels, 16...32768.
    ///   - texelDensity: texels per scene unit, above 0; nil fills one page.
    ///   - sharesInstances: whether copies of one mesh have their texels in common.
    ///   - padding: texels between charts, 0...`textureSize / 8`; nil chooses.
    public init(
        policy: UVPolicy = .auto, textureSize: Int = 2048, texelDensity: Double? = nil, sharesInstances: Bool = false,
        padding: Int? = nil
    ) {
        self.policy = policy
        self.textureSize = textureSize
        self.texelDensity = texelDensity
        self.sharesInstances = sharesInstances
        self.padding = padding
    }

    /// The padding that is wanted.
    var wantedPadding: Int { padding ?? max(2, textureSize / 512) }

    /// - Throws: `UnwrapError`, when no texture can be like that.
    func check() throws {
        guard (16...32768).contains(textureSize) else { throw UnwrapError.invalidTextureSize(textureSize) }
        if let padding, !(0...textureSize / 8).contains(padding) {
            throw UnwrapError.invalidPadding(padding, textureSize: textureSize)
        }
        if let texelDensity, !(texelDensity > 0 && texelDensity.isFinite) {
            throw UnwrapError.invalidTexelDensity(texelDensity)
        }
    }
}
