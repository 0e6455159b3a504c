import ArgumentParser

@main
struct MaquetteBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "maquette-bench",
        abstract: "Measure the rooms of maquette, side by side where there is something to stand beside.",
        subcommands: [
            CamerasCommand.self, DepthCommand.self, DiffusionCommand.self, LookCommand.self,
            ProjectCommand.self, UnwrapCommand.self,
        ])
}
