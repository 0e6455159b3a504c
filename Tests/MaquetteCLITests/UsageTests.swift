import Foundation
import MaquetteTestSupport
import Testing

/// Wrong usage ends with 64, a sentence on standard error, and nothing on standard output.
@Suite struct UsageTests {
    @Test(arguments: [
        (["texture"], "scene"),
        (["texture", "a.obj", "--output", "o"], "--prompt"),
        (["texture", "a.obj", "--prompt", "p"], "--output"),
        (["texture", "a.obj", "--prompt", "p", "--output", "o", "--texture-size", "100"], "power of two"),
        (["texture", "a.obj", "--prompt", "p", "--output", "o", "--steps", "0"], "--steps"),
        (["texture", "a.obj", "--prompt", "p", "--output", "o", "--threads", "0"], "--threads"),
        (["texture", "a.obj", "--prompt", "p", "--output", "o", "--threads", "99999999999"], "--threads"),
        (["texture", "a.obj", "--prompt", "p", "--output", "o", "--uv", "maybe"], "--uv"),
        (["texture", "a.obj", "--prompt", "p", "--output", "o", "--guidance", "nan"], "--guidance"),
        (["texture", "a.obj", "--prompt", "p", "--output", "o", "--depth-range", "5:2"], "--depth-range"),
        (["texture", "a.obj", "--prompt", "p", "--output", "o", "--depth-range", "0:2"], "--depth-range"),
        (["texture", "a.obj", "--prompt", "p", "--output", "o", "--depth-range", "1:2,"], "--depth-range"),
        (["texture", "a.obj", "--prompt", "p", "--output", "o", "--controlnet", "c:-1"], "--controlnet"),
        (["texture", "a.obj", "--prompt", "p", "--output", "o", "--controlnet", "c:1:0.7:0.2"], "--controlnet"),
        (["texture", "a.obj", "--prompt", "p", "--output", "o", "--lora", "l:1:0:1"], "--lora"),
        (["texture", "a.obj", "--prompt", "p", "--output", "o", "--guidance-interval", "0.7:0.2"], "--guidance-interval"),
        (["texture", "a.obj", "--prompt", "p", "--output", "o", "--guidance-interval", "0:1.5"], "--guidance-interval"),
        (["texture", "a.obj", "--prompt", "p", "--output", "o", "--guidance-interval", "0.5"], "--guidance-interval"),
        (["texture", "a.obj", "--prompt", "p", "--output", "o", "--guidance-interval", "nan:1"], "--guidance-interval"),
        (["texture", "a.obj", "--prompt", "p", "--output", "o", "--preview", "0"], "--preview"),
        (["texture", "a.obj", "--prompt", "p", "--output", "o", "--preview", "often"], "--preview"),
        (["texture", "a.obj", "--prompt", "p", "--output", "o", "--preview-vae", "taesd"], "needs --preview"),
        (["generate", "--prompt", "p", "--output", "o.png", "--depth-model", "dpt"], "pass --image"),
        (["generate", "--prompt", "p", "--output", "o.png", "--depth-model", "dpt", "--image", "a.png", "--depth", "d.png"], "no --depth"),
        (["depth", "a.obj", "--output", "o.jpg"], ".pfm"),
        (["depth", "a.obj", "--output", "o.exr", "--pass", "normals"], ".png"),
        (["depth", "a.obj", "--output", "o.png", "--pass", "colours"], "--pass"),
        (["depth", "a.obj", "--output", "o.png", "--cull", "front"], "--cull"),
        (["depth", "a.obj", "--output", "o.png", "--focal", "0"], "--focal"),
        (["depth", "a.obj", "--output", "o.png", "--focal=-35"], "--focal"),
        (["depth", "a.obj", "--output", "o.png", "--focal", "nan"], "--focal"),
        (["depth", "a.obj", "--output", "o.png", "--size", "0x512"], "--size"),
        (["depth", "a.obj", "--output", "o.png", "--size", "512"], "--size"),
        (["depth", "a.obj", "--output", "o.png", "--sensor", "36x-24"], "--sensor"),
        (["depth", "a.obj", "--output", "o.png", "--views", "0"], "--views"),
        (["depth", "a.obj", "--output", "o.png", "--rig", "auto", "--coverage", "1.5"], "--coverage"),
        (["depth", "a.obj", "--output", "o.png", "--coverage", "0.9"], "--rig auto"),
        (["depth", "a.obj", "--output", "o.png", "--cutaway"], "--cutaway"),
        (["depth", "a.obj", "--output", "o.png", "--rig", "auto", "--distance", "3"], "--distance"),
        (["depth", "a.obj", "--output", "o.png", "--views", "999999999"], "--views"),
        (["depth", "a.obj", "--output", "o.png", "--focal", "1e-300"], "--focal"),
        (["depth", "a.obj", "--output", "o.png", "--sensor", "36x1e300"], "--sensor"),
        (["depth", "a.obj", "--output", ".png"], ".pfm"),
        (["depth", "a.obj", "--output", "o.png", "--distance", "0"], "--distance"),
        (["depth", "a.obj", "--output", "o.png", "--camera", "c.json", "--rig", "orbit"], "--rig"),
        (["depth", "a.obj", "--output", "o.png", "--rig", "sideways"], "--rig"),
        (["unwrap", "a.obj", "--output", "o.glb"], ".obj"),
        (["unwrap", "a.obj", "--output", "o.obj", "--texture-size", "63"], "power of two"),
        (["unwrap", "a.obj", "--output", "o.obj", "--texel-density", "0"], "--texel-density"),
        (["unwrap", "a.obj", "--output", "o.obj", "--texel-density=-3"], "--texel-density"),
        (["unwrap", "a.obj", "--output", "o.obj", "--texel-density", "nan"], "--texel-density"),
        (["unwrap", "a.obj", "--output", "o.obj", "--uv", "maybe"], "--uv"),
        (["texture", "a.obj", "--prompt", "p", "--output", "o", "--consistency", "maybe"], "--consistency"),
        (["texture", "a.obj", "--prompt", "p", "--output", "o", "--blend", "poisson"], "--blend"),
        (["inspect"], "scene-or-model"),
        (["paint"], "paint"),
    ])
    func wrongUsage(arguments: [String], named: String) throws {
        let folder = try TemporaryFolder()
        let outcome = try Program.run(arguments, in: folder.path)
        #expect(outcome.exitCode == 64)
        #expect(outcome.output == "")
        #expect(outcome.errors.contains(named), "\(outcome.errors)")
        #expect(folder.contents == [])
    }
}
