import Foundation
import Maquette
import MaquetteTestSupport
import Testing

/// The main job with the bundled model, small enough for a test: 64 x 64 pixels, two steps.
@Suite struct TextureCommandTests {
    static let quick = [
        "--prompt", "red brick walls", "--steps", "2", "--size", "64x64", "--texture-size", "128", "--seed", "7",
    ]

    @Test func writesWhatTheContractSays() throws {
        let folder = try TemporaryFolder()
        let scene = try folder.write("square.obj", SampleScenes.square)
        let outcome = try Program.run(["texture", scene, "--output", folder("out")] + Self.quick)
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(outcome.output == folder("out/square.obj") + "\n")
        #expect(
            folder.contents == [
                "out", "out/preview.png", "out/run.json", "out/square.mtl", "out/square.obj", "out/textures",
                "out/textures/square.png", "out/views", "out/views/000-depth.pfm", "out/views/000-depth.png",
                "out/views/000-image.png", "square.obj",
            ])
        let report = try JSONDecoder().decode(
            RunReport.self, from: Data(folder.bytes("out/run.json")))
        #expect(report.maquette == BuildInfo.version)
        #expect(report.libraries.keys.sorted() == ["assimp", "libjpeg", "libpng", "libtiff", "libwebp", "oneDNN"])
        #expect(report.libraries.values.allSatisfy { $0.split(separator: ".").count == 3 }, "\(report.libraries)")
        #expect(report.sampling.prompt == "red brick walls")
        #expect(report.sampling.seed == 7)
        #expect(report.sampling.numInferenceSteps == 2)
        #expect(report.model.sha256.count == 64)
        #expect(report.views.count == 1)
        #expect(report.views[0].image == "views/000-image.png")
        #expect(report.coverage > 0.95 && report.coverage <= 1)
        let image = try PNG.decode(folder.bytes("out/views/000-image.png"), name: "image")
        #expect(image.width == 64 && image.height == 64)
    }

    @Test func aGLBHoldsMeshAndTextures() throws {
        let folder = try TemporaryFolder()
        let scene = try folder.write("square.obj", SampleScenes.square)
        let outcome = try Program.run(["texture", scene, "--output", folder("out"), "--glb"] + Self.quick)
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        let written = try SceneImporter.scene(contentsOf: folder("out/square.glb"))
        #expect(written.mesh.triangulated().count == 2)
        let texture = try folder.bytes("out/textures/square.png")
        #expect(written.materials.count == 1)
        #expect(written.materials[0].texture == .embedded(bytes: texture, format: "png"), "\(texture.count) bytes")
        let report = try JSONDecoder().decode(RunReport.self, from: Data(folder.bytes("out/run.json")))
        #expect(report.files.contains("square.glb"))
    }

    @Test func debugViewsExplainTheTextures() throws {
        let folder = try TemporaryFolder()
        let scene = try folder.write("square.obj", SampleScenes.square)
        let outcome = try Program.run(
            ["texture", scene, "--rig", "orbit", "--views", "2", "--debug-views", "--output", folder("out")] + Self.quick)
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(
            folder.contents.filter { $0.hasPrefix("out/debug/") } == [
                "coverage", "disagreement", "labels", "seams", "stretch", "weights",
            ].map { "out/debug/square-\($0).png" })
        let report = try JSONDecoder().decode(RunReport.self, from: Data(folder.bytes("out/run.json")))
        #expect(report.files.filter { $0.hasPrefix("debug/") }.count == 6)
        #expect(abs(report.quality.stretch - 1) < 1e-6 && report.quality.seamColor > 0)
        for figure in ["Painted", "stretch", "Views differ by", "across seams"] {
            #expect(outcome.errors.contains(figure), "\(figure): \(outcome.errors)")
        }
    }

    @Test func depthPicturesAreReadBackByTheirEncoding() throws {
        let folder = try TemporaryFolder()
        let scene = try folder.write("square.obj", SampleScenes.square)
        let camera = try folder.write(
            "camera.json", #"{"focalLength":36,"sensor":[36,36],"size":[64,64],"position":[2,0.5,2],"target":[0,0,0]}"#)
        let outcome = try Program.run([
            "texture", scene, "--camera", camera, "--prompt", "tiles", "--steps", "1", "--texture-size", "64",
            "--output", folder("out"),
        ])
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        let view = try JSONDecoder().decode(RunReport.self, from: Data(folder.bytes("out/run.json"))).views[0]
        guard case .disparity(let range?) = view.depthEncoding else {
            Issue.record("no range in \(view.depthEncoding)")
            return
        }
        let codes = try PNG.decodeGray16(folder.bytes("out/" + view.depth), name: view.depth).samples
        let depths = try PFM.decode(folder.bytes("out/" + view.metricDepth), name: view.metricDepth).samples
        #expect(Set(depths).count > 10 && depths.contains(.infinity), "the square is seen at a slant")
        let step = (1 / range.near - 1 / range.far) / 65535
        for (code, depth) in zip(codes, depths) {
            if depth == .infinity { #expect(code == 0) } else {
                #expect(abs(1 / range.far + Double(code) * step - 1 / Double(depth)) <= 0.51 * step)
            }
        }
    }

    @Test(arguments: [".", "x", "x//", "deep/folder"])
    func outputsAreRelativeToTheCurrentFolder(output: String) throws {
        let folder = try TemporaryFolder()
        try folder.write("square.obj", SampleScenes.square)
        try FileManager.default.createDirectory(atPath: folder("home"), withIntermediateDirectories: false)
        let outcome = try Program.run(
            ["texture", "../square.obj", "--output", output] + Self.quick, in: folder("home"))
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(folder.contents.contains { $0.hasPrefix("home/") && $0.hasSuffix("run.json") })
        #expect(!folder.contents.contains { $0.contains(".maquette-") })
    }

    @Test func theSameInputsGiveTheSameBytes() throws {
        let folder = try TemporaryFolder()
        let scene = try folder.write("square.obj", SampleScenes.square)
        for name in ["a", "b"] {
            let outcome = try Program.run(["texture", scene, "--output", folder(name), "--quiet"] + Self.quick)
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            #expect(outcome.output == "" && outcome.errors == "")
        }
        let files = folder.contents.filter { $0.hasPrefix("a/") && ($0 as NSString).pathExtension != "" }
        #expect(files.count == 8)
        for file in files where file != "a/run.json" {
            #expect(try folder.bytes(file) == folder.bytes("b" + file.dropFirst()), "\(file)")
        }
        var first = try JSONDecoder().decode(RunReport.self, from: Data(folder.bytes("a/run.json")))
        var second = try JSONDecoder().decode(RunReport.self, from: Data(folder.bytes("b/run.json")))
        // A texture's depth is measured, never estimated.
        let phases = Set(JobEvent.Phase.allCases).subtracting([.estimatingDepth])
        #expect(Set(first.timings.keys) == Set(phases.map(\.rawValue)))
        first.timings = [:]
        second.timings = [:]
        #expect(first == second)
    }

    @Test(arguments: ["sequential", "synchronised", "independent"])
    func theNumberOfThreadsDoesNotShow(consistency: String) throws {
        let folder = try TemporaryFolder()
        let scene = try folder.write("square.obj", SampleScenes.square)
        for threads in ["1", "3"] {
            let outcome = try Program.run(
                ["texture", scene, "--rig", "orbit", "--views", "2", "--consistency", consistency, "--threads", threads]
                    + ["--output", folder(threads), "--quiet"] + Self.quick)
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
        }
        let files = folder.contents.filter { $0.hasPrefix("1/") && ($0 as NSString).pathExtension != "" }
        #expect(files.contains("1/views/001-image.png"))
        for file in files where file != "1/run.json" {
            #expect(try folder.bytes(file) == folder.bytes("3" + file.dropFirst()), "\(file)")
        }
    }

    @Test func jsonLinesTellProgressAndResult() throws {
        let folder = try TemporaryFolder()
        let scene = try folder.write("square.obj", SampleScenes.square)
        let outcome = try Program.run(["texture", scene, "--output", folder("out"), "--json"] + Self.quick)
        #expect(outcome.exitCode == 0 && outcome.errors == "", "\(outcome.errors)")
        let lines = try outcome.output.split(separator: "\n").map { line in
            try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        }
        #expect(lines.filter { $0["event"] as? String == "step" }.map { $0["step"] as? Int } == [1, 2])
        #expect(lines.last?["event"] as? String == "done")
        #expect(lines.last?["output"] as? String == folder("out/square.obj"))
    }

    @Test func aLongPromptIsCutAndSaid() throws {
        let folder = try TemporaryFolder()
        let scene = try folder.write("square.obj", SampleScenes.square)
        let prompt = (Array(repeating: "brick", count: 120) + ["zebra"]).joined(separator: " ")
        let outcome = try Program.run(
            ["texture", scene, "--output", folder("out"), "--prompt", prompt, "--steps", "1", "--size", "64x64"])
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(outcome.errors.contains("Note: ") && outcome.errors.contains("zebra"), "\(outcome.errors)")
    }

    @Test func resultsAreNotReplacedUnasked() throws {
        let folder = try TemporaryFolder()
        let scene = try folder.write("square.obj", SampleScenes.square)
        try FileManager.default.createDirectory(atPath: folder("out"), withIntermediateDirectories: true)
        try folder.write("out/mine.txt", "mine")
        let refused = try Program.run(["texture", scene, "--output", folder("out")] + Self.quick)
        #expect(refused.exitCode == 73)
        #expect(refused.errors.contains("--overwrite"))
        #expect(folder.contents == ["out", "out/mine.txt", "square.obj"])

        let replaced = try Program.run(["texture", scene, "--output", folder("out"), "--overwrite"] + Self.quick)
        #expect(replaced.exitCode == 0, "\(replaced.errors)")
        #expect(folder.contents.contains("out/mine.txt") && folder.contents.contains("out/run.json"))
    }

    @Test func aFullDiskLeavesNothing() throws {
        let folder = try TemporaryFolder()
        let scene = try folder.write("square.obj", SampleScenes.square)
        // A limit of 4 KiB a file: the first picture does not fit.
        let outcome = try Program.run(
            ["texture", scene, "--output", folder("out")] + Self.quick, afterShell: "ulimit -f 4")
        #expect(outcome.exitCode == 73, "\(outcome.errors)")
        #expect(outcome.errors.contains(folder("out")))
        #expect(folder.contents == ["square.obj"])
    }

    @Test func interruptionStopsAtOnceAndLeavesNothing() throws {
        let folder = try TemporaryFolder()
        let scene = try folder.write("square.obj", SampleScenes.square)
        let running = try Program.Running(
            Program.path,
            ["texture", scene, "--output", folder("out"), "--prompt", "p", "--steps", "500", "--scheduler", "ddim", "--size", "256x256"])
        #expect(running.waitForErrors(containing: "Painting"))
        let sent = ContinuousClock.now
        running.send(SIGINT)
        let outcome = try running.wait()
        #expect(outcome.exitCode == 130)
        // Five seconds where a second is promised: the machine that tests may be busy.
        #expect(ContinuousClock.now - sent < .seconds(5))
        #expect(folder.contents == ["square.obj"])
    }
}
