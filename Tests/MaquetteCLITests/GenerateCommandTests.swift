import Foundation
import Maquette
import MaquetteTestSupport
import Testing

/// Single pictures with the bundled model, 64 x 64 pixels and two steps, and with a tiny random model
/// that takes no depth.
@Suite struct GenerateCommandTests {
    /// Pictures are compared by their bytes, so these tell nothing but pixels.
    static let quick = ["--prompt", "red brick walls", "--steps", "2", "--seed", "7", "--no-metadata"]

    /// A ramp with a nearer square on it, as 16-bit disparity.
    private static func writeDepth(_ path: String, width: Int = 64, height: Int = 64) throws {
        let samples = (0..<width * height).map { index -> UInt16 in
            let (x, y) = (index % width, index / width)
            let isOnSquare = (20..<40).contains(x) && (20..<40).contains(y)
            return UInt16(100 * y) + (isOnSquare ? 20_000 : 500)
        }
        let bytes = try PNG.encode(GrayImage16(width: width, height: height, samples: samples))
        try Data(bytes).write(to: URL(fileURLWithPath: path))
    }

    private static func picture(_ folder: TemporaryFolder, _ name: String) throws -> Image {
        try PNG.decode(folder.bytes(name), name: name)
    }

    /// The tiny checkpoint without depth, put together from the fixtures.
    private static func textModel(in folder: TemporaryFolder) throws -> String {
        let fixtures = Program.package + "/Tests/Fixtures/diffusion"
        try FileManager.default.copyItem(atPath: fixtures + "/tiny-depth", toPath: folder("tiny"))
        try FileManager.default.removeItem(atPath: folder("tiny/unet"))
        try FileManager.default.copyItem(atPath: fixtures + "/tiny-text/unet", toPath: folder("tiny/unet"))
        return folder("tiny")
    }

    @Test func paintsAfterDepth() throws {
        let folder = try TemporaryFolder()
        try Self.writeDepth(folder("depth.png"))
        let outcome = try Program.run(["generate", "--depth", folder("depth.png"), "--output", folder("a.png")] + Self.quick)
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(outcome.output == folder("a.png") + "\n")
        #expect(folder.contents == ["a.png", "depth.png"])
        let picture = try Self.picture(folder, "a.png")
        #expect(picture.width == 64 && picture.height == 64 && picture.channels == 3)
        #expect(Set(picture.samples).count > 20)

        // The same again gives the same bytes; another seed, depth or start picture does not.
        func other(_ name: String, _ more: [String]) throws -> [UInt8] {
            let arguments = ["generate", "--depth", folder("depth.png"), "--output", folder(name), "--quiet"]
            let outcome = try Program.run(arguments + Self.quick + more)
            #expect(outcome.exitCode == 0 && outcome.output == "" && outcome.errors == "", "\(outcome.errors)")
            return try folder.bytes(name)
        }
        let first = try folder.bytes("a.png")
        #expect(try other("b.png", []) == first)
        #expect(try other("c.png", ["--seed", "8"]) != first)
        #expect(try other("d.png", ["--depth-convention", "near-is-black"]) != first)
        #expect(try other("e.png", ["--image", folder("a.png"), "--strength", "0.5"]) != first)
        #expect(try other("f.png", ["--scheduler", "ddim"]) != first)
    }

    /// The same distances as PFM, NPY, EXR and millimetres give the same picture, and other conventions another.
    @Test func distancesComeInFourFormats() throws {
        let folder = try TemporaryFolder()
        let metres = (0..<32 * 32).map { index -> Float in
            let (x, y) = (index % 32, index / 32)
            let wall: Float = y > 12 ? 1.5 : 4
            return x < 4 ? 0 : wall + Float(x) * 0.125
        }
        let image = FloatImage(width: 32, height: 32, channels: 1, samples: metres)
        try Data(PFM.encode(image)).write(to: URL(fileURLWithPath: folder("d.pfm")))
        try Data(EXR.encode(image)).write(to: URL(fileURLWithPath: folder("d.exr")))
        let header = "{'descr': '<f4', 'fortran_order': False, 'shape': (32, 32), }\n"
        var npy: [UInt8] = NPY.signature
        npy += [1, 0, UInt8(header.utf8.count), 0]
        npy += Array(header.utf8)
        for value in metres { withUnsafeBytes(of: value.bitPattern.littleEndian) { npy += $0 } }
        try Data(npy).write(to: URL(fileURLWithPath: folder("d.npy")))
        let grey = GrayImage16(width: 32, height: 32, samples: metres.map { UInt16(($0 * 1000).rounded()) })
        try Data(PNG.encode(grey)).write(to: URL(fileURLWithPath: folder("d.png")))

        func paint(_ depth: String, _ more: [String] = []) throws -> Image {
            let outcome = try Program.run(
                ["generate", "--depth", folder(depth), "--output", folder("out.png"), "--overwrite"] + Self.quick + more)
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            return try Self.picture(folder, "out.png")
        }
        let metric = try paint("d.pfm")
        #expect(try paint("d.npy") == metric)
        #expect(try paint("d.exr") == metric)
        let fromMillimetres = try paint("d.png", ["--depth-convention", "millimetres"])
        #expect(zip(metric.samples, fromMillimetres.samples).allSatisfy { abs(Int($0) - Int($1)) <= 1 })
        #expect(try paint("d.png") != metric)
    }

    @Test func guidanceInPartOfTheStepsIsTakenAndRecorded() throws {
        let folder = try TemporaryFolder()
        let model = try Self.textModel(in: folder)
        func paint(_ name: String, _ interval: String) throws -> Image {
            let outcome = try Program.run([
                "generate", "--model", model, "--prompt", "a chair", "--steps", "4", "--size", "16x16", "--guidance", "5",
                "--guidance-interval", interval, "--output", folder(name + ".png"),
            ])
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            return try Self.picture(folder, name + ".png")
        }
        let whole = try paint("a", "0:1")
        #expect(try paint("b", "0.25:0.75") != whole)
        let report = try JSONDecoder().decode(PictureReport.self, from: Data(folder.bytes("b.run.json")))
        #expect(report.sampling.guidanceInterval == GuidanceInterval(start: 0.25, end: 0.75))
    }

    @Test func aReportBesideThePictureSaysHowItWasPainted() throws {
        let folder = try TemporaryFolder()
        try Self.writeDepth(folder("depth.png"))
        let common = ["generate", "--depth", folder("depth.png"), "--prompt", "red brick walls", "--steps", "1"]
        var outcome = try Program.run(common + ["--seed", "7", "--output", folder("a.png"), "--json"])
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(folder.contents == ["a.png", "a.run.json", "depth.png"])
        #expect(outcome.output.contains("a.run.json"))
        let report = try JSONDecoder().decode(PictureReport.self, from: Data(folder.bytes("a.run.json")))
        #expect(report.model.name == "maquette-depth" && report.model.sha256.count == 64 && report.model.license == "apache-2.0")
        #expect(report.sampling.prompt == "red brick walls" && report.sampling.seed == 7 && report.sampling.numInferenceSteps == 1)
        #expect(report.depth?.path == folder("depth.png") && report.depth?.convention == nil)
        #expect(report.size == [64, 64] && report.image == nil && report.controlNets.isEmpty)
        #expect(report.timings.keys.contains("painting") && report.libraries["oneDNN"] != nil)

        // It is not replaced unasked, and does not outlive the picture that it tells of.
        try FileManager.default.removeItem(atPath: folder("a.png"))
        outcome = try Program.run(common + ["--output", folder("a.png")])
        #expect(outcome.exitCode == 73 && outcome.errors.contains("a.run.json"), "\(outcome.errors)")
        outcome = try Program.run(common + ["--output", folder("a.png"), "--overwrite", "--no-metadata"])
        #expect(outcome.exitCode == 0 && folder.contents == ["a.png", "depth.png"], "\(outcome.errors) \(folder.contents)")
    }

    @Test func previewsMayHaveAVAEOfTheirOwn() throws {
        let folder = try TemporaryFolder()
        let model = try Self.textModel(in: folder)
        let common = ["generate", "--model", model, "--prompt", "a chair", "--size", "16x16", "--steps", "3", "--no-metadata", "--preview", "1"]
        let tiny = Program.package + "/Tests/Fixtures/diffusion/tiny-taesd"
        var outcome = try Program.run(common + ["--output", folder("a.png")])
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        outcome = try Program.run(common + ["--output", folder("b.png"), "--preview-vae", tiny])
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(try folder.bytes("b.png") == folder.bytes("a.png"), "the finished picture is the model's own VAE's")
        outcome = try Program.run(common + ["--output", folder("c.png"), "--preview-vae", "/nowhere/taesd"])
        #expect(outcome.exitCode == 66 && outcome.errors.contains("/nowhere/taesd"), "\(outcome.errors)")
    }

    @Test func sizesAreRoundedAndSaid() throws {
        let folder = try TemporaryFolder()
        try Self.writeDepth(folder("depth.png"), width: 50, height: 41)
        let outcome = try Program.run(["generate", "--depth", folder("depth.png"), "--output", folder("a.png")] + Self.quick)
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(outcome.errors.contains("Note: The picture is 48 x 40 instead of 50 x 41 pixels"), "\(outcome.errors)")
        let picture = try Self.picture(folder, "a.png")
        #expect(picture.width == 48 && picture.height == 40)
    }

    @Test func aModelWithoutDepthPaintsFromThePromptOrAPicture() throws {
        let folder = try TemporaryFolder()
        let model = try Self.textModel(in: folder)
        let common = ["generate", "--model", model, "--prompt", "a chair", "--steps", "4"]
        var outcome = try Program.run(common + ["--size", "24x16", "--output", folder("a.png")])
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(try Self.picture(folder, "a.png").width == 24)
        outcome = try Program.run(common + ["--image", folder("a.png"), "--output", folder("b.png"), "--json"])
        #expect(outcome.exitCode == 0 && outcome.errors == "", "\(outcome.errors)")
        // Four fifths of four steps.
        #expect(outcome.output.split(separator: "\n").filter { $0.contains(#""event":"step""#) }.count == 3)
        #expect(outcome.output.contains(#""event":"done""#))

        try Self.writeDepth(folder("depth.png"))
        outcome = try Program.run(common + ["--depth", folder("depth.png"), "--output", folder("c.png")])
        #expect(outcome.exitCode == 64)
        #expect(outcome.errors.contains("takes no depth map"), "\(outcome.errors)")
    }

    @Test func wrongInputsAreNamed() throws {
        let folder = try TemporaryFolder()
        try Self.writeDepth(folder("depth.png"))
        try folder.write("text.png", "not a picture")
        try folder.write("bad.pfm", "Pf\n2 2\n-1.0\nxx")
        try Data(PFM.encode(FloatImage(width: 2, height: 1, channels: 1, samples: [1, -.infinity])))
            .write(to: URL(fileURLWithPath: folder("negative.pfm")))
        try Data(PFM.encode(FloatImage(width: 2, height: 1, channels: 1, samples: [0, .infinity])))
            .write(to: URL(fileURLWithPath: folder("empty.pfm")))
        try Data(PNG.encode(Image(width: 1, height: 1, channels: 3, samples: [1, 2, 3])))
            .write(to: URL(fileURLWithPath: folder("colour.png")))
        let before = folder.contents
        let cases: [(Int32, String, [String])] = [
            (64, "pass --depth", []),
            (66, "none.png", ["--depth", "none.png"]),
            (65, "text.png", ["--depth", "text.png"]),
            (65, "bad.pfm", ["--depth", "bad.pfm"]),
            (65, "negative.pfm", ["--depth", "negative.pfm"]),
            (65, "empty.pfm", ["--depth", "empty.pfm"]),
            (65, "not finite", ["--depth", "empty.pfm", "--depth-convention", "near-is-white"]),
            (65, "colour.png", ["--depth", "colour.png"]),
            (66, "none.png", ["--depth", "depth.png", "--image", "none.png"]),
            (65, "depth map only", ["--depth", "depth.png", "--image", "bad.pfm"]),
            (64, "leaves nothing to do", ["--depth", "depth.png", "--image", "colour.png", "--size", "16x16", "--strength", "0.1"]),
            (64, "4 x 4", ["--depth", "depth.png", "--size", "4x4"]),
        ]
        for (code, text, arguments) in cases {
            let outcome = try Program.run(["generate", "--output", "o.png"] + arguments + Self.quick, in: folder.path)
            #expect(outcome.exitCode == code, "\(arguments): \(outcome.errors)")
            #expect(outcome.errors.split(separator: "\n").last?.contains(text) == true, "\(arguments): \(outcome.errors)")
            #expect(folder.contents == before)
        }
    }

    @Test(arguments: [
        (["--steps", "0"], "--steps"), (["--strength", "0.5"], "--image"),
        (["--image", "a.png", "--strength", "0"], "--strength"), (["--image", "a.png", "--strength", "1.5"], "--strength"),
        (["--image", "a.png", "--strength", "nan"], "--strength"), (["--depth-convention", "metric"], "--depth"),
        (["--depth", "d.png", "--depth-convention", "upside-down"], "--depth-convention"),
        (["--scheduler", "magic"], "--scheduler"), (["--size", "512"], "--size"), (["--output", "a.jpg"], ".png"),
    ])
    func wrongUsageIsSaid(arguments: [String], named: String) throws {
        let outcome = try Program.run(["generate", "--prompt", "p", "--output", "o.png"] + arguments)
        #expect(outcome.exitCode == 64)
        #expect(outcome.errors.contains(named), "\(outcome.errors)")
    }
}
