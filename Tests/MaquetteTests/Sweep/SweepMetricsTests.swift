import Foundation
import Testing

@testable import Maquette

@Suite struct SweepMetricsTests {
    /// What `make_depth_edge_alignment.py` computed with numpy.
    private struct Recorded: Decodable {
        var width: Int
        var height: Int
        var picture: [UInt8]
        var disparity: [Float]
        var own: Double
        var shuffled: Double

        init() throws {
            let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
                .deletingLastPathComponent().appendingPathComponent("Fixtures/sweep/depth-edge-alignment.json")
            self = try JSONDecoder().decode(Recorded.self, from: Data(contentsOf: path))
        }
    }

    @Test func alignmentIsThatOfNumpy() throws {
        let recorded = try Recorded()
        let picture = Image(width: recorded.width, height: recorded.height, channels: 3, samples: recorded.picture)
        let disparity = FloatImage(
            width: recorded.width, height: recorded.height, channels: 1, samples: recorded.disparity)
        let measured = try #require(DepthEdgeAlignment(picture: picture, disparity: disparity))
        #expect(abs(measured.own - recorded.own) < 1e-4, "\(measured.own) and \(recorded.own)")
        #expect(abs(measured.shuffled - recorded.shuffled) < 1e-4, "\(measured.shuffled) and \(recorded.shuffled)")
        #expect(measured.own > 0.5 && measured.shuffled < 0.1)
    }

    @Test func whatHasNoEdgesHasNoAlignment() {
        let plain = Image(width: 24, height: 24, color: [80, 80, 80])
        let ramp = FloatImage(width: 24, height: 24, channels: 1, samples: (0..<576).map { Float($0 % 24 / 12) })
        #expect(DepthEdgeAlignment(picture: plain, disparity: ramp) == nil)
        let flat = FloatImage(width: 24, height: 24, channels: 1, samples: [Float](repeating: 1, count: 576))
        var edged = plain
        edged.samples[900] = 255
        #expect(DepthEdgeAlignment(picture: edged, disparity: flat) == nil)
    }

    @Test func perspectiveIsTheRatioOfScales() {
        let half = [Float](repeating: 2, count: 500) + [Float](repeating: 5, count: 500)
        #expect(PerspectiveStrength.ratio(of: DepthMap(width: 100, height: 10, depths: half)) == 2.5)
        // A leaf before the lens, and sky, do not count.
        let leaf = [Float(0.001)] + Array(half.dropFirst(2)) + [Float.infinity]
        #expect(PerspectiveStrength.ratio(of: DepthMap(width: 100, height: 10, depths: leaf)) == 2.5)
        #expect(PerspectiveStrength.ratio(of: DepthMap(width: 1, height: 1, depths: [.infinity])) == nil)
    }

    @Test(arguments: [18.0, 50, 200])
    func aDollyZoomKeepsTheSizeOfItsSubject(focalLength: Double) throws {
        let camera = Camera(
            focalLength: 35, size: SIMD2(300, 200), position: SIMD3(1, 2, 9), target: SIMD3(0, 1, 0))
        let moved = camera.dollyZoomed(to: focalLength)
        #expect(moved.focalLength == focalLength)
        #expect(abs(moved.subjectDistance / camera.subjectDistance - focalLength / 35) < 1e-12)
        // Points in the plane of the target stay where they are in the picture.
        for offset in [SIMD2(0.0, 0.0), SIMD2(1.2, -0.7), SIMD2(-2.0, 1.0)] {
            let point = camera.target + camera.frame.right * offset.x + camera.frame.up * offset.y
            let before = try #require(camera.projection.pixel(of: point))
            let after = try #require(moved.projection.pixel(of: point))
            #expect(abs(before.x - after.x) < 1e-9 && abs(before.y - after.y) < 1e-9)
        }
        // What lies behind it grows.
        let behind = camera.target - camera.frame.backward * 3 + camera.frame.right
        let middle = Double(camera.size.x) / 2
        let before = abs(try #require(camera.projection.pixel(of: behind)).x - middle)
        let after = abs(try #require(moved.projection.pixel(of: behind)).x - middle)
        #expect(focalLength > 35 ? after > before : after < before)
    }
}
