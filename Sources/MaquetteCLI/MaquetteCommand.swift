import ArgumentParser
import Maquette

@main
struct MaquetteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "maquette",
        abstract: "Paint 3D scenes: exact depth in, textures out.",
        version: BuildInfo.version)
}
