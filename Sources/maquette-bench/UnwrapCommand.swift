import ArgumentParser
import Foundation
import MaquetteImaging
import MaquetteScene
import MaquetteUnwrap

/// Times the unwrapper and measures what it makes.
struct UnwrapCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unwrap",
        abstract: "Time the unwrapper and measure its atlases.",
        discussion: """
            Prints time, charts, utilisation and area-weighted L2 stretch (1 is best). With --export the \
            same meshes are written as OBJ; docs/benchmarks/unwrap.py compares the unwrapper with xatlas on them.
            """)

    @Argument(help: "Scenes to make: \(UnwrapBenchmarkScene.allCases.map(\.rawValue).joined(separator: ", ")); all by default.")
    var scenes: [String] = []

    @Option(help: "Width and height of the texture.")
    var textureSize = 2048

    @Option(help: "Write a picture NAME.png of each atlas into this folder.")
    var pictures: String?

    @Option(help: "Write each mesh as NAME.obj into this folder.")
    var export: String?

    func run() throws {
        print("scene          triangles   seconds  charts  utilisation  stretch  anisotropy")
        for name in scenes.isEmpty ? UnwrapBenchmarkScene.allCases.map(\.rawValue) : scenes {
            guard let kind = UnwrapBenchmarkScene(rawValue: name) else {
                throw ValidationError("There is no benchmark scene \"\(name)\".")
            }
            try measure(kind.make())
        }
    }

    private func measure(_ scene: Scene) throws {
        let triangles = scene.mesh.triangulated()
        let clock = ContinuousClock()
        var atlas: Atlas?
        let duration = try clock.measure {
            atlas = try Unwrapper.atlas(
                for: scene, triangles: triangles, layout: TextureLayout(policy: .unwrap, textureSize: textureSize))
        }
        guard let atlas else { return }
        let quality = AtlasQuality(atlas, scene: scene, triangles: triangles)
        let seconds = Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
        print(
            scene.name.padding(toLength: 14, withPad: " ", startingAt: 0),
            String(
                format: "%9d %9.3f %7d %12.3f %8.4f %11.2f", triangles.count, seconds, atlas.chartCount,
                quality.utilisation, quality.stretch, quality.greatestAnisotropy))
        if let pictures {
            let picture = UnwrapPicture.draw(atlas, scene: scene, triangles: triangles)
            let bytes = try PNG.encode(picture)
            try Data(bytes).write(to: URL(fileURLWithPath: pictures).appendingPathComponent("\(scene.name).png"))
        }
        if let export { try writeOBJ(scene, to: URL(fileURLWithPath: export)) }
    }

    private func writeOBJ(_ scene: Scene, to folder: URL) throws {
        var text = ""
        for position in scene.mesh.positions { text += "v \(position.x) \(position.y) \(position.z)\n" }
        for face in 0..<scene.mesh.faceCount {
            let numbers = scene.mesh.corners[scene.mesh.cornerRange(ofFace: face)].map { String($0.position + 1) }
            text += "f \(numbers.joined(separator: " "))\n"
        }
        try Data(text.utf8).write(to: folder.appendingPathComponent("\(scene.name).obj"))
    }
}
