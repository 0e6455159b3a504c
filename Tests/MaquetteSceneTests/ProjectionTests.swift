import Foundation
import MaquetteScene
import MaquetteTestSupport
import Testing

@Suite struct ProjectionTests {
    @Test func pixelAndPointAreInverse() throws {
        var generator = SeededGenerator(seed: 11)
        for _ in 0..<200 {
            func random() -> SIMD3<Double> {
                SIMD3(
                    .random(in: -5...5, using: &generator), .random(in: -5...5, using: &generator),
                    .random(in: -5...5, using: &generator))
            }
            let camera = Camera(focalLength: 24, size: SIMD2(640, 360), position: random(), target: random())
            let point = random()
            let projection = camera.projection
            let depth = projection.depth(of: point)
            guard let pixel = projection.pixel(of: point) else {
                #expect(depth <= 0)
                continue
            }
            let back = projection.point(atPixel: pixel, depth: depth)
            #expect(length(back - point) < 1e-9)
        }
    }

    @Test func theContractsNumbers() throws {
        // fx = 35 / 36 * 512; a point 1 to the right and 1 up at distance 4.
        let camera = Camera(position: SIMD3(0, 1, 4), target: SIMD3(0, 1, 0))
        let pixel = try #require(camera.projection.pixel(of: SIMD3(1, 2, 0)))
        let f = 35.0 / 36 * 512
        #expect(abs(pixel.x - (256 + f / 4)) < 1e-9)
        #expect(abs(pixel.y - (256 - f / 4)) < 1e-9)
        #expect(camera.projection.depth(of: SIMD3(1, 2, 0)) == 4)
        #expect(camera.projection.pixel(of: SIMD3(0, 1, 5)) == nil)
    }

    @Test(arguments: [SIMD3<Double>(0, -1, 0), SIMD3(0, 1, 0), SIMD3(0, -1e-200, 0), SIMD3(0, -1e200, 0)])
    func lookingStraightDownGivesAnOrthonormalFrame(_ direction: SIMD3<Double>) {
        let frame = Camera(position: .zero, target: direction).frame
        for axis in [frame.right, frame.up, frame.backward] { #expect(abs(length(axis) - 1) < 1e-12) }
        #expect(abs(dot(frame.right, frame.up)) < 1e-12)
        #expect(length(cross(frame.right, frame.up) - frame.backward) < 1e-12)
        #expect(frame.up.z == -1)
    }
}
