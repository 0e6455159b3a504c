import Foundation
import Maquette
import Testing

@Suite struct UnwrapCommandTests {
    @Test func givesTextureCoordinatesAndKeepsTheRest() throws {
        let folder = try TemporaryFolder()
        let scene = try folder.file("square.obj", SampleScenes.square)
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

    @Test func keepInsistsOnTextureCoordinates() throws {
        let folder = try TemporaryFolder()
        let scene = try folder.file("square.obj", SampleScenes.square)
        let outcome = try Program.run(["unwrap", scene, "--uv", "keep", "--output", folder("flat.obj")])
        #expect(outcome.exitCode == 65)
        #expect(outcome.errors.contains("paint"), "\(outcome.errors)")
        #expect(folder.contents == ["square.obj"])
    }

    @Test func neitherFileIsReplacedUnasked() throws {
        let folder = try TemporaryFolder()
        let scene = try folder.file("square.obj", SampleScenes.square)
        _ = try folder.file("flat.mtl", "mine")
        let outcome = try Program.run(["unwrap", scene, "--output", folder("flat.obj")])
        #expect(outcome.exitCode == 73)
        #expect(folder.contents == ["flat.mtl", "square.obj"])
    }
}
