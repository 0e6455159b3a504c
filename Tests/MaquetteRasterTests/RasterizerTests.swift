import MaquetteRaster
import MaquetteScene
import Testing

@Suite struct RasterizerTests {
    @Test func aWallFillsThePictureAtItsDistance() throws {
        let mesh = triangleMesh(
            [SIMD3(-9, -9, 0), SIMD3(9, -9, 0), SIMD3(9, 9, 0), SIMD3(-9, 9, 0)],
            [SIMD3(0, 1, 2), SIMD3(0, 2, 3)])
        let camera = Camera(size: SIMD2(65, 40), position: SIMD3(0, 0, 5), target: SIMD3(0, 0, 0))
        let buffer = try Rasterizer(mesh: mesh).visibility(from: camera)
        #expect(buffer.depths.allSatisfy { $0 == 5 })
        #expect(buffer.triangles[64] == 0, "lower right")
        #expect(buffer.triangles[65 * 39] == 0 || buffer.triangles[0] == 1, "the diagonal splits the picture")
    }
}
