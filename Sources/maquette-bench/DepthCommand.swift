import ArgumentParser
import Foundation
import MaquetteImaging
import MaquetteRaster
import MaquetteScene

/// Times the rasterizer on meshes made in code or read from PLY files.
struct DepthCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "depth",
        abstract: "Time exact depth: the first frame with all set-up, and the frames that follow.",
        discussion: """
            Examples:
              maquette-bench depth --mesh house:100000 --mesh terrain:1000000
              maquette-bench depth --mesh scan.ply --eye 0.6,0.6,1.6 --target 9,6,1 --up 0,0,1 --field-of-view 70
            """)

    @Option(name: .long, help: "house:N or terrain:N for about N triangles, shuffled-house:N, or a binary PLY file. May be repeated.")
    var mesh: [String] = ["house:10000", "house:100000", "house:1000000", "terrain:1000000"]

    @Option(name: .long, help: "Width and height in pixels.")
    var size = 1024

    @Option(name: .long, help: "Threads; all cores unless set.")
    var threads: Int?

    @Option(name: .long, help: "Frames to time, of which the fastest and the median are shown.")
    var frames = 9

    @Option(name: .long, help: "Where the camera stands: x,y,z. The mesh's own view unless set.")
    var eye: String?

    @Option(name: .long, help: "What it looks at: x,y,z.")
    var target: String?

    @Option(name: .long, help: "Where it stands in the following frames; the same place unless set.")
    var nextEye: String?

    @Option(name: .long, help: "What it looks at in the following frames.")
    var nextTarget: String?

    @Option(name: .long, help: "Up: x,y,z.")
    var up = "0,1,0"

    @Option(name: .long, help: "Vertical field of view in degrees.")
    var fieldOfView = 60.0

    @Flag(name: .long, help: "Print one line of JSON a mesh.")
    var json = false

    @Option(name: .long, help: "Write the inverse depth as a PNG.")
    var png: String?

    @Option(name: .long, help: "Write the mesh as a binary PLY file, and measure nothing.")
    var saveMesh: String?

    func run() throws {
        for name in mesh {
            let scene = try DepthBenchmarkScene(name)
            if let saveMesh {
                try PLYMesh.write(scene.mesh, to: saveMesh)
            } else {
                try measure(name, scene)
            }
        }
    }

    private func measure(_ name: String, _ scene: DepthBenchmarkScene) throws {
        var camera = scene.camera
        camera.size = SIMD2(size, size)
        if let eye, let target { camera = try view(from: eye, to: target) }
        var nextCamera = camera
        if let nextEye, let nextTarget { nextCamera = try view(from: nextEye, to: nextTarget) }

        let clock = ContinuousClock()
        let options = Rasterizer.Options(threads: threads)
        var firstFrame = Double.infinity
        for _ in 0..<max(1, frames / 3) {
            let elapsed = try clock.measure {
                _ = try Rasterizer(mesh: scene.mesh, options: options).visibility(from: camera)
            }
            firstFrame = min(firstFrame, elapsed.milliseconds)
        }
        let rasterizer = try Rasterizer(mesh: scene.mesh, options: options)
        var buffer = try rasterizer.visibility(from: camera)
        var following = [Double]()
        for _ in 0..<frames {
            following.append(try clock.measure { try rasterizer.update(&buffer, from: nextCamera) }.milliseconds)
        }
        following.sort()
        let hits = buffer.depths.lazy.filter { $0 < .infinity }
        let share = Double(hits.count) / Double(buffer.depths.count)
        let mean = hits.reduce(0.0) { $0 + Double($1) } / Double(max(1, hits.count))
        let layout =
            json
            ? "{\"mesh\": \"%@\", \"triangles\": %d, \"size\": [%d, %d], \"first\": %.4f, \"following\": %.4f, "
                + "\"median\": %.4f, \"hit\": %.6f, \"meanDepth\": %.6f}"
            : "%@: %d triangles, %d x %d: first frame %.2f ms, following %.2f ms (median %.2f); "
                + "hit %.5f, mean depth %.6f"
        print(
            String(
                format: layout, name, scene.mesh.count, size, size, firstFrame, following[0],
                following[following.count / 2], share, mean))
        if let png {
            let encoding = DepthEncoding.disparity(range: DepthRange(ofHitsIn: buffer.depthMap))
            let bytes = try PNG.encode(encoding.gray16(buffer.depthMap))
            try Data(bytes).write(to: URL(fileURLWithPath: png))
        }
    }

    private func view(from eye: String, to target: String) throws -> Camera {
        Camera(
            focalLength: 18 / tan(fieldOfView * .pi / 360), sensor: SIMD2(36, 36), size: SIMD2(size, size),
            position: try vector(eye), target: try vector(target), up: try vector(up))
    }

    private func vector(_ text: String) throws -> SIMD3<Double> {
        let numbers = text.split(separator: ",").compactMap { Double($0) }
        guard numbers.count == 3 else {
            throw ValidationError("\"\(text)\" is not a point; give three numbers such as 0,1.5,3.")
        }
        return SIMD3(numbers[0], numbers[1], numbers[2])
    }
}

extension Duration {
    fileprivate var milliseconds: Double {
        Double(components.seconds) * 1e3 + Double(components.attoseconds) * 1e-15
    }
}
