import Foundation
import Testing

@testable import Maquette

/// Help is documentation: its whole text is part of the contract. `MAQUETTE_RECORD=1` writes it anew.
@Suite struct HelpTests {
    @Test(arguments: ["", "texture", "sweep", "depth", "generate", "unwrap", "inspect", "serve"])
    func helpTextIsAsRecorded(command: String) throws {
        let outcome = try Program.run([command, "--help"].filter { !$0.isEmpty })
        #expect(outcome.exitCode == 0)
        #expect(outcome.errors == "")
        let record = Program.package + "/Tests/Fixtures/cli/help\(command.isEmpty ? "" : "-" + command).txt"
        if ProcessInfo.processInfo.environment["MAQUETTE_RECORD"] != nil {
            try outcome.output.write(toFile: record, atomically: true, encoding: .utf8)
        }
        #expect(outcome.output == (try String(contentsOfFile: record, encoding: .utf8)))
    }

    @Test func versionIsTold() throws {
        let outcome = try Program.run(["--version"])
        #expect(outcome.output == BuildInfo.version + "\n")
        #expect(outcome.exitCode == 0)
    }
}
