import Foundation
import Maquette
import MaquetteTestSupport
import Testing

/// ControlNets, LoRAs and other VAEs as users name them, with a tiny random model of the XL family.
@Suite struct AttachmentTests {
    private static func fixture(_ name: String) -> String {
        Program.package + "/Tests/Fixtures/diffusion/" + name
    }

    private static let model = ["--model", fixture("tiny-xl"), "--prompt", "a red chair", "--steps", "2", "--precision", "f32"]

    @Test func sceneIsPaintedWithAControlNetAndALoRAAndTheRunSaysSo() throws {
        let folder = try TemporaryFolder()
        let scene = try folder.write("square.obj", SampleScenes.square)
        let (control, lora) = (Self.fixture("tiny-controlnet-xl"), Self.fixture("loras/xl.safetensors"))
        let outcome = try Program.run(
            ["texture", scene, "--size", "32x32", "--texture-size", "64", "--output", folder("out")] + Self.model
                + ["--controlnet", control + ":0.8:0:0.5", "--lora", lora + ":0.7"])
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        let report = try JSONDecoder().decode(RunReport.self, from: Data(folder.bytes("out/run.json")))
        #expect(report.controlNets.map(\.path) == [control] && report.controlNets.map(\.scale) == [0.8])
        #expect(report.controlNets[0].interval == GuidanceInterval(start: 0, end: 0.5))
        #expect(report.controlNets[0].conditioning.contains("near is white"))
        #expect(report.controlNets[0].sha256.count == 64)
        #expect(report.loras.map(\.path) == [lora] && report.loras.map(\.scale) == [0.7])
        #expect(report.autoencoder == nil && report.sampling.negativePrompt == nil)
        let note = "Neither name, config nor metadata of the ControlNet tiny-controlnet-xl tell what it steers by"
        #expect(report.notes.contains { $0.hasPrefix(note) } && outcome.errors.contains(note), "\(outcome.errors)")
    }

    @Test func pictureFollowsDepthOnlyWithAControlNet() throws {
        let folder = try TemporaryFolder()
        let scene = try folder.write("square.obj", SampleScenes.square)
        var outcome = try Program.run(["depth", scene, "--size", "32x32", "--output", folder("depth.png")])
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        func generate(_ name: String, _ more: [String]) throws -> [UInt8] {
            let common = ["generate", "--size", "32x32", "--no-metadata", "--output", folder(name)]
            let outcome = try Program.run(common + Self.model + more)
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            return try folder.bytes(name)
        }
        let plain = try generate("plain.png", [])
        let depth = ["--depth", folder("depth.png")]
        let control = Self.fixture("tiny-controlnet-xl")
        #expect(try generate("off.png", depth + ["--controlnet", control + ":0"]) == plain)
        #expect(try generate("on.png", depth + ["--controlnet", control]) != plain)
        #expect(try generate("lora.png", ["--lora", Self.fixture("loras/xl.safetensors")]) != plain)
        #expect(try generate("vae.png", ["--vae", Self.fixture("tiny-taesd")]) != plain)

        outcome = try Program.run(
            ["generate", "--output", folder("x.png"), "--controlnet", control] + Self.model)
        #expect(outcome.exitCode == 64 && outcome.errors.contains("pass --depth"), "\(outcome.errors)")
    }

    @Test(arguments: [
        (["--controlnet", "/nowhere/control"], 66, "/nowhere/control"),
        (["--controlnet", fixture("tiny-controlnet")], 65, "choose a ControlNet made for"),
        (["--lora", "/nowhere/lora.safetensors"], 66, "/nowhere/lora.safetensors"),
        (["--lora", fixture("loras/kohya.safetensors")], 65, "choose a LoRA made for"),
        (["--vae", "/nowhere/vae"], 66, "/nowhere/vae"),
    ] as [([String], Int32, String)])
    func whatDoesNotFitIsNamed(options: [String], code: Int32, words: String) throws {
        let folder = try TemporaryFolder()
        let scene = try folder.write("square.obj", SampleScenes.square)
        #expect(try Program.run(["depth", scene, "--size", "16x16", "--output", folder("depth.png")]).exitCode == 0)
        let depth = options.contains("--controlnet") ? ["--depth", folder("depth.png")] : []
        let outcome = try Program.run(["generate", "--output", folder("a.png")] + Self.model + options + depth)
        #expect(outcome.exitCode == code, "\(outcome.errors)")
        #expect(outcome.errors.contains(words), "\(outcome.errors)")
        #expect(!folder.contents.contains("a.png"))
    }

    /// The model's digest is still being computed when the program ends over a ControlNet that does not fit.
    @Test func anErrorDuringTheDigestIsNoCrash() throws {
        let folder = try TemporaryFolder()
        let scene = try folder.write("square.obj", SampleScenes.square)
        #expect(try Program.run(["depth", scene, "--size", "16x16", "--output", folder("depth.png")]).exitCode == 0)
        let arguments = ["generate", "--output", folder("a.png"), "--prompt", "a chair", "--depth", folder("depth.png")]
        for _ in 0..<20 {
            let outcome = try Program.run(arguments + ["--controlnet", Self.fixture("tiny-controlnet")])
            #expect(outcome.exitCode == 65, "\(outcome.errors)")
        }
    }

    @Test(arguments: [
        ("tiny-controlnet-xl", ["ControlNet (ControlNetModel)", "--controlnet", "Stable Diffusion XL"]),
        ("loras/xl-lcm.safetensors", ["LoRA", "--lora", "--scheduler lcm"]),
        ("tiny-taesd", ["VAE (AutoencoderTiny)", "--vae", "--preview-vae"]),
        ("../depth-estimation/checkpoint/depth_estimator", ["depth estimator (DPTForDepthEstimation)", "--depth-model"]),
    ])
    func inspectTellsWhatGoesWithModels(name: String, words: [String]) throws {
        let outcome = try Program.run(["inspect", Self.fixture(name)])
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        for word in words { #expect(outcome.output.contains(word), "\(outcome.output)") }
        let json = try Program.run(["inspect", Self.fixture(name), "--json"])
        #expect(json.exitCode == 0 && json.output.contains("\"parameterCount\""), "\(json.errors)")
    }

    @Test func inspectNamesTheWholeForAPart() throws {
        let outcome = try Program.run(["inspect", Self.fixture("tiny-depth/unet")])
        #expect(outcome.exitCode == 65 && outcome.errors.contains("model_index.json"), "\(outcome.errors)")
    }
}
