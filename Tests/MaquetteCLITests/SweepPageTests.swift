import Foundation
import MaquetteTestSupport
import Testing

/// The page of a sweep in a real browser. `MAQUETTE_SCREENSHOTS=DIR` keeps what it looks like.
@Suite(.serialized, .enabled(if: Browser.path != nil, "Chromium is missing: make test installs it"))
struct SweepPageTests {
    private static func sweep(_ folder: TemporaryFolder, _ arguments: [String], prompt: String = "red brick walls") throws -> String {
        let scene = try folder.write("square.obj", SampleScenes.square)
        let outcome = try Program.run(
            ["sweep", scene, "--output", folder("out"), "--prompt", prompt, "--size", "64x64", "--texture-size", "64", "--steps", "1"]
                + arguments)
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        return "file://" + folder("out/index.html")
    }

    private static func keep(_ browser: Browser, as name: String) throws {
        guard let folder = ProcessInfo.processInfo.environment["MAQUETTE_SCREENSHOTS"] else { return }
        try browser.screenshot().write(to: URL(fileURLWithPath: folder + "/" + name))
    }

    /// The part of the 3D view's pixels that show the scene, and their mean colour.
    private static func pixels(_ browser: Browser) throws -> [Double] {
        let value = try browser.evaluate(
            """
            (() => {
              const view = document.getElementById("scene");
              const copy = Object.assign(document.createElement("canvas"), { width: view.width, height: view.height });
              const pen = copy.getContext("2d");
              pen.drawImage(view, 0, 0);
              const samples = pen.getImageData(0, 0, view.width, view.height).data;
              let [count, r, g, b] = [0, 0, 0, 0];
              for (let i = 0; i < samples.length; i += 4) {
                if (samples[i] === samples[0] && samples[i + 1] === samples[1] && samples[i + 2] === samples[2]) continue;
                count += 1; r += samples[i]; g += samples[i + 1]; b += samples[i + 2];
              }
              return [count / (samples.length / 4), r / count, g / count, b / count];
            })()
            """)
        return try #require(value as? [Double])
    }

    @Test(arguments: [false, true])
    func theSliderMovesAndTheSceneIsSeen(prefersDark: Bool) throws {
        let folder = try TemporaryFolder()
        let page = try Self.sweep(folder, ["--focal", "18,85"])
        let browser = try Browser(prefersDark: prefersDark)
        try browser.visit(page)
        #expect(try browser.evaluate("document.getElementById('now').textContent") as? String == "18 mm")
        try browser.wait(for: "document.getElementById('image-large').firstElementChild.naturalWidth === 64")
        let first = try browser.evaluate("document.getElementById('image-large').firstElementChild.src") as? String
        let command = try browser.evaluate("document.getElementById('command').textContent") as? String
        #expect(command?.contains("cells/focal-18/cameras.json") == true)
        // The square fills 0.92 x 0.92 of the view; its texture comes a moment after the page.
        try browser.wait(for: "new Promise((done) => setTimeout(() => done(true), 500))")
        let before = try Self.pixels(browser)
        #expect(abs(before[0] - 0.92 * 0.92) < 0.03, "\(before)")
        try Self.keep(browser, as: "page-\(prefersDark ? "dark" : "light").png")

        try browser.evaluate("document.getElementById('column').focus()")
        try browser.press("ArrowRight", code: 39)
        #expect(try browser.evaluate("document.getElementById('now').textContent") as? String == "85 mm")
        let second = try browser.evaluate("document.getElementById('image-large').firstElementChild.src") as? String
        #expect(first != nil && second != nil && first != second)
        try browser.wait(for: "new Promise((done) => setTimeout(() => done(true), 500))")
        let after = try Self.pixels(browser)
        #expect(abs(after[0] - before[0]) < 0.02, "the dolly zoom keeps the square's size: \(before), \(after)")

        // Turned by the mouse it is narrower, and Home looks through the lens again.
        try browser.drag("#scene", byX: 100, y: 0)
        #expect(try Self.pixels(browser)[0] < after[0] - 0.05)
        try browser.evaluate("document.getElementById('scene').focus()")
        try browser.press("Home", code: 36)
        #expect(try abs(Self.pixels(browser)[0] - after[0]) < 0.001)

        #expect(browser.foreignRequests == [])
        #expect(browser.complaints == [])
    }

    @Test func cellsAreEnlargedAndCommandsCopied() throws {
        let folder = try TemporaryFolder()
        let page = try Self.sweep(folder, ["--seed", "1,2", "--guidance", "1,3"])
        let browser = try Browser()
        try browser.visit(page)
        #expect(try browser.evaluate("document.querySelectorAll('.cell').length") as? Int == 4)
        try browser.evaluate("document.querySelector('[data-place=\"1,0\"]').click()")
        #expect(try browser.evaluate("document.getElementById('enlarged').open") as? Bool == true)
        #expect(try browser.evaluate("document.querySelector('#enlarged p').textContent") as? String == "seed 2, guidance 1")
        try browser.press("Escape", code: 27)
        try browser.wait(for: "!document.getElementById('enlarged').open")
        #expect(try browser.evaluate("document.querySelector('input[name=row]:checked').value") as? String == "1")
        // The grid is gone through with the keyboard alone.
        try browser.evaluate("document.querySelector('[data-place=\"1,0\"]').focus()")
        try browser.press("ArrowUp", code: 38)
        try browser.press("ArrowRight", code: 39)
        #expect(try browser.evaluate("document.getElementById('now').textContent") as? String == "seed 1, guidance 3")
        try browser.evaluate("document.getElementById('copy').click()")
        try browser.wait(for: "['Copied', 'Press Ctrl-C'].includes(document.getElementById('copy').textContent)")
        try browser.evaluate("document.querySelector('[data-kind=depth]').click()")
        #expect(try browser.evaluate("document.querySelector('[data-kind=depth]').getAttribute('aria-pressed')") as? String == "true")
        try Self.keep(browser, as: "page-grid.png")
        #expect(browser.foreignRequests == [] && browser.complaints == [])
    }

    @Test func promptsAreTextAndNothingElse() throws {
        let folder = try TemporaryFolder()
        let prompt = "</script><script>document.title='taken'</script><!--<b>it's \"quoted\" & {{data}} \\u003c"
        let page = try Self.sweep(folder, ["--focal", "18,85", "--images-only"], prompt: prompt)
        let browser = try Browser()
        try browser.visit(page)
        #expect(try browser.evaluate("document.title") as? String == "square: focal length")
        #expect(try browser.evaluate("document.querySelector('.wide dd').textContent") as? String == prompt)
        // Pictures alone: no scene, and a sentence about it.
        #expect(try browser.evaluate("document.getElementById('scene').hidden") as? Bool == true)
        #expect(try browser.evaluate("document.getElementById('scene-note').textContent.includes('--images-only')") as? Bool == true)
        #expect(browser.foreignRequests == [] && browser.complaints == [])
    }
}
