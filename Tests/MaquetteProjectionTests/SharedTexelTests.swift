import MaquetteImaging
import MaquetteRaster
import MaquetteScene
import MaquetteUnwrap
import Testing

@testable import MaquetteProjection

/// Copies of a mesh that lie on the same texels.
@Suite struct SharedTexelTests {
    /// Two squares, one behind the camera and one in front of it, on the texels of the first.
    private func scene() -> (TestScene, Atlas) {
        var scene = TestScene(pageSide: 64, slots: 2)
        scene.addObject("behind")
        scene.addPatch(SIMD3(-1, -1, 9), SIMD3(2, 0, 0), SIMD3(0, 2, 0))
        scene.addObject("before")
        scene.addPatch(SIMD3(-1, -1, 0), SIMD3(2, 0, 0), SIMD3(0, 2, 0))
        var atlas = scene.atlas
        let half = atlas.cornerCoordinates.count / 2
        atlas.cornerCoordinates = Array(atlas.cornerCoordinates[..<half] + atlas.cornerCoordinates[..<half])
        atlas.copies = [[0, 1]]
        return (scene, atlas)
    }

    private let camera = Camera(
        focalLength: 36, sensor: SIMD2(36, 36), size: SIMD2(64, 64), position: SIMD3(0, 0, 4), target: .zero)

    private func painted(choosesBySight: Bool) throws -> PaintedTextures {
        let (scene, atlas) = scene()
        let seen = try visibility(scene.triangles, camera)
        let red = Image(
            width: 64, height: 64, channels: 3, samples: (0..<64 * 64).flatMap { _ in [UInt8(200), 30, 20] })
        return try TexturePainter(
            scene: scene.scene, triangles: scene.triangles, atlas: atlas, visibilities: choosesBySight ? [seen] : []
        ).paint(views: [PaintedView(camera: camera, visibility: seen, image: red)])
    }

    @Test func theCopyThatIsSeenPaintsForAll() throws {
        let painted = try painted(choosesBySight: true)
        #expect(abs(painted.totalArea - 8) < 0.5, "both squares count: \(painted.totalArea)")
        #expect(abs(painted.paintedArea - painted.totalArea) < 1e-9)
        let page = painted.pages[0]
        // The middle of the texels in common, in the lower left quarter of the page.
        let texel = (48 * page.width + 16) * 3
        #expect(Array(page.samples[texel..<texel + 3]) == [200, 30, 20])
    }

    @Test func pointsOfCopiesAndOfSeveralPagesFindTheirTexels() throws {
        let (scene, atlas) = scene()
        let seen = try visibility(scene.triangles, camera)
        let red = Image(width: 64, height: 64, color: [200, 30, 20])
        let middles = (0..<UInt32(scene.triangles.count)).map {
            SurfacePoint(triangle: $0, barycentrics: SIMD2(0.3, 0.4))
        }
        func share(_ atlas: Atlas) throws -> Double {
            let painter = try TexturePainter(
                scene: scene.scene, triangles: scene.triangles, atlas: atlas, visibilities: [seen])
            let painted = try painter.paint(views: [PaintedView(camera: camera, visibility: seen, image: red)])
            return painter.paintedShare(of: middles, in: painted)
        }
        #expect(try share(atlas) == 1)
        // The square that is not seen on a page of its own.
        var divided = atlas
        divided.copies = []
        divided.pages.append(Atlas.Page(name: "other", width: 32, height: 32))
        for face in divided.facePages.indices.prefix(divided.facePages.count / 2) { divided.facePages[face] = 1 }
        #expect(try share(divided) == 0.5)
    }

    @Test func withoutSightTheFirstCopyStandsForAll() throws {
        #expect(try painted(choosesBySight: false).paintedArea == 0)
    }
}
