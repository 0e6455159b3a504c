import MaquetteImaging
import MaquetteScene
import Testing

@testable import MaquetteRaster

@Suite struct RendererTests {
    /// A wall of two triangles, seen obliquely, whose texture coordinates are its world coordinates.
    private let mesh = triangleMesh(
        [SIMD3(0, 0, 0), SIMD3(1, 0, 0), SIMD3(1, 1, 0), SIMD3(0, 1, 0)], [SIMD3(0, 1, 2), SIMD3(0, 2, 3)])
    private let oblique = Camera(size: SIMD2(120, 90), position: SIMD3(1.6, 0.8, 0.9), target: SIMD3(0.5, 0.5, 0))
    private let coordinates = [SIMD2<Double>(0, 0), SIMD2(1, 0), SIMD2(1, 1), SIMD2(0, 1)]

    @Test func barycentricsFindTheSurfacePoint() throws {
        let buffer = try Rasterizer(mesh: mesh).visibility(from: oblique)
        let weights = try buffer.barycentrics(camera: oblique, mesh: mesh)
        let frame = oblique.frame
        let grid = try PixelGrid(oblique)
        var hits = 0
        for y in 0..<90 {
            for x in 0..<120 where buffer.triangles[y * 120 + x] != VisibilityBuffer.noTriangle {
                let t = mesh.triangles[Int(buffer.triangles[y * 120 + x])]
                let w = SIMD3<Double>(weights[y * 120 + x])
                let a = mesh.positions[Int(t.x)] * w.x
                let b = mesh.positions[Int(t.y)] * w.y
                let c = mesh.positions[Int(t.z)] * w.z
                let point = depthSpace(a + b + c, frame)
                #expect(abs(point.z - Double(buffer.depths[y * 120 + x])) < 1e-6)
                #expect(abs(point.x / point.z * grid.focalLength - grid.u(x)) < 1e-4)
                hits += 1
            }
        }
        #expect(hits > 2000)
    }

    @Test func texturesAreLaidOnInPerspective() throws {
        // Red grows with u, green with v.
        var samples = [UInt8]()
        for row in 0..<256 {
            for column in 0..<256 { samples += [UInt8(column), UInt8(255 - row), 0] }
        }
        let page = Image(width: 256, height: 256, channels: 3, samples: samples)
        let textured = try TexturedMesh(
            mesh: mesh, cornerCoordinates: coordinates, trianglePages: [0, 0], pages: [page])
        let rasterizer = try Rasterizer(mesh: mesh)
        let buffer = try rasterizer.visibility(from: oblique)
        for filter in TextureFilter.allCases {
            let image = try TexturedRenderer(textured, filter: filter).image(buffer, camera: oblique)
            let weights = try buffer.barycentrics(camera: oblique, mesh: mesh)
            for pixel in buffer.triangles.indices {
                let rgb = image.samples[3 * pixel..<3 * pixel + 3].map { Double($0) }
                if buffer.triangles[pixel] == VisibilityBuffer.noTriangle {
                    #expect(rgb == [255, 255, 255])
                    continue
                }
                let t = mesh.triangles[Int(buffer.triangles[pixel])]
                let w = SIMD3<Double>(weights[pixel])
                let a = coordinates[Int(t.x)] * w.x
                let b = coordinates[Int(t.y)] * w.y
                let uv = a + b + coordinates[Int(t.z)] * w.z
                #expect(abs(rgb[0] - (uv.x * 256 - 0.5)) < 1.1)
                #expect(abs(rgb[1] - (uv.y * 256 - 0.5)) < 1.1)
            }
        }
        let smooth = try TexturedRenderer(textured).image(rasterizer: rasterizer, camera: oblique)
        let sharp = try TexturedRenderer(textured).image(buffer, camera: oblique)
        #expect(smooth.width == 120 && smooth.height == 90)
        #expect(try smooth.peakSignalToNoiseRatio(to: sharp) > 20)
    }

    @Test func whatDoesNotFitIsRefused() throws {
        let page = Image(width: 1, height: 1, color: [1, 2, 3])
        #expect(throws: RasterError.self) {
            try TexturedMesh(mesh: mesh, cornerCoordinates: coordinates, trianglePages: [0], pages: [page])
        }
        #expect(throws: RasterError.self) {
            try TexturedMesh(mesh: mesh, cornerCoordinates: coordinates, trianglePages: [0, 1], pages: [page])
        }
        #expect(throws: RasterError.self) {
            try TexturedMesh(mesh: mesh, cornerCoordinates: [], trianglePages: [0, 0], pages: [page])
        }
        let buffer = try Rasterizer(mesh: mesh).visibility(from: oblique)
        var other = oblique
        other.size.x = 5
        #expect(throws: RasterError.self) { try buffer.barycentrics(camera: other, mesh: mesh) }
    }

    @Test func identifiersAndNormals() throws {
        let buffer = try Rasterizer(mesh: mesh).visibility(from: oblique)
        let same = buffer.identifierImage([7, 7])
        let colors = Set(stride(from: 0, to: same.samples.count, by: 3).map { Array(same.samples[$0..<$0 + 3]) })
        #expect(colors.count == 2 && colors.contains([0, 0, 0]))
        #expect(Set(buffer.identifierMap([3, 4])) == [3, 4, VisibilityBuffer.noTriangle])
        let front = Camera(size: SIMD2(9, 9), position: SIMD3(0.5, 0.5, 0.4), target: SIMD3(0.5, 0.5, 0))
        let facing = try Rasterizer(mesh: mesh).visibility(from: front)
        let normals = try facing.normalImage(camera: front, mesh: mesh)
        #expect(Array(normals.samples[120..<123]) == [128, 128, 255])
    }

    @Test func clayIsLitFromTheCamerasSide() throws {
        let sphere = sphereMesh(side: 24)
        let camera = Camera(size: SIMD2(64, 64), position: SIMD3(0, 0, 4), target: SIMD3(0, 0, 0))
        let image = try ShadedRenderer(mesh: sphere).image(rasterizer: Rasterizer(mesh: sphere), camera: camera)
        func red(_ x: Int, _ y: Int) -> Int { Int(image.samples[3 * (y * 64 + x)]) }
        #expect(red(0, 0) == 255)
        #expect(red(24, 22) > red(40, 42) + 20, "upper left is brighter")
    }
}
