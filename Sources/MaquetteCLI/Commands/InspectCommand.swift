import ArgumentParser
import Foundation
import Maquette

struct InspectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Tell what is in a scene, in a model, or in what goes with models.",
        discussion: """
            EXAMPLES
              maquette inspect Scenes/dollhouse.obj
              maquette inspect Scenes/dollhouse.obj --json | jq .materials
              maquette inspect maquette-depth
              maquette inspect ~/models/controlnet-depth-sdxl-1.0-small
            """)

    @Argument(
        help: ArgumentHelp("A scene file, or the folder, file or name of a checkpoint, a ControlNet, a LoRA, a VAE or a depth estimator.", valueName: "scene-or-model"))
    var subject: String

    @Flag(help: "Tell it as JSON.")
    var json = false

    func run() async throws {
        let finding = try InspectJob(subject: subject, models: .standard).run()
        try standardOutput(json ? Self.jsonText(finding) : InspectionText.text(finding))
    }

    private static func jsonText(_ finding: InspectJob.Finding) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let data =
            switch finding {
            case .scene(let summary): try encoder.encode(summary)
            case .model(let description): try encoder.encode(description)
            case .network(let description): try encoder.encode(description)
            }
        return String(decoding: data, as: UTF8.self) + "\n"
    }
}
