import ArgumentParser
import Maquette

/// The options that lay out textures.
struct TextureOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Width and height of the textures in texels, a power of two from 64 to 16384.", valueName: "n"))
    var textureSize = 2048

    @Option(
        help: ArgumentHelp(
            "Texels per scene unit; as many textures as it takes. (default: as many as fit into one)", valueName: "n"))
    var texelDensity: Double?

    @Option(
        help: ArgumentHelp(
            "Texture coordinates: auto keeps the usable ones of the scene, keep insists on them, unwrap makes new ones.",
            valueName: "policy"))
    var uv: UVPolicy = .auto

    @Flag(help: "Give copies of one mesh the same texels, so that they look alike.")
    var shareInstances = false

    /// What the options say.
    var layout: TextureLayout {
        TextureLayout(
            policy: uv, textureSize: textureSize, texelDensity: texelDensity, sharesInstances: shareInstances)
    }

    func validate() throws {
        if let texelDensity, !(texelDensity > 0 && texelDensity.isFinite) {
            throw ValidationError("--texel-density must be above 0.")
        }
        if !(64...16384).contains(textureSize) || textureSize & (textureSize - 1) != 0 {
            throw ValidationError("--texture-size must be a power of two from 64 to 16384.")
        }
    }
}

extension UVPolicy: ExpressibleByArgument {}
