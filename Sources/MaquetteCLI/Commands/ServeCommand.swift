import ArgumentParser
import Foundation
import Maquette
import MaquetteServer

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve a page on which scenes are looked at and painted.",
        discussion: """
            The page shows what a camera sees while its lens is moved, paints what is asked for, one scene after \
            the other, and shows the textured scenes in 3D. Every painting is a folder as texture writes it. \
            Programs do the same over HTTP: docs/serve.md lists the addresses.

            Only this machine can reach the page unless --host says otherwise. Ctrl-C ends it.

            EXAMPLES
              Paint the scenes of a folder at http://127.0.0.1:8080/:
                maquette serve Scenes

              With a checkpoint of your own, for all machines of the network:
                maquette serve Scenes --host 0.0.0.0 \\
                    --model ~/models/stable-diffusion-2-depth

              Paint from a script, and follow how far it has come:
                curl -H 'Content-Type: application/json' \\
                    -d '{"scene": "dollhouse.obj", "prompt": "red brick"}' \\
                    http://127.0.0.1:8080/api/paintings
                curl -N http://127.0.0.1:8080/api/paintings/001-dollhouse/events
            """)

    @Argument(help: ArgumentHelp("The folder whose scenes can be painted, those in its folders included.", valueName: "folder"))
    var folder = "."

    @OptionGroup(title: "Output") var output: Output
    @OptionGroup(title: "Address") var address: Address
    @OptionGroup(title: "Painting") var model: ModelOptions
    @OptionGroup(title: "Reporting") var reporting: Reporting

    func run() async throws {
        let interrupt = InterruptHandler(saying: "the server has ended")
        let output = output.path ?? (folder as NSString).appendingPathComponent("paintings")
        let server = PaintingServer(
            PaintingServer.Settings(
                scenesFolder: folder, outputFolder: output, host: address.host, port: address.port,
                modelPath: try model.path(), tokenizerPath: ModelLocator.standard.clipTokenizer,
                sampler: model.settings))
        if !["127.0.0.1", "::1", "localhost"].contains(address.host), !reporting.quiet {
            standardError("Note: whoever reaches \(address.host) can look at the scenes of \(folder) and paint them.\n")
        }
        try await server.run(watching: { _ = interrupt.watching($0) }, isReady: tell)
    }

    /// Tells where the page is. Who cannot read it may know it anyway.
    private var tell: @Sendable (String) -> Void {
        { [reporting] address in
            if reporting.json {
                try? standardOutput(JSONLine.text(["event": "serving", "address": .string(address)]))
            } else if !reporting.quiet {
                try? standardOutput("\(address)\n")
            }
        }
    }
}

extension ServeCommand {
    /// Where paintings go.
    struct Output: ParsableArguments {
        @Option(
            name: .customLong("output"),
            help: ArgumentHelp(
                "The folder in which every painting gets a folder of its own. (default: paintings in the folder of the scenes)",
                valueName: "dir"))
        var path: String?
    }

    /// Where to listen.
    struct Address: ParsableArguments {
        @Option(help: ArgumentHelp("The name or address to listen on; 0.0.0.0 lets other machines in.", valueName: "address"))
        var host = "127.0.0.1"

        @Option(help: ArgumentHelp("The port to listen on; 0 takes any that is free.", valueName: "n"))
        var port = 8080

        func validate() throws {
            guard (0...65535).contains(port) else { throw ValidationError("--port must be 0 to 65535.") }
        }
    }

    /// How the command talks. It never replaces a file.
    struct Reporting: ParsableArguments {
        @Flag(help: "Say nothing but errors.")
        var quiet = false

        @Flag(help: "Tell the address as a JSON line on standard output.")
        var json = false
    }
}
