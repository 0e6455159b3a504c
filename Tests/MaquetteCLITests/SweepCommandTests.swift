import Foundation
import Maquette
import MaquetteTestSupport
import Testing

/// Sweeps with the bundled model, small enough for a test: 64 x 64 pixels, one step.
@Suite struct SweepCommandTests {
    static let quick = ["--prompt", "red brick walls", "--size", "64x64", "--texture-size", "64"]
    static let oneStep = ["--steps", "1"]

    @discardableResult
    private static func sweep(
        _ folder: TemporaryFolder, _ arguments: [String], steps: [String] = oneStep, exitCode: Int32 = 0,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> Program.Outcome {
        let scene = try folder.write("square.obj", SampleScenes.square)
        let outcome = try Program.run(["sweep", scene, "--output", folder("out")] + quick + steps + arguments)
        #expect(outcome.exitCode == exitCode, "\(outcome.errors)", sourceLocation: sourceLocation)
        return outcome
    }

    private static func report(_ folder: TemporaryFolder) throws -> SweepReport {
        try JSONDecoder().decode(SweepReport.self, from: Data(folder.bytes("out/sweep.json")))
    }

    /// When a file was written last, to the nanosecond.
    private static func time(_ path: String) throws -> Date {
        try #require(try FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date)
    }

    @Test func writesWhatTheContractSays() throws {
        let folder = try TemporaryFolder()
        let outcome = try Self.sweep(folder, ["--focal", "18,85"])
        #expect(outcome.output == folder("out/index.html") + "\n")
        for name in ["plan.json", "sweep.json", "sweep.csv", "contact-sheet.png", "index.html"] {
            #expect(folder.contents.contains("out/" + name))
        }
        #expect(!folder.contents.contains { $0.contains(".maquette-") })
        let report = try Self.report(folder)
        #expect(report.cells.map(\.name) == ["focal-18", "focal-85"] && report.missing.isEmpty)
        for cell in report.cells {
            let files = folder.contents.filter { $0.hasPrefix("out/cells/\(cell.name)/") }
            for name in cell.files + ["cell.json"] { #expect(files.contains("out/cells/\(cell.name)/" + name)) }
            #expect(cell.result == "square.obj" && cell.coverage ?? 0 > 0.9)
            #expect(cell.views[0].camera.focalLength == cell.parameters.focalLength)
        }
        // The square is flat and keeps its size: the camera is 85 / 18 times as far away.
        #expect(abs(report.cells[1].cameraDistance / report.cells[0].cameraDistance - 85 / 18) < 0.01)
        let sheet = try PNG.decode(folder.bytes("out/contact-sheet.png"), name: "sheet")
        #expect(sheet.width > 2 * 256 && sheet.height > 3 * 256)
        let table = String(decoding: try folder.bytes("out/sweep.csv"), as: UTF8.self)
        #expect(table.split(whereSeparator: \.isNewline).count == 3)
    }

    @Test func picturesOfCellsSayHowTheyWereMadeUnlessTold() throws {
        let folder = try TemporaryFolder()
        try Self.sweep(folder, ["--focal", "18,85", "--images-only"])
        let cells = folder.contents.filter { $0.hasPrefix("out/cells/") && $0.hasSuffix("-image.png") }
        #expect(cells.count == 2)
        for cell in cells { #expect(try PNG.text(in: folder.bytes(cell), name: cell)["parameters"] != nil) }
        // Cells that tell are not taken for cells that do not.
        try Self.sweep(folder, ["--focal", "18,85", "--images-only", "--no-metadata", "--resume"], exitCode: 73)
        try Self.sweep(folder, ["--focal", "18,85", "--images-only", "--no-metadata", "--overwrite"])
        for cell in cells { #expect(try PNG.text(in: folder.bytes(cell), name: cell).isEmpty) }
        #expect(try Self.report(folder).cells.allSatisfy { $0.command.hasSuffix("--no-metadata") })
    }

    @Test func pagesNeedNothingElse() throws {
        let folder = try TemporaryFolder()
        try Self.sweep(folder, ["--focal", "18,85"])
        let page = String(decoding: try folder.bytes("out/index.html"), as: UTF8.self)
        #expect(!page.contains("http://") && !page.contains("https://") && !page.contains("{{"))
    }

    @Test func wallsKeepTheirCode() throws {
        let folder = try TemporaryFolder()
        // Two squares one behind the other, the nearer one in the lower half.
        let scene = try folder.write(
            "two.obj", "v -1 -1 0\nv 1 -1 0\nv 1 1 0\nv -1 1 0\nv -1 -1 1\nv 1 -1 1\nv 1 0 1\nv -1 0 1\nf 1 2 3 4\nf 5 6 7 8\n")
        let outcome = try Program.run(
            ["sweep", scene, "--output", folder("out"), "--focal", "20,40,80", "--images-only"] + Self.quick + Self.oneStep)
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        var codes = [[UInt16]]()
        for name in ["focal-20", "focal-40", "focal-80"] {
            let depth = try PNG.decodeGray16(
                folder.bytes("out/cells/\(name)/views/000-depth.png"), name: "depth")
            codes.append([depth.samples[45 * 64 + 32], depth.samples[14 * 64 + 32], depth.samples[0]])
        }
        for code in codes {
            #expect(code[0] == 65535, "the nearest wall is white")
            #expect(code[2] == 0, "the background is black")
            // 0.2 is the code of the farthest wall, since a fifth of the range is kept for the background.
            #expect(abs(Int(code[1]) - 13107) <= 1, "\(code)")
        }
    }

    @Test func startingNoiseIsTheSameInEveryCell() throws {
        let folder = try TemporaryFolder()
        // The same prompt by two names paints the same picture, another seed another one.
        try Self.sweep(folder, ["--focal", "35", "--prompt", "red brick walls ", "--seed", "1,2", "--images-only"])
        func picture(_ name: String) throws -> Image {
            try PNG.decode(folder.bytes("out/cells/\(name)/views/000-image.png"), name: name)
        }
        #expect(try picture("prompt-1_seed-1") == picture("prompt-2_seed-1"))
        #expect(try picture("prompt-1_seed-1") != picture("prompt-1_seed-2"))
    }

    @Test func resumingKeepsFinishedCellsAndRedoesHalfWrittenOnes() throws {
        let folder = try TemporaryFolder()
        try Self.sweep(folder, ["--focal", "18,35,85", "--images-only"])
        let kept = try Self.time(folder("out/cells/focal-18/cell.json"))
        let pictures = try ["focal-18", "focal-35", "focal-85"].map { try folder.bytes("out/cells/\($0)/views/000-image.png") }
        // One cell lacks a picture, one its report.
        try FileManager.default.removeItem(atPath: folder("out/cells/focal-35/views/000-image.png"))
        try FileManager.default.removeItem(atPath: folder("out/cells/focal-85/cell.json"))
        try FileManager.default.removeItem(atPath: folder("out/index.html"))
        let outcome = try Self.sweep(folder, ["--focal", "18,35,85", "--images-only", "--resume"])
        #expect(outcome.errors.contains("Cell 1 of 2, focal-35") && outcome.errors.contains("Cell 2 of 2, focal-85"))
        #expect(!outcome.errors.contains("focal-18"))
        #expect(try Self.time(folder("out/cells/focal-18/cell.json")) == kept)
        #expect(folder.contents.contains("out/index.html"))
        let again = try ["focal-18", "focal-35", "focal-85"].map { try folder.bytes("out/cells/\($0)/views/000-image.png") }
        #expect(again == pictures)
    }

    @Test func interruptedSweepsGoOn() throws {
        let folder = try TemporaryFolder()
        let scene = try folder.write("square.obj", SampleScenes.square)
        let arguments = ["sweep", scene, "--output", folder("out"), "--focal", "18,35,50,85", "--images-only", "--steps", "60", "--scheduler", "ddim"] + Self.quick
        let running = try Program.Running(Program.path, arguments)
        #expect(running.waitForErrors(containing: "Cell 2 of 4"))
        running.send(SIGINT)
        #expect(try running.wait().exitCode == 130)
        #expect(!folder.contents.contains { $0.contains(".maquette-") })
        #expect(folder.contents.contains("out/cells/focal-18/cell.json"))
        let outcome = try Program.run(arguments + ["--resume"])
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(!outcome.errors.contains("focal-18"))
        #expect(try Self.report(folder).cells.count == 4)
    }

    @Test func whatKilledRunsLeaveIsRemoved() throws {
        let folder = try TemporaryFolder()
        try Self.sweep(folder, ["--focal", "18,85", "--images-only"])
        // No process has this number.
        try FileManager.default.createDirectory(
            atPath: folder("out/cells/.maquette-99999999-dead/views"), withIntermediateDirectories: true)
        let alive = "out/cells/.maquette-\(ProcessInfo.processInfo.processIdentifier)-alive"
        try FileManager.default.createDirectory(atPath: folder(alive), withIntermediateDirectories: true)
        try Self.sweep(folder, ["--focal", "18,85", "--images-only", "--resume"])
        #expect(folder.contents.filter { $0.contains(".maquette-") } == [alive])
    }

    @Test func foldersAreNotReplacedUnasked() throws {
        let folder = try TemporaryFolder()
        try Self.sweep(folder, ["--focal", "18,85", "--images-only"])
        let before = try folder.bytes("out/cells/focal-18/cell.json")
        let refused = try Self.sweep(folder, ["--focal", "18,85", "--images-only"], exitCode: 73)
        #expect(refused.errors.contains("--overwrite"))
        let other = try Self.sweep(folder, ["--focal", "18,50", "--images-only", "--resume"], exitCode: 73)
        #expect(other.errors.contains("another sweep"), "\(other.errors)")
        let changed = try Self.sweep(
            folder, ["--focal", "18,85", "--images-only", "--resume"], steps: ["--steps", "2"], exitCode: 73)
        #expect(changed.errors.contains("another sweep"), "\(changed.errors)")
        #expect(try folder.bytes("out/cells/focal-18/cell.json") == before)
        try Self.sweep(folder, ["--focal", "18,50", "--images-only", "--overwrite"])
        #expect(try Self.report(folder).cells.map(\.name) == ["focal-18", "focal-50"])
    }

    @Test func foldersOfOtherVersionsAndScenesAreRefused() throws {
        let folder = try TemporaryFolder()
        try Self.sweep(folder, ["--focal", "18,85", "--images-only"])
        let plan = try String(contentsOfFile: folder("out/plan.json"), encoding: .utf8)
        try folder.write("out/plan.json", plan.replacingOccurrences(of: "\"maquette\" : \"\(BuildInfo.version)\"", with: "\"maquette\" : \"0.0.1\""))
        let older = try Self.sweep(folder, ["--focal", "18,85", "--images-only", "--resume"], exitCode: 73)
        #expect(older.errors.contains("0.0.1"), "\(older.errors)")
        try folder.write("out/plan.json", plan)
        let scene = try folder.write("other.obj", SampleScenes.square.replacingOccurrences(of: "v -1 1 0", with: "v -1 2 0"))
        let other = try Program.run(
            ["sweep", scene, "--output", folder("out"), "--focal", "18,85", "--images-only", "--resume"] + Self.quick + Self.oneStep)
        #expect(other.exitCode == 73 && other.errors.contains("another scene"), "\(other.errors)")
        try folder.write("out/plan.json", "{")
        let damaged = try Self.sweep(folder, ["--focal", "18,85", "--images-only", "--resume"], exitCode: 65)
        #expect(damaged.errors.contains("plan.json"), "\(damaged.errors)")
    }

    @Test func aPlanOfNoColumnsAndACellOfNoViewsAreNoSurprise() throws {
        let folder = try TemporaryFolder()
        try Self.sweep(folder, ["--focal", "18,85", "--images-only"])
        func rewrite(_ name: String, _ change: (inout [String: Any]) -> Void) throws {
            let read = try JSONSerialization.jsonObject(with: Data(folder.bytes(name)))
            var content = try #require(read as? [String: Any])
            change(&content)
            try folder.write(name, [UInt8](JSONSerialization.data(withJSONObject: content)))
        }
        try rewrite("out/cells/focal-18/cell.json") { $0["views"] = [Any]() }
        let gathered = try Program.run(["sweep", "--gather", folder("out")])
        #expect(gathered.exitCode == 0 && gathered.errors.contains("1 of 2 cells"), "\(gathered.errors)")
        try rewrite("out/plan.json") { plan in
            var grid = plan["grid"] as? [String: Any]
            grid?["columns"] = ["parameter": "focal", "labels": [String]()] as [String: Any]
            plan["grid"] = grid
        }
        let damaged = try Program.run(["sweep", "--gather", folder("out")])
        #expect(damaged.exitCode == 65 && damaged.errors.contains("plan.json"), "\(damaged.errors)")
    }

    @Test func shardsAreGathered() throws {
        let folder = try TemporaryFolder()
        let arguments = ["--focal", "18,24,35,50,85", "--images-only"]
        let first = try Self.sweep(folder, arguments + ["--shard", "1/2"])
        #expect(first.errors.contains("2 of 5 cells are not there yet"), "\(first.errors)")
        #expect(try Self.report(folder).cells.map(\.name) == ["focal-18", "focal-35", "focal-85"])
        try Self.sweep(folder, arguments + ["--shard", "2/2", "--quiet"])
        #expect(try Self.report(folder).cells.count == 5)
        // Another machine would have made the same plan, and the folders can be put together.
        try FileManager.default.removeItem(atPath: folder("out/index.html"))
        let gathered = try Program.run(["sweep", "--gather", folder("out"), "--json"])
        #expect(gathered.exitCode == 0, "\(gathered.errors)")
        #expect(gathered.output.contains(#""cells":5"#) && gathered.output.contains(#""missing":0"#))
        #expect(folder.contents.contains("out/index.html"))
    }

    @Test func startPicturesKeepTheirCompositionAtLittleStrength() throws {
        let folder = try TemporaryFolder()
        try Self.sweep(
            folder, ["--mode", "depth,image", "--strength", "0.1,1.0"], steps: ["--steps", "10"])
        func picture(_ name: String, _ file: String) throws -> Image {
            try PNG.decode(folder.bytes("out/cells/\(name)/views/000-\(file).png"), name: name)
        }
        for mode in ["depth", "image"] {
            let start = try picture("mode-\(mode)_strength-0.1", "start")
            #expect(try start == picture("mode-\(mode)_strength-1", "start"))
            let close = try start.peakSignalToNoiseRatio(to: picture("mode-\(mode)_strength-0.1", "image"))
            let far = try start.peakSignalToNoiseRatio(to: picture("mode-\(mode)_strength-1", "image"))
            #expect(close > far + 3, "\(mode): \(close) and \(far) dB")
        }
        #expect(
            try picture("mode-depth_strength-1", "image") != picture("mode-image_strength-1", "image"),
            "image-to-image is not shown the depth")
    }

    @Test func cellsThatCannotBePaintedAreToldBeforeAnyIs() throws {
        let folder = try TemporaryFolder()
        let scheduler = try Self.sweep(folder, ["--scheduler", "ddim,heun"], exitCode: 64)
        #expect(scheduler.errors.contains("heun"), "\(scheduler.errors)")
        let strength = try Self.sweep(folder, ["--strength", "0.5,1"], exitCode: 64)
        #expect(strength.errors.contains("leaves nothing to do"), "\(strength.errors)")
        #expect(folder.contents == ["square.obj"])
    }

    @Test(arguments: [["--focal", "18,85"], ["--focal", "18,85", "--rig", "orbit", "--views", "2"]])
    func cellsCommandsPaintTheSamePictures(arguments: [String]) throws {
        let folder = try TemporaryFolder()
        try Self.sweep(folder, arguments)
        let cell = try Self.report(folder).cells[1]
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/bash")
        process.arguments = ["-c", cell.command.replacingOccurrences(of: "maquette texture", with: "\"$0\" texture --quiet"), Program.path]
        process.currentDirectoryURL = URL(fileURLWithPath: folder("out"))
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(cell.command)")
        for view in cell.views.dropFirst() {
            #expect(try folder.bytes("out/again/" + view.image) == folder.bytes("out/cells/focal-85/" + view.image))
        }
        for name in ["views/000-image.png", "views/000-depth.png", "textures/square.png"] {
            #expect(try folder.bytes("out/again/" + name) == folder.bytes("out/cells/focal-85/" + name), "\(name)")
        }
    }

    @Test func dryRunsListCellsAndWriteNothing() throws {
        let folder = try TemporaryFolder()
        let outcome = try Self.sweep(folder, ["--focal", "18:85:3", "--dry-run"])
        #expect(outcome.output.contains("focal-39.1") && outcome.output.contains("3 cells, about "), "\(outcome.output)")
        #expect(folder.contents == ["square.obj"])
    }

    @Test func aFixedPositionSeesLessThroughALongerLens() throws {
        let folder = try TemporaryFolder()
        try Self.sweep(folder, ["--focal", "35,70", "--fixed-position", "--images-only"])
        let cells = try Self.report(folder).cells
        #expect(cells[0].views[0].camera.position == cells[1].views[0].camera.position)
        #expect(cells[0].views[0].camera.focalLength == 35 && cells[1].views[0].camera.focalLength == 70)
    }

    @Test func camerasOfFilesMoveToo() throws {
        let folder = try TemporaryFolder()
        let camera = try folder.write("camera.json", SampleScenes.cameraBeforeSquare)
        try Self.sweep(folder, ["--focal", "36,72", "--camera", camera, "--images-only"])
        #expect(try Self.report(folder).cells.map(\.cameraDistance) == [3, 6])
    }

    @Test func progressIsToldAsJSONLines() throws {
        let folder = try TemporaryFolder()
        let outcome = try Self.sweep(folder, ["--focal", "18,85", "--images-only", "--json"])
        let lines = try outcome.output.split(separator: "\n").map { line in
            try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        }
        let cells = lines.filter { $0["event"] as? String == "cell" }
        #expect(cells.map { $0["cell"] as? Int } == [1, 1, 2, 2])
        let done = cells.compactMap { $0["done"] as? Double }
        #expect(done == done.sorted() && done.last ?? 0 > 0.5)
        #expect(lines.last?["output"] as? String == folder("out/index.html"))
    }

    @Test(arguments: [
        (["--focal", "35"], "Nothing is swept"),
        (["--focal", "0,35"], "--focal"),
        (["--focal", "18,,35"], "empty entry"),
        (["--focal", "18,35,18"], "twice"),
        (["--focal", "35:35:4"], "ends where it starts"),
        (["--focal", "18:85:1"], "at least 2"),
        (["--focal", "18:85:201"], "--yes"),
        (["--focal", "18,35", "--seed", "1,2", "--steps", "1,2"], "two sides"),
        (["--focal", "18,35", "--strength", "0,1"], "--strength"),
        (["--focal", "18,35", "--scheduler", "magic"], "'magic': values must be one of ddim, pndm"),
        (["--focal", "18,35", "--mode", "sideways"], "'sideways': values must be depth or image"),
        (["--focal", "18,long"], "'long': values must be 0.001 to 1000000 mm"),
        (["--focal", "18,35", "--shard", "3/2"], "--shard"),
        (["--focal", "18,35", "--resume", "--overwrite"], "--resume"),
        (["--focal", "18,35", "--distance", "4"], "--fixed-position"),
        (["--focal", "18,35", "--image", "a.png"], "--image"),
        (["--focal", "18,35", "--gather", "x"], "--gather"),
        (["--focal", "18,35", "--dolly", "--fixed-position"], "--fixed-position"),
    ])
    func wrongUsage(arguments: [String], named: String) throws {
        let folder = try TemporaryFolder()
        let outcome = try Program.run(
            ["sweep", "a.obj", "--prompt", "p", "--output", "o"] + arguments, in: folder.path)
        #expect(outcome.exitCode == 64, "\(outcome.errors)")
        #expect(outcome.output == "" && outcome.errors.contains(named), "\(outcome.errors)")
        #expect(folder.contents == [])
    }

    /// Gathering does not paint, so it hears none of what says how to paint.
    @Test(arguments: [
        ["a.obj"], ["--output", "o"], ["--size", "64x64"], ["--images-only"], ["--prompt", "p"], ["--focal", "18,35"],
        ["--seed", "1"], ["--resume"], ["--shard", "1/2"], ["--dry-run"], ["--yes"], ["--model", "m"], ["--threads", "1"],
        ["--lora", "l"], ["--rig", "orbit"], ["--sensor", "24x16"], ["--fixed-position"], ["--blend", "average"],
        ["--debug-views"], ["--texture-size", "512"], ["--no-metadata"], ["--overwrite"],
    ])
    func gatheringTakesTheFolderAlone(arguments: [String]) throws {
        let folder = try TemporaryFolder()
        let outcome = try Program.run(["sweep", "--gather", "x", "--quiet"] + arguments, in: folder.path)
        #expect(outcome.exitCode == 64 && outcome.errors.contains("leave everything else away"), "\(outcome.errors)")
    }

    @Test func foldersThatCannotBeGathered() throws {
        let folder = try TemporaryFolder()
        let missing = try Program.run(["sweep", "--gather", "none", "--quiet"], in: folder.path)
        #expect(missing.exitCode == 66 && missing.errors.contains("none"), "\(missing.errors)")
        try folder.write("mine.txt", "mine")
        let other = try Program.run(["sweep", "--gather", "."], in: folder.path)
        #expect(other.exitCode == 65, "\(other.errors)")
        let resumed = try Self.sweep(folder, ["--focal", "18,35", "--resume", "--output", folder.path], exitCode: 65)
        #expect(resumed.errors.contains("not the folder of a sweep"), "\(resumed.errors)")
        #expect(folder.contents == ["mine.txt", "square.obj"])
    }

    @Test func startPicturesThatAreNone() throws {
        let folder = try TemporaryFolder()
        try folder.write("text.png", "not a picture")
        let missing = try Self.sweep(folder, ["--strength", "0.5,1", "--image", folder("none.png")], exitCode: 66)
        #expect(missing.errors.contains("none.png"))
        let wrong = try Self.sweep(folder, ["--strength", "0.5,1", "--image", folder("text.png")], exitCode: 65)
        #expect(wrong.errors.contains("text.png"))
        #expect(folder.contents == ["square.obj", "text.png"])
    }
}
