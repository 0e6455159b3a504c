import Foundation
import MaquetteTestSupport
import Testing

/// Bad input ends with one plain sentence that names it, the right exit code, and nothing left behind.
@Suite struct BadInputTests {
    private func expectFailure(
        _ arguments: [String], code: Int32, naming text: String, in folder: TemporaryFolder,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let before = folder.contents
        let outcome = try Program.run(arguments, in: folder.path)
        #expect(outcome.exitCode == code, "\(outcome.errors)", sourceLocation: sourceLocation)
        #expect(outcome.output == "", sourceLocation: sourceLocation)
        let sentence = outcome.errors.split(separator: "\n").last ?? ""
        #expect(sentence.hasPrefix("maquette: "), "\(outcome.errors)", sourceLocation: sourceLocation)
        #expect(sentence.contains(text), "\(outcome.errors)", sourceLocation: sourceLocation)
        #expect(folder.contents == before, sourceLocation: sourceLocation)
    }

    @Test(arguments: ["depth", "texture", "inspect"])
    func missingScene(command: String) throws {
        let folder = try TemporaryFolder()
        let arguments = [
            "depth": ["depth", "none.obj", "--output", "d.png"],
            "texture": ["texture", "none.obj", "--prompt", "p", "--output", "out"],
            "inspect": ["inspect", "none.obj"],
        ]
        try expectFailure(arguments[command]!, code: 66, naming: "none.obj", in: folder)
    }

    @Test(arguments: [
        ("", "empty.obj"),
        ("v 0 0 0\nv 1 0 0\nl 1 2\n", "lines.obj"),
        ("v 0 0 0\np 1\n", "points.obj"),
        ("v nan 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n", "nan.obj"),
        ("v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 9\n", "index.obj"),
    ])
    func scenesThatAreNone(text: String, name: String) throws {
        let folder = try TemporaryFolder()
        try folder.write(name, text)
        try expectFailure(["depth", name, "--output", "d.png"], code: 65, naming: name, in: folder)
        try expectFailure(["texture", name, "--prompt", "p", "--output", "out"], code: 65, naming: name, in: folder)
    }

    @Test func zeroAreaTrianglesAlone() throws {
        let folder = try TemporaryFolder()
        try folder.write("flat.obj", "v 0 0 0\nv 1 0 0\nv 2 0 0\nf 1 2 3\n")
        try expectFailure(
            ["texture", "flat.obj", "--prompt", "p", "--output", "out"], code: 65, naming: "flat.obj", in: folder)
    }

    @Test func missingModel() throws {
        let folder = try TemporaryFolder()
        try folder.write("square.obj", SampleScenes.square)
        try expectFailure(
            ["texture", "square.obj", "--model", "nowhere", "--prompt", "p", "--output", "out"], code: 66,
            naming: "nowhere", in: folder)
    }

    @Test func modelFolderWithAMissingFile() throws {
        let folder = try TemporaryFolder()
        try folder.write("square.obj", SampleScenes.square)
        try FileManager.default.copyItem(
            atPath: Program.package + "/Models/maquette-depth", toPath: folder("model"))
        try FileManager.default.removeItem(atPath: folder("model/unet/config.json"))
        try expectFailure(
            ["texture", "square.obj", "--model", "model", "--prompt", "p", "--output", "out"], code: 66,
            naming: "unet/config.json", in: folder)
    }

    @Test func weightsThatLieAboutTheirLength() throws {
        let folder = try TemporaryFolder()
        try folder.write("square.obj", SampleScenes.square)
        try FileManager.default.copyItem(
            atPath: Program.package + "/Models/maquette-depth", toPath: folder("model"))
        let weights = "model/unet/diffusion_pytorch_model.safetensors"
        let bytes = try folder.bytes(weights)
        try Data(bytes.prefix(bytes.count - 1000)).write(to: URL(fileURLWithPath: folder(weights)))
        try expectFailure(
            ["texture", "square.obj", "--model", "model", "--prompt", "p", "--output", "out"], code: 65,
            naming: weights, in: folder)
    }

    @Test func outputThatCannotBeWritten() throws {
        let folder = try TemporaryFolder()
        try folder.write("square.obj", SampleScenes.square)
        try expectFailure(
            ["depth", "square.obj", "--output", "/proc/nowhere/d.png"], code: 73, naming: "/proc/nowhere/d.png",
            in: folder)
        try expectFailure(
            ["texture", "square.obj", "--prompt", "p", "--output", "square.obj"], code: 73, naming: "square.obj",
            in: folder)
    }

    /// Root may write anywhere; without its capabilities it is bound by permissions as others are.
    private static let asOthersAre = "if [ $(id -u) = 0 ]; then exec setpriv --bounding-set=-all --inh-caps=-all \"$@\"; fi"

    @Test(
        .enabled(if: getuid() != 0 || access("/usr/bin/setpriv", X_OK) == 0),
        arguments: [
            ["depth", "square.obj", "--output", "sealed/d.png"], ["unwrap", "square.obj", "--output", "sealed/u.obj"],
            ["generate", "--prompt", "p", "--depth", "d.png", "--output", "sealed/g.png"],
            ["texture", "square.obj", "--prompt", "p", "--output", "sealed"],
            ["texture", "square.obj", "--prompt", "p", "--output", "sealed/deep/out"],
            ["sweep", "square.obj", "--prompt", "p", "--focal", "18,35", "--output", "sealed/sweep"],
        ])
    func folderThatMayNotBeWritten(arguments: [String]) throws {
        let folder = try TemporaryFolder()
        _ = try folder.write("square.obj", SampleScenes.square)
        try FileManager.default.createDirectory(
            atPath: folder("sealed"), withIntermediateDirectories: false, attributes: [.posixPermissions: 0o555])
        let depth = try Program.run(["depth", "square.obj", "--size", "16x16", "--output", "d.png"], in: folder.path)
        #expect(depth.exitCode == 0)
        let before = folder.contents
        let outcome = try Program.run(arguments, afterShell: "cd '\(folder.path)'; \(Self.asOthersAre)")
        #expect(outcome.exitCode == 73, "\(outcome.errors)")
        let sentence = outcome.errors.split(separator: "\n").last ?? ""
        #expect(sentence.hasPrefix("maquette: sealed") && sentence.contains("Permission denied"), "\(outcome.errors)")
        #expect(folder.contents == before)
    }

    @Test func cameraThatLooksAway() throws {
        let folder = try TemporaryFolder()
        try folder.write("square.obj", SampleScenes.square)
        try folder.write("away.json", #"{"position": [0, 0, 3], "target": [0, 0, 6]}"#)
        try expectFailure(
            ["texture", "square.obj", "--camera", "away.json", "--prompt", "p", "--output", "out"], code: 65,
            naming: "square.obj", in: folder)
    }

    @Test func cameraFileThatIsNone() throws {
        let folder = try TemporaryFolder()
        try folder.write("square.obj", SampleScenes.square)
        try folder.write("camera.json", "{")
        try expectFailure(
            ["depth", "square.obj", "--camera", "camera.json", "--output", "d.png"], code: 65, naming: "camera.json",
            in: folder)
        try expectFailure(
            ["depth", "square.obj", "--camera", "none.json", "--output", "d.png"], code: 66, naming: "none.json",
            in: folder)
    }
}
