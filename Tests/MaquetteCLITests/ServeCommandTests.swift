import Foundation
import FoundationNetworking
import MaquetteTestSupport
import Testing

/// `maquette serve`, from its start to its end.
@Suite(.serialized) struct ServeCommandTests {
    @Test func itTellsItsAddressServesAndEndsOnCtrlC() async throws {
        let folder = try TemporaryFolder()
        try folder.write("square.obj", SampleScenes.square)
        let running = try Program.Running(Program.path, ["serve", folder.path, "--port", "0"])
        let line = try #require(running.firstLineOfOutput())
        #expect(line.hasPrefix("http://127.0.0.1:") && line.hasSuffix("/"))
        let (scenes, _) = try await URLSession.shared.data(from: try #require(URL(string: line + "api/scenes")))
        #expect(String(decoding: scenes, as: UTF8.self) == #"["square.obj"]"#)
        running.send(SIGINT)
        let outcome = try running.wait()
        #expect(outcome.exitCode == 130)
        #expect(outcome.errors == "\nmaquette: the server has ended.\n")
        // Nothing is made before it is needed.
        #expect(folder.contents == ["square.obj"])
    }

    @Test func theAddressIsAJSONLineIfAskedFor() throws {
        let folder = try TemporaryFolder()
        let running = try Program.Running(Program.path, ["serve", folder.path, "--port", "0", "--host", "localhost", "--json"])
        let line = try #require(running.firstLineOfOutput())
        let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: String]
        #expect(object?["event"] == "serving" && object?["address"]?.hasPrefix("http://localhost:") == true)
        running.send(SIGTERM)
        #expect(try running.wait().exitCode == 143)
    }

    @Test func aPaintingUnderWayLeavesNothingBehind() async throws {
        let folder = try TemporaryFolder()
        try folder.write("square.obj", SampleScenes.square)
        let running = try Program.Running(Program.path, ["serve", folder.path, "--port", "0", "--output", folder("out")])
        let line = try #require(running.firstLineOfOutput())
        var request = URLRequest(url: try #require(URL(string: line + "api/paintings")))
        request.httpMethod = "POST"
        request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        request.httpBody = Data(#"{"scene": "square.obj", "prompt": "brick", "numInferenceSteps": 50, "size": [1024, 1024], "previewInterval": 1}"#.utf8)
        _ = try await URLSession.shared.data(for: request)
        for _ in 0..<1000 where folder.contents == ["square.obj"] { try await Task.sleep(for: .milliseconds(20)) }
        #expect(folder.contents.contains { $0.contains("/.maquette-") || $0.hasPrefix(".maquette-") })
        running.send(SIGINT)
        #expect(try running.wait().exitCode == 130)
        #expect(folder.contents == ["square.obj"])
    }

    @Test func whatCannotBeServedIsToldInASentence() throws {
        let folder = try TemporaryFolder()
        for (arguments, exitCode, sentence) in [
            ([folder("nothing")], 66, "There is no folder \(folder("nothing")): name one that holds scenes."),
            ([folder.path, "--port", "70000"], 64, "--port must be 0 to 65535."),
            ([folder.path, "--host", "203.0.113.1"], 64, "203.0.113.1 port 8080 cannot be listened on (Cannot assign requested address)"),
            ([folder.path, "--host", "no.such.host.invalid"], 64, "no.such.host.invalid port 8080 cannot be listened on (Unknown host)"),
            ([folder.path, "--output", "/proc/none"], 73, "/proc"),
            ([folder.path, "--model", "nowhere"], 66, "There is no model called nowhere"),
        ] as [([String], Int32, String)] {
            let outcome = try Program.run(["serve"] + arguments)
            #expect(outcome.exitCode == exitCode, "\(outcome.errors)")
            #expect(outcome.errors.contains(sentence), "\(outcome.errors)")
            #expect(outcome.output == "")
        }
    }
}
