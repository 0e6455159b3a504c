import ArgumentParser
import Maquette

/// The options that lay out textures.
struct TextureOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Width and height of the textures in texels, a power of two from 64 to 16384.", valueName: "n"))
    var textureSize = 2048

    @Option(
        help: ArgumentHelp(
            "Texture coordinates: auto keeps the usable ones of the scene, keep insists on them, unwrap makes new ones.",
            valueName: "policy"))
    var uv: UVPolicy = .auto

    func validate() throws {
        if !(64...16384).contains(textureSize) || textureSize & (textureSize - 1) != 0 {
            throw ValidationError("--texture-size must be a power of two from 64 to 16384.")
        }
    }
}

extension UVPolicy: ExpressibleByArgument {}
