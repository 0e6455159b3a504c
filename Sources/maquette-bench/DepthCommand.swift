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

    @Option(name: .long, help: "house:N or terrain:N for about N triangles, or a binary PLY file. May be repeated.")
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

    @Option(name: .long, help: "Up: x,y,z.")
    var up = "0,1,0"

    @Option(name: .long, help: "Vertical field of view in degrees.")
    var fieldOfView = 60.0

    @Option(name: .long, help: "Write the inverse depth as a PNG.")
    var png: String?

    func run() throws {
        for name in mesh { try measure(name) }
    }

    private func measure(_ name: String) throws {
        let scene = try DepthBenchmarkScene(name)
        var camera = scene.camera
        if let eye, let target {
            camera.position = try vector(eye)
            camera.target = try vector(target)
            camera.up = try vector(up)
            camera.sensor = SIMD2(36, 36)
            camera.focalLength = 18 / tan(fieldOfView * .pi / 360)
        }
        camera.size = SIMD2(size, size)

        let clock = ContinuousClock()
        let options = Rasterizer.Options(threads: threads)
        var firstFrames = [Double]()
        for _ in 0..<3 {
            let elapsed = try clock.measure {
                _ = try Rasterizer(mesh: scene.mesh, options: options).visibility(from: camera)
            }
            firstFrames.append(elapsed.milliseconds)
        }
        let rasterizer = try Rasterizer(mesh: scene.mesh, options: options)
        var buffer = try rasterizer.visibility(from: camera)
        var following = [Double]()
        for _ in 0..<frames {
            following.append(try clock.measure { try rasterizer.update(&buffer, from: camera) }.milliseconds)
        }
        following.sort()
        let hits = buffer.depths.lazy.filter { $0 < .infinity }
        let share = Double(hits.count) / Double(buffer.depths.count)
        let mean = hits.reduce(0.0) { $0 + Double($1) } / Double(max(1, hits.count))
        print(
            String(
                format: "%@: %d triangles, %d x %d: first frame %.2f ms, following %.2f ms "
                    + "(median %.2f); hit %.5f, mean depth %.6f",
                name, scene.mesh.count, size, size, firstFrames.min() ?? 0, following[0],
                following[following.count / 2], share, mean))
        if let png {
            let encoding = DepthEncoding.disparity(range: DepthRange(ofHitsIn: buffer.depthMap))
            let bytes = try PNG.encode(encoding.gray16(buffer.depthMap))
            try Data(bytes).write(to: URL(fileURLWithPath: png))
        }
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
