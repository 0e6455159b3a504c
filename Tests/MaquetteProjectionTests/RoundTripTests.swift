import MaquetteImaging
import MaquetteRaster
import MaquetteScene
import Testing

@testable import MaquetteProjection

/// A picture painted on and seen again from the same place is the same picture.
@Suite struct RoundTripTests {
    /// A room corner with a table and a thin panel, about 2.5 texels a pixel near the camera, 1.5 far off.
    static func room() -> TestScene {
        var room = TestScene(pageSide: 2048, slots: 6)
        room.addObject("floor")
        room.addPatch(SIMD3(-2, 0, 2), SIMD3(4, 0, 0), SIMD3(0, 0, -4))
        room.addObject("wall")
        room.addPatch(SIMD3(-2, 0, -2), SIMD3(4, 0, 0), SIMD3(0, 2.5, 0))
        room.addPatch(SIMD3(-2, 0, 2), SIMD3(0, 0, -4), SIMD3(0, 2.5, 0))
        room.addObject("table")
        room.addBox(SIMD3(-0.5, 0.6, -0.6), SIMD3(0.7, 0.7, 0.3))
        room.addBox(SIMD3(-0.4, 0, -0.5), SIMD3(-0.3, 0.6, -0.4))
        room.addBox(SIMD3(0.5, 0, 0.1), SIMD3(0.6, 0.6, 0.2))
        room.addObject("panel")
        room.addBox(SIMD3(0.9, 0, -1.2), SIMD3(1.5, 1.4, -1.17))
        return room
    }

    static let roomCamera = Camera(
        focalLength: 24, sensor: SIMD2(36, 36), size: SIMD2(224, 224), position: SIMD3(1.2, 1.7, 3.4),
        target: SIMD3(0, 0.7, -0.4))

    @Test func roomComesBack() throws {
        let room = Self.room()
        let seen = try visibility(room.triangles, Self.roomCamera)
        let picture = proceduralImage(width: 224, height: 224)
        let view = PaintedView(camera: Self.roomCamera, visibility: seen, image: picture)
        let painted = try room.painter().paint(views: [view])
        let (decibels, again) = roundTrip(
            painted.pages[0], picture, seen, Self.roomCamera, room.triangles, room.atlas)
        try show(painted.pages[0], "room-page")
        try show(picture, "room-picture")
        try show(again, "room-again")
        #expect(decibels >= 40, "the room comes back at \(decibels) dB")
        #expect(painted.coverage > 0.999)
        #expect(painted.visibleArea < painted.totalArea)
    }

    /// Strong perspective: the near end of the wall is ten times nearer than the far end.
    @Test func wallOfTwoTrianglesIsAsExactAsAFineOne() throws {
        let camera = Camera(
            focalLength: 24, sensor: SIMD2(36, 36), size: SIMD2(256, 256), position: SIMD3(0, 0.2, 1),
            target: SIMD3(0.9, 0, -1))
        let picture = proceduralImage(width: 256, height: 256)
        var decibels: [Double] = []
        var pages: [Image] = []
        for cells in [1, 100] {
            var wall = TestScene(pageSide: 1024, slots: 1)
            wall.addObject("wall")
            wall.addPatch(SIMD3(0.7, -1, 0.4), SIMD3(1, 0, -7), SIMD3(0, 2, 0), columns: cells, rows: cells)
            let seen = try visibility(wall.triangles, camera)
            let view = PaintedView(camera: camera, visibility: seen, image: picture)
            let painted = try wall.painter().paint(views: [view])
            let (quality, again) = roundTrip(painted.pages[0], picture, seen, camera, wall.triangles, wall.atlas)
            decibels.append(quality)
            pages.append(painted.pages[0])
            try show(painted.pages[0], "wall-\(cells)-page")
            try show(again, "wall-\(cells)-again")
        }
        #expect(decibels[0] >= 45, "two triangles: \(decibels[0]) dB")
        #expect(abs(decibels[0] - decibels[1]) < 0.3, "\(decibels)")
    }

    /// A smooth ball of triangles smaller than a pixel: texels whose own triangle holds no pixel centre are
    /// painted from the neighbours that continue it.
    @Test func fineBallIsPaintedWithoutHoles() throws {
        var ball = TestScene(pageSide: 512, slots: 1)
        ball.addObject("ball")
        ball.addSurface(columns: 240, rows: 120) { u, v in spherePoint(u, v) }
        let camera = Camera(
            focalLength: 50, sensor: SIMD2(36, 36), size: SIMD2(128, 128), position: SIMD3(0, 0, 4), target: .zero)
        let seen = try visibility(ball.triangles, camera)
        let picture = proceduralImage(width: 128, height: 128)
        let painted = try ball.painter().paint(
            views: [PaintedView(camera: camera, visibility: seen, image: picture)])
        try show(painted.pages[0], "ball-page")
        try show(originImage(painted, page: 0), "ball-origins")
        // From 4 radii off, a camera sees the cap above 1/4: 3/8 of the sphere. The last half pixel at the
        // silhouette, where pixel centres see past the ball, is a strip of up to 1/30 of the sphere.
        let share = painted.visibleArea / painted.totalArea
        #expect(share > 0.34 && share < 0.376, "\(share)")
        let (decibels, again) = roundTrip(painted.pages[0], picture, seen, camera, ball.triangles, ball.atlas)
        try show(again, "ball-again")
        #expect(decibels >= 38, "\(decibels) dB")
    }
}
