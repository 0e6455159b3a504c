import MaquetteScene
import Testing

@testable import MaquetteRaster

@Suite struct BadInputTests {
    private let mesh = triangleMesh([SIMD3(-1, -1, 0), SIMD3(1, -1, 0), SIMD3(0, 1, 0)], [SIMD3(0, 1, 2)])
    private let camera = Camera(size: SIMD2(16, 16), position: SIMD3(0, 0, 5), target: SIMD3(0, 0, 0))

    @Test(arguments: [Double.nan, .infinity, -.infinity, 1e31])
    func aVertexThatIsNoPointIsRefused(_ coordinate: Double) {
        var mesh = mesh
        mesh.positions[1].y = coordinate
        #expect(throws: RasterError.vertexOutOfRange(vertex: 1)) { try Rasterizer(mesh: mesh) }
    }

    @Test func aTriangleOfMissingVerticesIsRefused() {
        var mesh = mesh
        mesh.triangles[0].z = 3
        #expect(throws: RasterError.vertexIndexOutOfRange(triangle: 0, index: 3, vertexCount: 3)) {
            try Rasterizer(mesh: mesh)
        }
    }

    @Test func anEmptyMeshShowsBackground() throws {
        for empty in [triangleMesh([], []), triangleMesh(mesh.positions, [])] {
            let buffer = try Rasterizer(mesh: empty).visibility(from: camera)
            #expect(buffer.triangles == [UInt32](repeating: VisibilityBuffer.noTriangle, count: 256))
            #expect(buffer.depths == [Float](repeating: .infinity, count: 256))
        }
    }

    @Test func trianglesWithoutAreaAreNotSeen() throws {
        let p = SIMD3<Double>(0, 0, 0)
        let degenerate = triangleMesh([p, p, p, SIMD3(1, 1, 0)], [SIMD3(0, 1, 2), SIMD3(0, 3, 0), SIMD3(0, 1, 3)])
        #expect(try !Rasterizer(mesh: degenerate).visibility(from: camera).depthMap.hasHit)
    }

    @Test(arguments: [SIMD2(0, 0), SIMD2(0, 5), SIMD2(-3, 5), SIMD2(32769, 1), SIMD2(Int.max, Int.max)])
    func aPictureWithoutPixelsOrWithTooManyIsRefused(_ size: SIMD2<Int>) throws {
        var camera = camera
        camera.size = size
        let rasterizer = try Rasterizer(mesh: mesh)
        #expect(throws: RasterError.pictureSizeOutOfRange(width: size.x, height: size.y)) {
            try rasterizer.visibility(from: camera)
        }
    }

    @Test(arguments: [0, -35, Double.nan, .infinity, 1e-300, 1e300])
    func aFocalLengthThatIsNoneIsRefused(_ focalLength: Double) throws {
        var camera = camera
        camera.focalLength = focalLength
        let rasterizer = try Rasterizer(mesh: mesh)
        let error = #expect(throws: RasterError.self) { try rasterizer.visibility(from: camera) }
        guard case .focalLengthOutOfRange? = error else {
            Issue.record("threw \(String(describing: error))")
            return
        }
    }

    @Test func aSensorWithoutAreaIsRefused() throws {
        var camera = camera
        camera.sensor = SIMD2(0, 24)
        let rasterizer = try Rasterizer(mesh: mesh)
        #expect(throws: RasterError.sensorOutOfRange(width: 0, height: 24)) { try rasterizer.visibility(from: camera) }
    }

    @Test func aCameraThatLooksNowhereIsRefused() throws {
        let rasterizer = try Rasterizer(mesh: mesh)
        var same = camera
        same.target = same.position
        #expect(throws: RasterError.cameraAxesUndefined) { try rasterizer.visibility(from: same) }
        var unoriented = camera
        unoriented.up = SIMD3(0, .nan, 2)
        #expect(throws: RasterError.cameraAxesUndefined) { try rasterizer.visibility(from: unoriented) }
        var parallel = camera
        parallel.up = SIMD3(0, 0, 2)
        #expect(try rasterizer.visibility(from: parallel).depthMap.hasHit, "up along the view axis is made up for")
        var lost = camera
        lost.position.x = .nan
        #expect(throws: RasterError.cameraPositionOutOfRange) { try rasterizer.visibility(from: lost) }
    }

    @Test func aCameraInsideAWallSeesWhatLiesBehindIt() throws {
        let behind = triangleMesh(
            mesh.positions + [SIMD3(-99, -99, -2), SIMD3(99, -99, -2), SIMD3(0, 99, -2)],
            [SIMD3(0, 1, 2), SIMD3(3, 4, 5)])
        var camera = camera
        camera.position = SIMD3(0, 0, 0)
        camera.target = SIMD3(0, 0, -1)
        let buffer = try Rasterizer(mesh: behind).visibility(from: camera)
        #expect(buffer.triangles.allSatisfy { $0 == 1 })
        #expect(buffer.depths.allSatisfy { $0 == 2 })
    }

    @Test func theLargestPictureIsCorrect() throws {
        var camera = camera
        camera.size = SIMD2(16384, 2048)
        camera.sensor = SIMD2(36, 4.5)
        let buffer = try Rasterizer(mesh: mesh).visibility(from: camera)
        #expect(buffer.triangles[1024 * 16384 + 8192] == 0)
        #expect(buffer.depths[1024 * 16384 + 8192] == 5)
        #expect(buffer.triangles[1024 * 16384 + 16383] == VisibilityBuffer.noTriangle)
    }

    @Test func aPictureBeyondTheMemoryIsRefused() throws {
        var camera = camera
        camera.size = SIMD2(16384, 16384)
        let grid = try PixelGrid(camera)
        #expect(throws: Never.self) { try grid.requireRoom(in: 8 << 30) }
        #expect(throws: RasterError.notEnoughMemory(width: 16384, height: 16384, needed: 8 << 30)) {
            try grid.requireRoom(in: (8 << 30) - 1)
        }
    }

    @Test func errorsAreSentences() {
        let errors: [RasterError] = [
            .vertexOutOfRange(vertex: 1), .pictureSizeOutOfRange(width: 0, height: 0),
            .focalLengthOutOfRange(millimetres: 0), .cameraAxesUndefined, .tooManyTriangles(count: 5),
            .notEnoughMemory(width: 9, height: 9, needed: 5),
            .depthRangeInvalid(near: 2, far: 1), .cameraPositionOutOfRange,
            .sizeMismatch(what: "list of colours", expected: "2 entries", found: "3"),
        ]
        for error in errors { #expect(error.description.hasSuffix(".")) }
    }
}
