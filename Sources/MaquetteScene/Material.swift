import Foundation

/// A named surface: a base colour and, where the file has one, a base colour texture.
public struct Material: Sendable, Equatable {
    /// The name in the file; unique within a scene.
    public var name: String
    /// Base colour, linear factors as the file gives them, 0...1 (OBJ: `Kd`; glTF: `baseColorFactor`).
    public var baseColor: SIMD3<Double>
    /// Opacity, 0...1 (OBJ: `d`).
    public var opacity: Double
    /// The base colour texture, if the file names or embeds one.
    public var texture: TextureSource?

    /// Where a texture's bytes are.
    public enum TextureSource: Sendable, Equatable {
        /// A path as the file gives it, relative to the scene file's folder unless absolute.
        case file(String)
        /// Bytes embedded in the scene file (PNG, JPEG, ...), with the format hint the file gave.
        case embedded(bytes: [UInt8], format: String)
    }

    /// A light grey, opaque material, unless told otherwise.
    ///
    /// - Parameters:
    ///   - name: unique within a scene.
    ///   - baseColor: linear factors, 0...1.
    ///   - opacity: 0...1.
    ///   - texture: the base colour texture, if there is one.
    public init(
        name: String, baseColor: SIMD3<Double> = SIMD3(repeating: 0.8), opacity: Double = 1,
        texture: TextureSource? = nil
    ) {
        self.name = name
        self.baseColor = baseColor
        self.opacity = opacity
        self.texture = texture
    }

    /// The base colour as screens show it, 0...1: encoded from linear to sRGB (IEC 61966-2-1).
    public var sRGBColor: SIMD3<Double> {
        var encoded = SIMD3<Double>()
        for channel in 0..<3 {
            let linear = min(1, max(0, baseColor[channel]))
            encoded[channel] = linear <= 0.0031308 ? 12.92 * linear : 1.055 * pow(linear, 1 / 2.4) - 0.055
        }
        return encoded
    }
}
