import MaquetteRaster
import MaquetteScene
import MaquetteTestSupport
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

    @Test func nothingIsSeenThroughTheSkinOfARing() throws {
        // A closed mesh shows its front from outside and its back from inside. Any pixel that slipped through the
        // skin would show another side, or the background, when the right side alone is looked at.
        let ring = torusMesh(side: 14)
        let both = try Rasterizer(mesh: ring)
        let front = try Rasterizer(mesh: ring, options: .init(cull: .back))
        var generator = SeededGenerator(seed: 2)
        for index in 0..<1000 {
            let isInside = index % 4 == 0
            let turn = SIMD2.onCircle(uniform(0, 1, &generator))
            let position = isInside
                ? SIMD3(turn.x, uniform(-0.2, 0.2, &generator), turn.y)
                : SIMD3(turn.x, uniform(-0.8, 0.8, &generator), turn.y) * uniform(1.8, 6, &generator)
            let camera = Camera(
                focalLength: uniform(12, 70, &generator), size: SIMD2(40, 30), position: position,
                target: SIMD3(uniform(-0.5, 0.5, &generator), 0.01, uniform(-0.5, 0.5, &generator)))
            let seen = try both.visibility(from: camera)
            let seenFromFront = try front.visibility(from: camera)
            if isInside {
                #expect(!seen.triangles.contains(VisibilityBuffer.noTriangle), "camera \(index)")
                #expect(zip(seen.triangles, seenFromFront.triangles).allSatisfy { $0 != $1 }, "camera \(index)")
            } else {
                #expect(seen == seenFromFront, "camera \(index)")
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
        // Enough triangles for several batches. Shuffled, they are sorted anew.
        let mesh = terrainMesh(side: 260)
        let camera = Camera(size: SIMD2(500, 300), position: SIMD3(-5, 9, -5), target: SIMD3(50, 2, 50))
        var generator = SeededGenerator(seed: 3)
        let (shuffled, order) = shuffled(mesh, &generator)
        let expected = try Rasterizer(mesh: mesh).visibility(from: camera)
        let buffer = try Rasterizer(mesh: shuffled).visibility(from: camera)
        #expect(buffer.depths == expected.depths)
        let renamed = buffer.triangles.map { $0 == VisibilityBuffer.noTriangle ? $0 : UInt32(order[Int($0)]) }
        #expect(renamed == expected.triangles)
    }

    @Test func theLowestOfCoincidentTrianglesIsSeenInAnyOrder() throws {
        let once = terrainMesh(side: 150)
        var generator = SeededGenerator(seed: 4)
        let (mesh, order) = shuffled(triangleMesh(once.positions, once.triangles + once.triangles), &generator)
        var lowest = [Int](repeating: .max, count: once.count)
        for (index, triangle) in order.enumerated() {
            lowest[triangle % once.count] = min(lowest[triangle % once.count], index)
        }
        let camera = Camera(size: SIMD2(300, 200), position: SIMD3(-5, 30, -5), target: SIMD3(50, 2, 50))
        let expected = try Rasterizer(mesh: once).visibility(from: camera)
        let buffer = try Rasterizer(mesh: mesh).visibility(from: camera)
        #expect(buffer.depths == expected.depths)
        for (index, triangle) in zip(buffer.triangles, expected.triangles) where triangle != VisibilityBuffer.noTriangle {
            #expect(Int(index) == lowest[Int(triangle)])
        }
    }

    @Test func anEarlierPicturesMemoryIsUsedAgain() throws {
        let mesh = terrainMesh(side: 60)
        let cameras = [-10.0, 20].map {
            Camera(size: SIMD2(130, 90), position: SIMD3($0, 30, -10), target: SIMD3(50, 0, 50))
        }
        func address<Element>(_ array: [Element]) -> UnsafePointer<Element>? {
            array.withUnsafeBufferPointer { $0.baseAddress }
        }
        let rasterizer = try Rasterizer(mesh: mesh)
        var buffer = try rasterizer.visibility(from: cameras[0])
        let (triangles, depths) = (address(buffer.triangles), address(buffer.depths))
        try rasterizer.update(&buffer, from: cameras[1])
        #expect(address(buffer.triangles) == triangles && address(buffer.depths) == depths)
        #expect(try buffer == Rasterizer(mesh: mesh).visibility(from: cameras[1]))
        var larger = cameras[0]
        larger.size = SIMD2(140, 100)
        try rasterizer.update(&buffer, from: larger)
        #expect(try buffer == Rasterizer(mesh: mesh).visibility(from: larger))
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
