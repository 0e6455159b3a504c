import MaquetteScene
import Testing

@testable import MaquetteRaster

/// The rasterizer against rational arithmetic on seeded cases, ordinary and as nasty as we can make them.
@Suite struct ExactnessTests {
    @Test(arguments: CaseKind.allCases)
    func agreesWithRationalArithmetic(_ kind: CaseKind) throws {
        for seed in 0..<UInt64(300) {
            var generator = SeededGenerator(seed: seed &* 64 &+ UInt64(kind.rawValue))
            let (mesh, camera) = kind.make(&generator)
            let cull: Rasterizer.CullMode = seed % 5 == 4 ? .back : .none
            let mismatch = try firstMismatch(mesh, camera, cull)
            #expect(mismatch == nil, "\(kind), seed \(seed): \(mismatch ?? "")")
            if mismatch != nil { return }
        }
    }

    private func firstMismatch(
        _ mesh: TriangleMesh, _ camera: Camera, _ cull: Rasterizer.CullMode
    ) throws -> String? {
        let buffer = try Rasterizer(mesh: mesh, options: .init(cull: cull, threads: 1)).visibility(from: camera)
        let oracle = try RationalOracle(mesh: mesh, camera: camera, cull: cull)
        for y in 0..<buffer.height {
            for x in 0..<buffer.width {
                let pixel = y * buffer.width + x
                let expected = oracle.hit(x, y)
                let triangle = expected?.triangle ?? VisibilityBuffer.noTriangle
                let depth = expected.map(RationalOracle.depth) ?? .infinity
                if buffer.triangles[pixel] != triangle || buffer.depths[pixel] != depth {
                    return "pixel (\(x), \(y)) shows \(buffer.triangles[pixel]) at \(buffer.depths[pixel]), "
                        + "exactly it is \(triangle) at \(depth)"
                }
            }
        }
        return nil
    }

    @Test func aMillionTrianglesSampled() throws {
        let mesh = terrainMesh(side: 708)
        let camera = Camera(
            focalLength: 30, size: SIMD2(400, 300), position: SIMD3(-3, 40, -3), target: SIMD3(60, 0, 50))
        let buffer = try Rasterizer(mesh: mesh).visibility(from: camera)
        let frame = camera.frame
        let grid = try PixelGrid(camera)
        var generator = SeededGenerator(seed: 7)
        // Only triangles whose projected box, widened by a pixel, contains the pixel can be hit.
        let projected = mesh.positions.map { position in
            let p = depthSpace(position, frame)
            return p.z > 0
                ? SIMD2(p.x / p.z * grid.focalLength + 200, 150 - p.y / p.z * grid.focalLength) : SIMD2(.nan, .nan)
        }
        for _ in 0..<30 {
            let x = Int.random(in: 0..<400, using: &generator)
            let y = Int.random(in: 0..<300, using: &generator)
            let center = SIMD2(Double(x) + 0.5, Double(y) + 0.5)
            let candidates = mesh.triangles.indices.filter { index in
                let t = mesh.triangles[index]
                let corners = [projected[Int(t.x)], projected[Int(t.y)], projected[Int(t.z)]]
                if corners.contains(where: { $0.x.isNaN }) { return true }
                let xs = corners.map(\.x)
                let ys = corners.map(\.y)
                return xs.min()! < center.x + 1 && xs.max()! > center.x - 1
                    && ys.min()! < center.y + 1 && ys.max()! > center.y - 1
            }
            let near = TriangleMesh(
                positions: mesh.positions, triangles: candidates.map { mesh.triangles[$0] },
                corners: candidates.map { mesh.triangles[$0] }, faces: candidates.map { UInt32($0) })
            let compact = compacted(near)
            let hit = try RationalOracle(mesh: compact, camera: camera).hit(x, y)
            let expected = hit.map { UInt32(candidates[Int($0.triangle)]) } ?? VisibilityBuffer.noTriangle
            #expect(buffer.triangles[y * 400 + x] == expected, "pixel (\(x), \(y))")
            #expect(buffer.depths[y * 400 + x] == hit.map(RationalOracle.depth) ?? .infinity, "pixel (\(x), \(y))")
        }
    }

    /// The same triangles with only the vertices they use.
    private func compacted(_ mesh: TriangleMesh) -> TriangleMesh {
        loose(mesh.triangles.flatMap { t in [t.x, t.y, t.z].map { mesh.positions[Int($0)] } })
    }
}
