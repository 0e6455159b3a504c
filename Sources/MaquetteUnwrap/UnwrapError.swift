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
        }
    }
}
