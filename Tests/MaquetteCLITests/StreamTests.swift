import Foundation
import MaquetteTestSupport
import Testing

/// What is told to nobody does not keep the work from being done.
@Suite struct StreamTests {
    @Test(arguments: ["exec >&-", "exec 2>&-", "exec <&- >&- 2>&-", "exec 2> /dev/full", "exec > >(true); sleep 0.2"])
    func nobodyReads(preparation: String) throws {
        let folder = try TemporaryFolder()
        let scene = try folder.write("square.obj", SampleScenes.square)
        let outcome = try Program.run(
            ["depth", scene, "--size", "16x16", "--output", folder("d.png")], afterShell: preparation)
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(folder.contents == ["d.png", "square.obj"])
        #expect(try folder.bytes("d.png").starts(with: [0x89, 0x50, 0x4E, 0x47]))
    }

    @Test func aFullStandardOutputIsSaid() throws {
        let folder = try TemporaryFolder()
        let scene = try folder.write("square.obj", SampleScenes.square)
        let outcome = try Program.run(["inspect", scene], afterShell: "exec > /dev/full")
        #expect(outcome.exitCode == 73)
        #expect(outcome.errors.hasPrefix("maquette: The standard output cannot be written"), "\(outcome.errors)")
    }
}
