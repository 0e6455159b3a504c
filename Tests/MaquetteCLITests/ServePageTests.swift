import Foundation
import MaquetteTestSupport
import Testing

/// The page of `maquette serve` in a real browser. `MAQUETTE_SCREENSHOTS=DIR` keeps what it looks like.
@Suite(.serialized, .enabled(if: Browser.path != nil, "Chromium is missing: make test installs it"))
struct ServePageTests {
    @Test(arguments: [false, true])
    func aSceneIsLookedAtPaintedAndTurned(prefersDark: Bool) throws {
        let folder = try TemporaryFolder()
        try FileManager.default.copyItem(atPath: Program.package + "/Scenes/dollhouse.obj", toPath: folder("dollhouse.obj"))
        let running = try Program.Running(Program.path, ["serve", folder.path, "--port", "0"])
        defer { running.send(SIGKILL) }
        let address = try #require(running.firstLineOfOutput())
        let browser = try Browser(prefersDark: prefersDark)
        try browser.visit(address)

        // The depth moves with the lens, and the last place of the slider is the one that is seen in the end.
        try browser.wait(for: "document.getElementById('depth').naturalWidth === 512")
        let first = try browser.evaluate("document.getElementById('depth').src") as? String
        try browser.evaluate(
            """
            for (const place of [0.2, 0.5, 0.7]) {
              const slider = document.getElementById("focal");
              slider.value = place;
              slider.dispatchEvent(new Event("input"));
            }
            """)
        #expect(try browser.evaluate("document.getElementById('lens').textContent") as? String == "85 mm")
        try browser.wait(for: "document.getElementById('depth').src !== \(Browser.quoted(first ?? ""))")
        try browser.wait(
            for: """
                (async () => {
                  const pixels = async (source) => {
                    const image = Object.assign(new Image(), { src: source });
                    await image.decode();
                    const copy = Object.assign(document.createElement("canvas"), { width: 512, height: 512 });
                    copy.getContext("2d").drawImage(image, 0, 0);
                    return copy.toDataURL();
                  };
                  const seen = await pixels(document.getElementById("depth").src);
                  return seen === await pixels("api/depth?scene=dollhouse.obj&focalLength=85");
                })().catch(() => false)
                """)

        try browser.evaluate("document.getElementById('prompt').value = 'open dollhouse, blue striped wallpaper, oak plank floor'")
        try browser.evaluate("document.getElementById('numInferenceSteps').value = 2")
        try browser.evaluate("document.getElementById('textureSize').value = 512")
        try browser.evaluate("document.getElementById('paint').click()")
        try browser.wait(for: "document.getElementById('status').textContent.startsWith('Painted ')", seconds: 180)
        try browser.wait(for: "document.getElementById('image').naturalWidth === 512")
        try browser.wait(for: "document.querySelector('#scene-frame canvas') !== null")
        try browser.wait(for: "document.querySelector('#scene-frame canvas').dataset.textures === 'loaded'")
        let downloads = try browser.evaluate("document.getElementById('downloads').textContent") as? String
        #expect(downloads?.contains("dollhouse.glb") == true && downloads?.contains("run.json") == true)
        #expect(try browser.evaluate("document.querySelectorAll('.card').length") as? Int == 1)
        if let screenshots = ProcessInfo.processInfo.environment["MAQUETTE_SCREENSHOTS"] {
            try browser.screenshot().write(
                to: URL(fileURLWithPath: "\(screenshots)/serve-\(prefersDark ? "dark" : "light").png"))
        }
        let view = "document.querySelector('#scene-frame canvas').toDataURL()"
        let before = try browser.evaluate(view) as? String
        try browser.drag("#scene-frame canvas", byX: 120, y: 0)
        #expect(try browser.evaluate(view) as? String != before)
        try browser.evaluate("document.getElementById('scene-reset').click()")
        #expect(try browser.evaluate(view) as? String == before)

        #expect(browser.complaints.isEmpty, "\(browser.complaints)")
        #expect(browser.foreignRequests.allSatisfy { $0.hasPrefix(address) || $0.hasPrefix("blob:") })
    }

    @Test func whatGoesWrongIsSaidOnThePage() throws {
        let folder = try TemporaryFolder()
        try folder.write("broken.obj", "f 1 2 3\n")
        let running = try Program.Running(Program.path, ["serve", folder.path, "--port", "0"])
        defer { running.send(SIGKILL) }
        let browser = try Browser()
        try browser.visit(try #require(running.firstLineOfOutput()))
        try browser.wait(for: "document.getElementById('depth-note').textContent.includes('broken.obj')")
    }
}
