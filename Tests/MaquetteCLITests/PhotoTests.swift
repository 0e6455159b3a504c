import Foundation
import Maquette
import MaquetteTestSupport
import Testing

/// Photos on the command line, with a tiny random checkpoint that has a depth estimator, and what pictures say
/// about themselves.
@Suite struct PhotoTests {
    private static let fixtures = Program.package + "/Tests/Fixtures"
    private static let photo = fixtures + "/imaging/photos/orientation-6.jpg"
    private static let quick = ["--prompt", "a house", "--steps", "2", "--seed", "7", "--size", "16x24"]

    /// The tiny depth checkpoint, with an estimator beside its networks.
    private static func checkpoint(in folder: TemporaryFolder) throws -> String {
        let manager = FileManager.default
        try manager.copyItem(atPath: fixtures + "/diffusion/tiny-depth", toPath: folder("tiny"))
        for part in ["depth_estimator", "feature_extractor"] {
            try manager.copyItem(
                atPath: fixtures + "/depth-estimation/checkpoint/" + part, toPath: folder("tiny/" + part))
        }
        return folder("tiny")
    }

    private static func text(_ folder: TemporaryFolder, _ name: String) throws -> [String: String] {
        try PNG.text(in: folder.bytes(name), name: name)
    }

    @Test func depthOfAPhotoIsEstimated() throws {
        let folder = try TemporaryFolder()
        let model = try Self.checkpoint(in: folder)
        for name in ["depth.png", "depth.pfm", "depth.exr"] {
            let outcome = try Program.run(["depth", Self.photo, "--model", model, "--output", folder(name)])
            #expect(outcome.exitCode == 0 && outcome.output == folder(name) + "\n", "\(outcome.errors)")
        }
        // The photo stands upright, 12 x 20.
        let grey = try PNG.decodeGray16(folder.bytes("depth.png"), name: "depth.png")
        #expect((grey.width, grey.height) == (12, 20))
        #expect(grey.samples.min() == 0 && grey.samples.max() == 65535)
        let inverse = try PFM.decode(folder.bytes("depth.pfm"), name: "depth.pfm")
        #expect(try EXR.decode(folder.bytes("depth.exr"), name: "depth.exr") == inverse)
        let nearest = try #require(inverse.samples.max())
        #expect(grey.samples[try #require(inverse.samples.firstIndex(of: nearest))] == 65535)
    }

    @Test func generateEstimatesTheDepthThatIsNotGiven() throws {
        let folder = try TemporaryFolder()
        let model = try Self.checkpoint(in: folder)
        let common = ["generate", "--model", model, "--image", Self.photo] + Self.quick
        var outcome = try Program.run(common + ["--output", folder("a.png")])
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(outcome.errors.contains("Estimating depth"))
        #expect(try PNG.header(of: folder.bytes("a.png"), name: "a.png").height == 24)
        outcome = try Program.run(common + ["--output", folder("b.png"), "--quiet"])
        #expect(try folder.bytes("b.png") == folder.bytes("a.png"))
        // A depth map of the user's goes before the estimate.
        outcome = try Program.run(["depth", Self.photo, "--model", model, "--output", folder("d.png"), "--quiet"])
        outcome = try Program.run(
            common + ["--depth", folder("d.png"), "--depth-convention", "near-is-black", "--output", folder("c.png"), "--quiet"])
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(try PNG.decode(folder.bytes("c.png"), name: "c") != PNG.decode(folder.bytes("a.png"), name: "a"))
    }

    /// An estimator beside the model lets models that bring none, and ControlNets, see the depth in a photo.
    @Test func anotherEstimatorMayBeNamed() throws {
        let folder = try TemporaryFolder()
        let whole = try Self.checkpoint(in: folder)
        let bare = Self.fixtures + "/diffusion/tiny-depth"
        func paint(_ name: String, _ more: [String]) throws -> Program.Outcome {
            try Program.run(["generate", "--image", Self.photo, "--output", folder(name)] + Self.quick + more)
        }
        var outcome = try paint("a.png", ["--model", whole])
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        outcome = try paint("b.png", ["--model", bare, "--depth-model", whole])
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(try PNG.decode(folder.bytes("b.png"), name: "b") == PNG.decode(folder.bytes("a.png"), name: "a"))
        let report = try JSONDecoder().decode(PictureReport.self, from: Data(folder.bytes("b.run.json")))
        #expect(report.depth?.path == whole && report.depth?.estimatorSHA256?.count == 64 && report.image == Self.photo)

        let xl = ["--model", Self.fixtures + "/diffusion/tiny-xl", "--controlnet", Self.fixtures + "/diffusion/tiny-controlnet-xl"]
        outcome = try paint("c.png", xl + ["--depth-model", whole])
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        outcome = try paint("d.png", xl)
        #expect(outcome.exitCode == 64 && outcome.errors.contains("--depth-model"), "\(outcome.errors)")
        outcome = try paint("d.png", ["--model", Self.fixtures + "/diffusion/tiny-xl", "--depth-model", whole])
        #expect(outcome.exitCode == 64 && outcome.errors.contains("leave --depth-model away"), "\(outcome.errors)")
        outcome = try paint("d.png", ["--model", bare, "--depth-model", bare])
        #expect(outcome.exitCode == 66 && outcome.errors.contains("has no depth estimator"), "\(outcome.errors)")
    }

    @Test func wrongPhotosAndOptionsAreNamed() throws {
        let folder = try TemporaryFolder()
        let model = try Self.checkpoint(in: folder)
        let scene = Program.package + "/Scenes/chair.obj"
        let cases: [(Int32, String, [String])] = [
            (64, "pass --model", ["depth", Self.photo]),
            (64, "for scenes", ["depth", Self.photo, "--model", model, "--pass", "normals"]),
            (64, "for scenes", ["depth", Self.photo, "--model", model, "--focal", "50"]),
            (64, "for scenes", ["depth", Self.photo, "--model", model, "--sensor", "24x16"]),
            (64, "for scenes", ["depth", Self.photo, "--model", model, "--size", "64x64"]),
            (64, "for scenes", ["depth", Self.photo, "--model", model, "--camera", "camera.json"]),
            (64, "leave it away", ["depth", scene, "--model", model]),
            (66, "has no depth estimator", ["depth", Self.photo, "--model", "maquette-depth"]),
            (65, "with --depth", ["depth", Self.fixtures + "/imaging/photos/float.tif", "--model", model]),
            (64, "has no depth_estimator", ["generate", "--image", Self.photo] + Self.quick),
            (65, "no picture", ["generate", "--model", model, "--image", scene] + Self.quick),
            (65, "photo", ["generate", "--model", model, "--depth", Self.photo] + Self.quick),
        ]
        for (code, text, arguments) in cases {
            let outcome = try Program.run(arguments + ["--output", folder("out.png")])
            #expect(outcome.exitCode == code, "\(arguments): \(outcome.errors)")
            #expect(outcome.errors.contains(text), "\(arguments): \(outcome.errors)")
            #expect(!folder.contents.contains("out.png"))
        }
    }

    @Test func picturesSayHowTheyWereMadeUnlessTold() throws {
        let folder = try TemporaryFolder()
        let model = try Self.checkpoint(in: folder)
        let common = ["generate", "--model", model, "--image", Self.photo, "--quiet"] + Self.quick
        _ = try Program.run(common + ["--output", folder("a.png"), "--negative-prompt", "Nebel über 東京"])
        let text = try Self.text(folder, "a.png")
        #expect(Set(text.keys) == ["parameters", "maquette"])
        let parameters = try #require(text["parameters"])
        #expect(parameters.hasPrefix("a house\nNegative prompt: Nebel über 東京\nSteps: 2, Sampler: "), "\(parameters)")
        #expect(parameters.contains("Seed: 7, Size: 16x24, Model hash: ") && parameters.contains("Denoising strength: 0.8"))

        _ = try Program.run(common + ["--output", folder("b.png"), "--negative-prompt", "Nebel über 東京", "--no-metadata"])
        #expect(try Self.text(folder, "b.png") == [:])
        #expect(try PNG.decode(folder.bytes("b.png"), name: "b") == PNG.decode(folder.bytes("a.png"), name: "a"))
    }

    @Test func everyPictureOfATextureSaysHowItWasMade() throws {
        let folder = try TemporaryFolder()
        let arguments = [
            "texture", Program.package + "/Scenes/chair.obj", "--prompt", "oak", "--steps", "1", "--size", "64x64",
            "--texture-size", "64", "--quiet",
        ]
        let outcome = try Program.run(arguments + ["--output", folder("a")])
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        _ = try Program.run(arguments + ["--output", folder("b"), "--no-metadata"])
        let pictures = folder.contents.filter { $0.hasPrefix("a/") && $0.hasSuffix(".png") }
        #expect(pictures.count >= 4)
        for picture in pictures {
            let text = try Self.text(folder, picture)
            #expect(text["parameters"]?.contains("Model: maquette-depth") == true, "\(picture)")
            #expect(text["maquette"]?.contains("apache-2.0") == true)
            let bare = "b/" + picture.dropFirst(2)
            #expect(try Self.text(folder, bare).isEmpty)
            #expect(try PNG.decode(folder.bytes(bare), name: bare) == PNG.decode(folder.bytes(picture), name: picture))
        }
    }
}
