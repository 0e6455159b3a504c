import ArgumentParser
import Foundation
import Maquette

/// Measures how few cameras `--rig auto` needs, and draws what rigs see.
struct CamerasCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cameras",
        abstract: "Count the cameras that it takes to see a scene, and draw what they see.",
        discussion: """
            Prints how many cameras --rig auto chooses, what part of what can be seen they show clearly and what part \
            at any angle, what part of all surfaces no camera can see, and the seconds that the choice took.
            """)

    @Argument(help: "Scene files.")
    var scenes: [String]

    @Option(help: "The part of what can be seen that shall be seen.")
    var coverage = CameraSelection.defaultCoverage

    @Option(help: "The most cameras.")
    var views: Int?

    @Flag(help: "Cut walls away.")
    var cutaway = false

    @Option(help: "Draw this rig in place of auto: front, orbit, room or scene.")
    var rig: String?

    @Option(help: "Write what the cameras see as NAME.png into this folder, four pictures a row.")
    var pictures: String?

    func run() throws {
        print("scene          triangles  cameras  coverage     seen  hidden  seconds")
        for path in scenes { try measure(path) }
    }

    private func measure(_ path: String) throws {
        let scene = try SceneImporter.scene(contentsOf: path)
        let triangles = scene.mesh.triangulated()
        let clock = ContinuousClock()
        let start = clock.now
        var placement = CameraSelection.Placement.auto(coverage: coverage, views: views, cutaway: cutaway)
        if let rig {
            guard let rig = CameraRig(rawValue: rig) else { throw ValidationError("There is no rig \(rig).") }
            placement = .rig(rig, views: views, distance: nil, cutaway: cutaway)
        }
        let size = SIMD2(512, 512)
        let placed = try CameraSelection(placement: placement).cameras(
            for: scene, triangles: triangles, defaultSize: size)
        let seconds = (clock.now - start) / .seconds(1)
        let survey = try placed.survey ?? SightSurvey(scene, triangles: triangles, lenses: RigLenses(size: size))
        print(
            scene.name.padding(toLength: 14, withPad: " ", startingAt: 0),
            String(
                format: "%9d %8d %9.3f %8.3f %7.3f %8.3f", triangles.count, placed.cameras.count,
                try survey.coverage(of: placed.cameras), try survey.seenShare(by: placed.cameras), survey.hiddenArea / survey.totalArea, seconds))
        if let pictures { try draw(placed.cameras, of: triangles, name: scene.name, folder: pictures) }
    }

    private func draw(_ cameras: [Camera], of mesh: TriangleMesh, name: String, folder: String) throws {
        let rasterizer = try Rasterizer(mesh: mesh)
        let renderer = try ShadedRenderer(mesh: mesh)
        let images = try cameras.map { camera in
            var small = camera
            small.size = SIMD2(256, 256 * camera.size.y / camera.size.x)
            return try renderer.image(rasterizer: rasterizer, camera: small, samplesPerSide: 2)
        }
        for start in stride(from: 0, to: images.count, by: 4) {
            let row = try ContactSheet.row(Array(images[start..<min(start + 4, images.count)]))
            let file = URL(fileURLWithPath: folder).appendingPathComponent("\(name)-\(start / 4).png")
            try Data(try PNG.encode(row)).write(to: file)
        }
    }
}
