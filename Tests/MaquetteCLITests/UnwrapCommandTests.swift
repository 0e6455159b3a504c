import Foundation
import Maquette
import MaquetteTestSupport
import Testing

@Suite struct UnwrapCommandTests {
    @Test func givesTextureCoordinatesAndKeepsTheRest() throws {
        let folder = try TemporaryFolder()
        let scene = try folder.write("square.obj", SampleScenes.square)
        let outcome = try Program.run(["unwrap", scene, "--output", folder("flat.obj"), "--json"])
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(folder.contents == ["flat.mtl", "flat.obj", "square.obj"])
        let before = try SceneImporter.scene(contentsOf: scene)
        let after = try SceneImporter.scene(contentsOf: folder("flat.obj"))
        #expect(after.mesh.positions == before.mesh.positions)
        #expect(after.mesh.corners.map(\.position) == before.mesh.corners.map(\.position))
        #expect(after.objects == before.objects)
        #expect(after.materials.map(\.name) == before.materials.map(\.name))
        #expect(after.textureCoordinates == .all)
        #expect(after.mesh.textureCoordinates.allSatisfy { (0...1).contains($0.x) && (0...1).contains($0.y) })
        #expect(outcome.output.contains(#""charts":1"#))
    }

    @Test func aHighTexelDensityTakesSeveralPages() throws {
        let folder = try TemporaryFolder()
        // 8 x 8 squares of one scene unit.
        var text = "mtllib none.mtl\nusemtl brick\n"
        for y in 0...8 { for x in 0...8 { text += "v \(x) \(y) 0\n" } }
        for y in 0..<8 {
            for x in 1...8 { text += "f \(9 * y + x) \(9 * y + x + 1) \(9 * y + x + 10) \(9 * y + x + 9)\n" }
        }
        let scene = try folder.write("wall.obj", text)
        let outcome = try Program.run([
            "unwrap", scene, "--texture-size", "64", "--texel-density", "14", "--output", folder("flat.obj"), "--json",
        ])
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(outcome.output.contains(#""texelDensity":14"#), "\(outcome.output)")
        let before = try SceneImporter.scene(contentsOf: scene)
        let after = try SceneImporter.scene(contentsOf: folder("flat.obj"))
        #expect(after.mesh.positions == before.mesh.positions)
        #expect(after.mesh.corners.map(\.position) == before.mesh.corners.map(\.position))
        let names = after.materials.map(\.name)
        #expect(names.prefix(3) == ["brick", "brick.1002", "brick.1003"], "\(names)")
        // Unwrapping again keeps every page.
        let again = try Program.run(["unwrap", folder("flat.obj"), "--output", folder("again.obj"), "--json"])
        #expect(again.output.contains("Kept the texture coordinates of"), "\(again.output)")
        #expect(again.output.contains(#""pages":\#(names.count)"#), "\(again.output)")

        let tooMuch = try Program.run([
            "unwrap", scene, "--texture-size", "64", "--texel-density", "9000", "--output", folder("no.obj"),
        ])
        #expect(tooMuch.exitCode == 65)
        #expect(tooMuch.errors.contains("a --texel-density of at most about"), "\(tooMuch.errors)")
        let none = try Program.run(["unwrap", scene, "--texel-density", "0", "--output", folder("no.obj")])
        #expect(none.exitCode == 64)
    }

    @Test func keepInsistsOnTextureCoordinates() throws {
        let folder = try TemporaryFolder()
        let scene = try folder.write("square.obj", SampleScenes.square)
        let outcome = try Program.run(["unwrap", scene, "--uv", "keep", "--output", folder("flat.obj")])
        #expect(outcome.exitCode == 65)
        #expect(outcome.errors.contains("paint"), "\(outcome.errors)")
        #expect(folder.contents == ["square.obj"])
    }

    @Test func neitherFileIsReplacedUnasked() throws {
        let folder = try TemporaryFolder()
        let scene = try folder.write("square.obj", SampleScenes.square)
        try folder.write("flat.mtl", "mine")
        let outcome = try Program.run(["unwrap", scene, "--output", folder("flat.obj")])
        #expect(outcome.exitCode == 73)
        #expect(folder.contents == ["flat.mtl", "square.obj"])
    }
}
