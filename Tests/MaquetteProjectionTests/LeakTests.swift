import MaquetteImaging
import MaquetteRaster
import MaquetteScene
import MaquetteTestSupport
import Testing

@testable import MaquetteProjection

/// No texel takes colour from a pixel that shows another surface.
@Suite struct LeakTests {
    /// A colour of its own for every object, all far apart.
    static func color(_ object: Int) -> SIMD3<UInt8> {
        SIMD3(UInt8((object * 97 + 31) % 251), UInt8((object * 57 + 120) % 251), UInt8((object * 151 + 7) % 251))
    }

    /// Boxes and loose sheets, every one an object of its own, some of them nearly touching; texels are
    /// smaller than pixels.
    static func clutter(seed: UInt64) -> TestScene {
        var random = SeededGenerator(seed: seed)
        var scene = TestScene(pageSide: 1024, slots: 12)
        for number in 0..<16 {
            scene.addObject("box \(number)")
            let low = SIMD3<Double>.random(in: -1...0.6, using: &random)
            scene.addBox(low, low + SIMD3<Double>.random(in: 0.02...0.8, using: &random))
        }
        for number in 0..<30 {
            scene.addObject("sheet \(number)")
            let corner = SIMD3<Double>.random(in: -1...1, using: &random)
            scene.addPatch(
                corner, .random(in: -0.7...0.7, using: &random), .random(in: -0.7...0.7, using: &random),
                columns: number % 3 + 1, rows: 2)
        }
        return scene
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func texelsShowTheirOwnSurfaceOnly(seed: UInt64) throws {
        let scene = Self.clutter(seed: seed)
        let mesh = scene.triangles
        let camera = Camera(
            focalLength: 40, sensor: SIMD2(36, 36), size: SIMD2(160, 160), position: SIMD3(1.2, 1, 3.5), target: .zero)
        let seen = try visibility(mesh, camera)
        let picture = identifierImage(seen) { Self.color(scene.object(of: $0, in: mesh)) }
        let painter = try scene.painter()
        let painted = try painter.paint(views: [PaintedView(camera: camera, visibility: seen, image: picture)])
        let map = painter.texelMaps[0]
        let caster = RayCaster(mesh: mesh)
        var paintedCount = 0
        var leaks = 0
        var paintedThrough = 0
        for y in 0..<map.height {
            for x in 0..<map.width where painted.origins[0][y * map.width + x] == .painted {
                let texel = y * map.width + x
                let object = scene.object(of: map.triangles[texel], in: mesh)
                let first = 3 * texel
                let found = SIMD3(
                    painted.pages[0].samples[first], painted.pages[0].samples[first + 1],
                    painted.pages[0].samples[first + 2])
                paintedCount += 1
                if found != Self.color(object) { leaks += 1 }
                // Every seventh texel against rays: hidden, and nowhere near a pixel that shows the object.
                guard texel % 7 == 0, let point = map.surfacePoint(x: x, y: y, of: mesh) else { continue }
                let hidden = caster.isBlocked(from: camera.position, to: point) {
                    $0 == Int(map.triangles[texel])
                }
                if hidden, !isShownNearby(point, object: object, seen: seen, camera: camera, scene: scene, mesh: mesh) {
                    paintedThrough += 1
                }
            }
        }
        try show(painted.pages[0], "leak-page-\(seed)")
        try show(picture, "leak-picture-\(seed)")
        #expect(paintedCount > 10_000, "seed \(seed)")
        #expect(leaks == 0, "seed \(seed): \(leaks) of \(paintedCount) texels")
        #expect(paintedThrough == 0, "seed \(seed)")
    }

    /// Whether one of the four pixels around a point's image shows an object.
    private func isShownNearby(
        _ point: SIMD3<Double>, object: Int, seen: VisibilityBuffer, camera: Camera, scene: TestScene,
        mesh: TriangleMesh
    ) -> Bool {
        let local = camera.frame.cameraSpace(point)
        let x = Int((local.x / -local.z * camera.focalLengthInPixels + Double(camera.size.x) / 2 - 0.5).rounded(.down))
        let y = Int((-local.y / -local.z * camera.focalLengthInPixels + Double(camera.size.y) / 2 - 0.5).rounded(.down))
        for row in y...y + 1 where row >= 0 && row < seen.height {
            for column in x...x + 1 where column >= 0 && column < seen.width {
                let triangle = seen.triangles[row * seen.width + column]
                if triangle != VisibilityBuffer.noTriangle, scene.object(of: triangle, in: mesh) == object {
                    return true
                }
            }
        }
        return false
    }

    /// Paints what one camera sees of a scene in red.
    private func paintRed(_ scene: TestScene, _ camera: Camera) throws -> (PaintedTextures, TexelMap) {
        let seen = try visibility(scene.triangles, camera)
        let picture = Image(width: camera.size.x, height: camera.size.y, color: [200, 30, 30])
        let painter = try scene.painter()
        let painted = try painter.paint(views: [PaintedView(camera: camera, visibility: seen, image: picture)])
        return (painted, painter.texelMaps[0])
    }

    private let front = Camera(
        focalLength: 35, sensor: SIMD2(36, 36), size: SIMD2(128, 128), position: SIMD3(0.3, 0.2, 3), target: .zero)

    /// The front of the wall is painted; the back, a ten-thousandth behind it, is not.
    @Test func thinWallIsNotPaintedThrough() throws {
        var scene = TestScene(pageSide: 256, slots: 3)
        scene.addObject("wall")
        scene.addBox(SIMD3(-1, -1, 0), SIMD3(1, 1, 1e-4))
        let (painted, map) = try paintRed(scene, front)
        for (texel, origin) in painted.origins[0].enumerated() where map.kinds[texel] == .inside {
            // The box's first patch (two triangles) faces the camera, the second looks away.
            if map.triangles[texel] < 2 { #expect(origin == .painted) }
            if map.triangles[texel] == 2 || map.triangles[texel] == 3 { #expect(origin == .filled) }
        }
    }

    /// A sheet's two sides as two faces at the same place with opposite windings.
    @Test func backOfADoubledSheetIsNotPaintedThrough() throws {
        var scene = TestScene(pageSide: 128, slots: 2)
        scene.addObject("sheet")
        scene.addPatch(SIMD3(-1, -1, 0), SIMD3(2, 0, 0), SIMD3(0, 2, 0))
        scene.addPatch(SIMD3(1, -1, 0), SIMD3(-2, 0, 0), SIMD3(0, 2, 0))
        let (painted, map) = try paintRed(scene, front)
        let sides = Set(zip(map.triangles, painted.origins[0]).filter { $0.1 == .painted }.map { $0.0 / 2 })
        #expect(sides.count == 1, "only one of the two sides is what the camera sees: \(sides)")
    }

    @Test func coplanarDuplicateIsNotPaintedThrough() throws {
        var scene = TestScene(pageSide: 128, slots: 2)
        scene.addObject("poster")
        scene.addPatch(SIMD3(-1, -1, 0), SIMD3(2, 0, 0), SIMD3(0, 2, 0))
        scene.addObject("duplicate", color: SIMD3(0, 1, 0))
        scene.addPatch(SIMD3(-1, -1, 0), SIMD3(2, 0, 0), SIMD3(0, 2, 0))
        let (painted, map) = try paintRed(scene, front)
        var paintedObjects: Set<UInt32> = []
        for (texel, triangle) in map.triangles.enumerated() where triangle != TexelMap.noTriangle {
            if painted.origins[0][texel] == .painted { paintedObjects.insert(triangle / 2) }
        }
        #expect(paintedObjects.count == 1)
        #expect(painted.notes.count == 1)
    }

    /// A poster a hair before a wall covers it; what lies under the poster is filled, not painted.
    @Test func posterKeepsItsColourToItself() throws {
        var scene = TestScene(pageSide: 256, slots: 2)
        scene.addObject("wall")
        scene.addPatch(SIMD3(-1, -1, 0), SIMD3(2, 0, 0), SIMD3(0, 2, 0), columns: 3, rows: 3)
        scene.addObject("poster")
        scene.addPatch(SIMD3(-0.4, -0.4, 1e-5), SIMD3(0.8, 0, 0), SIMD3(0, 0.8, 0))
        let mesh = scene.triangles
        let seen = try visibility(mesh, front)
        let picture = identifierImage(seen) { Self.color(scene.object(of: $0, in: mesh)) }
        let painter = try scene.painter()
        let painted = try painter.paint(views: [PaintedView(camera: front, visibility: seen, image: picture)])
        var filled = 0
        for (texel, triangle) in painter.texelMaps[0].triangles.enumerated() where triangle != TexelMap.noTriangle {
            let expected = Self.color(scene.object(of: triangle, in: mesh))
            for channel in 0..<3 { #expect(painted.pages[0].samples[3 * texel + channel] == expected[channel]) }
            if painted.origins[0][texel] == .filled { filled += 1 }
        }
        #expect(filled > 1000)
    }

    /// A floor seen under half a degree beside a wall takes nothing from it.
    @Test func grazingFloorTakesNothingFromTheWall() throws {
        var scene = TestScene(pageSide: 256, slots: 2)
        scene.addObject("floor")
        scene.addPatch(SIMD3(-1, 0, 1), SIMD3(2, 0, 0), SIMD3(0, 0, -2))
        scene.addObject("wall")
        scene.addPatch(SIMD3(-1, 0, -1), SIMD3(2, 0, 0), SIMD3(0, 1, 0))
        let camera = Camera(
            focalLength: 35, sensor: SIMD2(36, 36), size: SIMD2(128, 128), position: SIMD3(0.3, 0.03, 4),
            target: SIMD3(0, 0, -1))
        let mesh = scene.triangles
        let seen = try visibility(mesh, camera)
        let picture = identifierImage(seen) { Self.color(scene.object(of: $0, in: mesh)) }
        let painter = try scene.painter()
        let painted = try painter.paint(views: [PaintedView(camera: camera, visibility: seen, image: picture)])
        for (texel, triangle) in painter.texelMaps[0].triangles.enumerated() where triangle != TexelMap.noTriangle {
            let expected = Self.color(scene.object(of: triangle, in: mesh))
            for channel in 0..<3 { #expect(painted.pages[0].samples[3 * texel + channel] == expected[channel]) }
        }
    }

    /// A torus is one smooth surface that hides parts of itself: texels on its far side that the near
    /// side covers are not painted from the near side.
    @Test func torusDoesNotPaintThroughItself() throws {
        var scene = TestScene(pageSide: 1024, slots: 1)
        scene.addObject("torus")
        scene.addSurface(columns: 96, rows: 48) { torusPoint($0, $1) }
        let mesh = scene.triangles
        let camera = Camera(
            focalLength: 50, sensor: SIMD2(36, 36), size: SIMD2(256, 256), position: SIMD3(0, 1.4, 4), target: .zero)
        let seen = try visibility(mesh, camera)
        let picture = proceduralImage(width: 256, height: 256)
        let painter = try scene.painter()
        let painted = try painter.paint(views: [PaintedView(camera: camera, visibility: seen, image: picture)])
        let map = painter.texelMaps[0]
        let caster = RayCaster(mesh: mesh)
        var wrong = 0
        for y in stride(from: 0, to: map.height, by: 9) {
            for x in stride(from: 0, to: map.width, by: 9) where painted.origins[0][y * map.width + x] == .painted {
                guard let point = map.surfacePoint(x: x, y: y, of: mesh) else { continue }
                let depth = -camera.frame.cameraSpace(point).z
                let local = camera.frame.cameraSpace(point)
                let pixelX = local.x / depth * camera.focalLengthInPixels + 128
                let pixelY = 128 - local.y / depth * camera.focalLengthInPixels
                let blocked = caster.isBlocked(
                    from: camera.position, to: point + (camera.position - point) * 0.01) { _ in false }
                guard blocked else { continue }
                // Hidden by something well before it: only right if a pixel beside it shows this depth.
                var fits = false
                for row in Int(pixelY - 1.5)...Int(pixelY + 1) {
                    for column in Int(pixelX - 1.5)...Int(pixelX + 1)
                    where row >= 0 && row < 256 && column >= 0 && column < 256 {
                        if abs(Double(seen.depths[row * 256 + column]) - depth) < 0.1 { fits = true }
                    }
                }
                if !fits { wrong += 1 }
            }
        }
        try show(painted.pages[0], "torus-page")
        try show(originImage(painted, page: 0), "torus-origins")
        #expect(wrong == 0)
    }
}
