/// Why a scene cannot be unwrapped.
public enum UnwrapError: Error, Equatable, CustomStringConvertible {
    /// The scene has no faces.
    case noFaces(scene: String)
    /// `keep` was asked for, and a material's texture coordinates cannot be painted.
    case unusableTextureCoordinates(material: String, reason: String)
    /// The texture has fewer texels than the charts need at their smallest.
    case textureTooSmall(charts: Int, textureSize: Int)
    /// The texture size is outside 16 ... 32768.
    case invalidTextureSize(Int)
    /// The padding is negative, or so wide that no chart fits between.
    case invalidPadding(Int, textureSize: Int)
    /// The texel density is not a positive number.
    case invalidTexelDensity(Double)
    /// A texel density takes more pages than anybody can want; `possible` is about the greatest that does not.
    case texelDensityTooHigh(Double, textureSize: Int, pages: Int, pageLimit: Int, possible: Double)
    /// The pages, most of them of materials that keep their coordinates, have more texels than anybody can want.
    case tooManyTexels(Int, pages: Int, textureSize: Int)

    public var description: String {
        switch self {
        case .noFaces(let scene):
            "The scene \"\(scene)\" has no faces to unwrap; give a scene that has polygons."
        case .unusableTextureCoordinates(let material, let reason):
            "The texture coordinates of the material \"\(material)\" cannot be kept: \(reason); "
                + "use --uv auto to unwrap that material, or --uv unwrap to unwrap all."
        case .textureTooSmall(let charts, let textureSize):
            "A texture of \(textureSize) x \(textureSize) texels is too small for \(charts) charts; "
                + "use a larger --texture-size."
        case .invalidTextureSize(let size):
            "A texture size of \(size) is not possible; use 16 to 32768."
        case .invalidPadding(let padding, let textureSize):
            "A padding of \(padding) texels is not possible in a texture of \(textureSize) x \(textureSize); "
                + "use 0 to \(textureSize / 8)."
        case .invalidTexelDensity(let density):
            "A density of \(density) texels per scene unit is not possible; use a number above 0."
        case .tooManyTexels(let texels, let pages, let textureSize):
            "\(pages) textures would have \(texels >> 20) million texels, and no more than "
                + "\(PageFilling.greatestTexelCount >> 20) million are made; use a --texture-size below \(textureSize), "
                + "or --uv unwrap to lay all materials on one texture."
        case .texelDensityTooHigh(let density, let textureSize, let pages, let pageLimit, let possible):
            "A density of \(Self.short(density)) texels per scene unit takes \(pages) or more textures of "
                + "\(textureSize) x \(textureSize) texels, and no more than \(pageLimit) are made; use "
                + "a --texel-density of at most about \(Self.short(possible)), or a larger --texture-size."
        }
    }

    /// Two digits that count, rounded down; whole numbers as they are.
    private static func short(_ value: Double) -> String {
        if value >= 1, value < 1e9, value == value.rounded() { return "\(Int(value))" }
        var scale = 1.0
        while value / scale >= 100 { scale *= 10 }
        while value / scale < 10, scale > 1e-12 { scale /= 10 }
        let rounded = (value / scale).rounded(.down) * scale
        return rounded >= 10 && rounded < 1e9 ? "\(Int(rounded))" : "\(rounded)"
    }
}
