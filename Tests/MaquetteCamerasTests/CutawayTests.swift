import MaquetteCameras
import MaquetteRaster
import MaquetteScene
import Testing

@Suite struct CutawayTests {
    @Test func theNearWallIsCutAndTheRoomIsSeen() throws {
        let room = furnishedRoom(furniture: 3)
        let mesh = room.mesh.triangulated()
        let rasterizer = try Rasterizer(mesh: mesh)
        let cameras = try CameraRig.room.cameras(for: room, lens: Lens(size: SIMD2(128, 128)), count: 5, cutaway: true)
        #expect(cameras.count == 5)
        let bounds = try #require(room.bounds)
        for camera in cameras {
            try camera.validate()
            #expect(!bounds.contains(camera.position))
            let seen = try rasterizer.visibility(from: camera)
            // The middle of the picture shows the inside, not the wall before it.
            let point = camera.projection.point(
                atPixel: SIMD2(64.5, 64.5), depth: Double(seen.depths[64 * 128 + 64]))
            #expect(point.x > -0.01 && point.x < 5.01 && point.y > -0.01 && point.z > -0.01 && point.z < 4.01)
            for depth in seen.depths where depth.isFinite { #expect(Double(depth) >= camera.near * (1 - 1e-6)) }
            let objects = Set(
                seen.triangles.filter { $0 != VisibilityBuffer.noTriangle }
                    .map { room.mesh.faceAttributes[Int(mesh.faces[Int($0)])].object })
            #expect(objects.count >= 2, "furniture is seen")
        }
    }

    /// Cutting away is the same as leaving out what lies before the plane.
    @Test func theNearPlaneShowsWhatLiesBehindIt() throws {
        let front = solidBox(SIMD3(-1, -1, 1), SIMD3(1, 1, 2)), back = solidBox(SIMD3(-2, -2, -2), SIMD3(2, 2, -1))
        let both = scene([front, back]), alone = scene([back])
        var camera = Camera(size: SIMD2(96, 96), position: SIMD3(0, 0, 8), target: .zero)
        let plain = try Rasterizer(mesh: both.mesh.triangulated()).visibility(from: camera)
        let expected = try Rasterizer(mesh: alone.mesh.triangulated()).visibility(from: camera)
        camera.near = 7.5
        let cut = try Rasterizer(mesh: both.mesh.triangulated()).visibility(from: camera)
        #expect(plain.depths != cut.depths)
        #expect(cut.depths == expected.depths)
        // A plane through the front box opens it: its far side shows.
        camera.near = 6.5
        let opened = try Rasterizer(mesh: both.mesh.triangulated()).visibility(from: camera)
        #expect(opened.depths[48 * 96 + 48] == 7)
        camera.near = -1
        #expect(throws: RasterError.self) { try Rasterizer(mesh: both.mesh.triangulated()).visibility(from: camera) }
    }

    @Test func onlyRoomsAreCut() {
        let cube = scene([solidBox(.zero, SIMD3(1, 1, 1))])
        #expect(throws: SceneError.self) { try CameraRig.orbit.cameras(for: cube, lens: Lens(), cutaway: true) }
    }
}
