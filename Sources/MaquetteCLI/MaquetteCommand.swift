import ArgumentParser
import Dispatch
import Maquette

@main
struct MaquetteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "maquette",
        abstract: "Paint 3D scenes: exact depth in, textures out.",
        discussion: """
            maquette looks at a mesh scene through cameras with real lenses, lets a depth-conditioned \
            diffusion model paint what each camera sees, and projects the pictures back onto the meshes as \
            textures. It runs on the CPU, offline.

            EXAMPLES
              Texture a doll's house and open the result in any 3D program:
                maquette texture Scenes/dollhouse.obj \\
                    --prompt "open dollhouse, red brick, oak floors" --output out

              Find the lens that suits it, as a page to compare:
                maquette sweep Scenes/dollhouse.obj --focal 18,24,35,50,85 \\
                    --prompt "open dollhouse, red brick, oak floors" --output lenses

              See what a camera sees, as a 16-bit depth picture:
                maquette depth Scenes/dollhouse.obj --focal 85 --output depth.png

              Ask what is in a scene or in a model:
                maquette inspect Scenes/dollhouse.obj

            EXIT CODES
              0 done; 64 wrong usage; 65 the input is not what it should be; 66 no such input;
              70 a bug; 73 the output cannot be written; 130 or 143 interrupted.
            """,
        version: BuildInfo.version,
        subcommands: [
            TextureCommand.self, SweepCommand.self, DepthCommand.self, GenerateCommand.self, UnwrapCommand.self,
            InspectCommand.self, ServeCommand.self,
        ])

    static func main() {
        // Not asynchronous itself: before that begins, the runtime opens files of its own.
        CommandRunner.openStandardStreams()
        Task { await CommandRunner.run(Self.self, arguments: Array(CommandLine.arguments.dropFirst())) }
        dispatchMain()
    }
}
