import Foundation
import MaquetteScene
import MaquetteTestSupport
import Testing

@testable import MaquetteRaster

/// The rasterizer against rational arithmetic on seeded cases, ordinary and as nasty as we can make them.
@Suite struct ExactnessTests {
    @Test(arguments: CaseKind.allCases)
    func agreesWithRationalArithmetic(_ kind: CaseKind) throws {
        var hits = 0
        for seed in 0..<UInt64(300) {
            var generator = SeededGenerator(seed: seed &* 64 &+ UInt64(kind.rawValue))
            var (mesh, camera) = kind.make(&generator)
            if seed % 4 == 3 {
                // A near plane through a vertex: half of all is cut away, some of it by a hair.
                let vertex = depthSpace(mesh.positions.randomElement(using: &generator)!, camera.frame)
                camera.near = abs(vertex.z)
            }
            if seed % 3 == 2 {
                // The same rays and more around them, so that triangles reach beyond a block of pixels.
                camera.sensor *= SIMD2(12, 10) / SIMD2(Double(camera.size.x), Double(camera.size.x))
                camera.size = SIMD2(12, 10)
            }
            let cull: Rasterizer.CullMode = seed % 5 == 4 ? .back : .none
            let mismatch = try firstMismatch(mesh, camera, cull, &hits)
            #expect(mismatch == nil, "\(kind), seed \(seed): \(mismatch ?? "")")
            if mismatch != nil { return }
        }
        #expect(hits > 100, "the cases show something")
    }

    private func firstMismatch(
        _ mesh: TriangleMesh, _ camera: Camera, _ cull: Rasterizer.CullMode, _ hits: inout Int
    ) throws -> String? {
        let buffer = try Rasterizer(mesh: mesh, options: .init(cull: cull, threads: 1)).visibility(from: camera)
        let oracle = try RationalOracle(mesh: mesh, camera: camera, cull: cull)
        for y in 0..<buffer.height {
            for x in 0..<buffer.width {
                let pixel = y * buffer.width + x
                let expected = oracle.hit(x, y)
                let triangle = expected?.triangle ?? VisibilityBuffer.noTriangle
                let depth = expected.map(RationalOracle.depth) ?? .infinity
                if expected != nil { hits += 1 }
                if buffer.triangles[pixel] != triangle || buffer.depths[pixel] != depth {
                    return "pixel (\(x), \(y)) shows \(buffer.triangles[pixel]) at \(buffer.depths[pixel]), "
                        + "exactly it is \(triangle) at \(depth)"
                }
            }
        }
        return nil
    }

    /// Triangles of all sizes, some across the camera, in a picture of several tiles.
    @Test func largePicturesSampled() throws {
        for seed in 0..<UInt64(20) {
            var generator = SeededGenerator(seed: seed)
            let mesh = loose((0..<80).flatMap { _ in
                let size = pow(10, uniform(-2, 1.5, &generator))
                let center = SIMD3(
                    uniform(-6, 6, &generator), uniform(-4, 4, &generator), uniform(-20, 2, &generator))
                return (0..<3).map { _ in
                    center + size * SIMD3(
                        uniform(-1, 1, &generator), uniform(-1, 1, &generator), uniform(-1, 1, &generator))
                }
            })
            let camera = Camera(
                focalLength: 24, size: SIMD2(203, 131), position: SIMD3(0.1, 0.2, 0.3), target: SIMD3(0, 0, -5))
            let buffer = try Rasterizer(mesh: mesh).visibility(from: camera)
            let oracle = try RationalOracle(mesh: mesh, camera: camera)
            for _ in 0..<60 {
                let x = Int.random(in: 0..<203, using: &generator)
                let y = Int.random(in: 0..<131, using: &generator)
                let hit = oracle.hit(x, y)
                let index = y * 203 + x
                #expect(
                    buffer.triangles[index] == hit?.triangle ?? VisibilityBuffer.noTriangle,
                    "seed \(seed), pixel (\(x), \(y))")
                #expect(
                    buffer.depths[index] == hit.map(RationalOracle.depth) ?? .infinity,
                    "seed \(seed), pixel (\(x), \(y))")
            }
        }
    }

    @Test(arguments: [false, true])
    func aMillionTrianglesSampled(inRandomOrder: Bool) throws {
        var generator = SeededGenerator(seed: 7)
        var mesh = terrainMesh(side: 708)
        if inRandomOrder { mesh = shuffled(mesh, &generator).mesh }
        let camera = Camera(
            focalLength: 30, size: SIMD2(400, 300), position: SIMD3(-3, 40, -3), target: SIMD3(60, 0, 50))
        let buffer = try Rasterizer(mesh: mesh).visibility(from: camera)
        let pixels = (0..<40).map { _ in
            SIMD2(Int.random(in: 0..<400, using: &generator), Int.random(in: 0..<300, using: &generator))
        }
        for (pixel, candidates) in zip(pixels, try candidates(mesh, camera, pixels)) {
            // The same triangles with only the vertices they use.
            let near = loose(candidates.flatMap { index in
                let t = mesh.triangles[index]
                return [t.x, t.y, t.z].map { mesh.positions[Int($0)] }
            })
            let hit = try RationalOracle(mesh: near, camera: camera).hit(pixel.x, pixel.y)
            let expected = hit.map { UInt32(candidates[Int($0.triangle)]) } ?? VisibilityBuffer.noTriangle
            let index = pixel.y * 400 + pixel.x
            #expect(buffer.triangles[index] == expected, "pixel \(pixel)")
            #expect(buffer.depths[index] == hit.map(RationalOracle.depth) ?? .infinity, "pixel \(pixel)")
        }
    }

    /// For each pixel the triangles whose projected boxes, widened by a pixel, contain it, and those
    /// that reach behind the camera: no other can be hit.
    private func candidates(_ mesh: TriangleMesh, _ camera: Camera, _ pixels: [SIMD2<Int>]) throws -> [[Int]] {
        let frame = camera.frame
        let grid = try PixelGrid(camera)
        let projected = mesh.positions.map { position -> SIMD2<Double> in
            let p = depthSpace(position, frame)
            let scale = grid.focalLength / p.z
            return p.z > 0 ? SIMD2(p.x * scale + grid.halfWidth, grid.halfHeight - p.y * scale) : SIMD2(.nan, .nan)
        }
        var result = [[Int]](repeating: [], count: pixels.count)
        for (index, t) in mesh.triangles.enumerated() {
            let (a, b, c) = (projected[Int(t.x)], projected[Int(t.y)], projected[Int(t.z)])
            let isAcross = (a.x + b.x + c.x).isNaN
            let low = pointwiseMin(pointwiseMin(a, b), c)
            let high = pointwiseMax(pointwiseMax(a, b), c)
            for (number, pixel) in pixels.enumerated() {
                let (x, y) = (Double(pixel.x), Double(pixel.y))
                if isAcross || (low.x < x + 2 && high.x > x - 1 && low.y < y + 2 && high.y > y - 1) {
                    result[number].append(index)
                }
            }
        }
        return result
    }
}
