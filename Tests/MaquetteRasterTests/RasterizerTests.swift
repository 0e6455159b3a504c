import MaquetteRaster
import MaquetteScene
import Testing

@Suite struct RasterizerTests {
    private let wall = triangleMesh(
        [SIMD3(-9, -9, 0), SIMD3(9, -9, 0), SIMD3(9, 9, 0), SIMD3(-9, 9, 0)], [SIMD3(0, 1, 2), SIMD3(0, 2, 3)])
    private let camera = Camera(size: SIMD2(65, 40), position: SIMD3(0, 0, 5), target: SIMD3(0, 0, 0))

    @Test func aWallFillsThePictureAtItsDistance() throws {
        let buffer = try Rasterizer(mesh: wall).visibility(from: camera)
        #expect(buffer.depths.allSatisfy { $0 == 5 })
        #expect(buffer.triangles[64] == 1 || buffer.triangles[64] == 0)
        #expect(buffer.triangles[65 * 39 + 64] == 0, "lower right")
        #expect(buffer.triangles[0] == 1, "upper left")
    }

    @Test func everyPixelOnASharedEdgeBelongsToExactlyOneTriangle() throws {
        // The edge runs through many pixel centres: the diagonal of a square picture.
        let square = Camera(focalLength: 36, size: SIMD2(16, 16), position: SIMD3(0, 0, 1), target: SIMD3(0, 0, 0))
        var seen = [Int](repeating: 0, count: 256)
        for triangle in wall.triangles {
            let buffer = try Rasterizer(mesh: triangleMesh(wall.positions, [triangle])).visibility(from: square)
            for (pixel, index) in buffer.triangles.enumerated() where index == 0 { seen[pixel] += 1 }
        }
        #expect(seen.allSatisfy { $0 == 1 })
    }

    @Test func backFacesAreHitUnlessCulled() throws {
        let behind = Camera(size: SIMD2(8, 8), position: SIMD3(0, 0, -5), target: SIMD3(0, 0, 0))
        #expect(try Rasterizer(mesh: wall).visibility(from: behind).depths.allSatisfy { $0 == 5 })
        let culled = try Rasterizer(mesh: wall, options: .init(cull: .back))
        #expect(try culled.visibility(from: behind).triangles.allSatisfy { $0 == VisibilityBuffer.noTriangle })
        #expect(try culled.visibility(from: camera).depths.allSatisfy { $0 == 5 })
    }

    @Test func theLowestOfCoincidentTrianglesIsSeen() throws {
        let twice = triangleMesh(wall.positions, [SIMD3(0, 2, 3), SIMD3(2, 0, 1), SIMD3(0, 1, 2), SIMD3(3, 2, 0)])
        let buffer = try Rasterizer(mesh: twice).visibility(from: camera)
        #expect(Set(buffer.triangles) == [0, 1])
    }

    @Test func aFloorBeneathTheCameraHasNoHoles() throws {
        let floor = triangleMesh(
            [SIMD3(-100, 0, -100), SIMD3(100, 0, -100), SIMD3(0, 0, 200)], [SIMD3(0, 1, 2)])
        let camera = Camera(focalLength: 10, size: SIMD2(90, 90), position: SIMD3(0, 1, 0), target: SIMD3(0, 0, -1))
        let buffer = try Rasterizer(mesh: floor).visibility(from: camera)
        for y in 45..<90 {
            for x in 0..<90 { #expect(buffer.triangles[y * 90 + x] == 0) }
        }
    }

    @Test func closedMeshesShowNoBackgroundInsideTheirSilhouette() throws {
        let sphere = try Rasterizer(mesh: sphereMesh(side: 12))
        var generator = SeededGenerator(seed: 1)
        for index in 0..<1000 {
            let direction = normalized(
                SIMD3(uniform(-1, 1, &generator), uniform(-1, 1, &generator), uniform(-1, 1, &generator)))
            let isInside = index % 4 == 0
            let camera = Camera(
                focalLength: uniform(12, 70, &generator), size: SIMD2(40, 30),
                position: direction * (isInside ? uniform(0, 0.9, &generator) : uniform(1.01, 8, &generator)),
                target: isInside ? SIMD3(0.05, 0, 0.1) - direction : SIMD3(0, 0, 0), up: SIMD3(0.1, 1, 0.3))
            let buffer = try sphere.visibility(from: camera)
            for y in 0..<30 {
                let row = buffer.triangles[y * 40..<(y + 1) * 40].map { $0 != VisibilityBuffer.noTriangle }
                // The sphere's mesh is convex, so each row of its picture is one run.
                let runs = zip([false] + row, row + [false]).filter { !$0 && $1 }.count
                #expect(runs <= 1, "camera \(index), row \(y)")
                if isInside { #expect(row.allSatisfy { $0 }, "camera \(index), row \(y)") }
            }
        }
    }

    @Test func resultsDoNotDependOnTheNumberOfThreads() throws {
        let mesh = terrainMesh(side: 120)
        let camera = Camera(size: SIMD2(301, 203), position: SIMD3(-10, 30, -10), target: SIMD3(50, 0, 50))
        let one = try Rasterizer(mesh: mesh, options: .init(threads: 1)).visibility(from: camera)
        for threads in [2, 3, 8] {
            let rasterizer = try Rasterizer(mesh: mesh, options: .init(threads: threads))
            #expect(try rasterizer.visibility(from: camera) == one)
            #expect(try rasterizer.visibility(from: camera) == one, "a second frame")
        }
    }

    @Test func theOrderOfTrianglesOnlyRenamesThem() throws {
        // Enough triangles for several batches. Shuffled, their clusters are as large as the mesh, and
        // nothing is culled.
        let mesh = terrainMesh(side: 260)
        let camera = Camera(size: SIMD2(500, 300), position: SIMD3(-5, 9, -5), target: SIMD3(50, 2, 50))
        var generator = SeededGenerator(seed: 3)
        let order = mesh.triangles.indices.shuffled(using: &generator)
        let shuffled = triangleMesh(mesh.positions, order.map { mesh.triangles[$0] })
        let expected = try Rasterizer(mesh: mesh).visibility(from: camera)
        let buffer = try Rasterizer(mesh: shuffled).visibility(from: camera)
        #expect(buffer.depths == expected.depths)
        let renamed = buffer.triangles.map { $0 == VisibilityBuffer.noTriangle ? $0 : UInt32(order[Int($0)]) }
        #expect(renamed == expected.triangles)
    }

    @Test func oneRasterizerServesManyThreadsAtOnce() async throws {
        let mesh = terrainMesh(side: 50)
        let rasterizer = try Rasterizer(mesh: mesh)
        let cameras = (0..<8).map { index in
            Camera(size: SIMD2(100, 90 + index), position: SIMD3(Double(index), 30, -10), target: SIMD3(50, 0, 50))
        }
        let buffers = try await withThrowingTaskGroup(of: (Int, VisibilityBuffer).self) { group in
            for (index, camera) in cameras.enumerated() {
                group.addTask { (index, try rasterizer.visibility(from: camera)) }
            }
            return try await group.reduce(into: [Int: VisibilityBuffer]()) { $0[$1.0] = $1.1 }
        }
        for (index, camera) in cameras.enumerated() {
            #expect(try Rasterizer(mesh: mesh).visibility(from: camera) == buffers[index])
        }
    }
}
