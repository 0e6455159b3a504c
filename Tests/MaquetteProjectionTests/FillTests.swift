import MaquetteImaging
import MaquetteRaster
import MaquetteScene
import Testing

@testable import MaquetteProjection

/// Texels that no view sees, and the background between charts.
@Suite struct FillTests {
    /// A camera far off, so that the picture's ramp is a ramp on the wall.
    private let camera = Camera(
        focalLength: 400, sensor: SIMD2(36, 36), size: SIMD2(200, 200), position: SIMD3(0, 0, 26), target: .zero)

    /// The base colour of test scenes, linear 0.5, in sRGB.
    private static let unseenMaterial: UInt8 = 188

    private func ramp() -> Image {
        var image = Image(width: 200, height: 200, color: [0, 0, 0])
        for y in 0..<200 {
            for x in 0..<200 {
                image.samples[3 * (200 * y + x)] = UInt8(20 + x)
                image.samples[3 * (200 * y + x) + 1] = UInt8(20 + y)
                image.samples[3 * (200 * y + x) + 2] = 77
            }
        }
        return image
    }

    private func paint(_ scene: TestScene, _ image: Image) throws -> (PaintedTextures, TexturePainter) {
        let seen = try visibility(scene.triangles, camera)
        let painter = try scene.painter()
        return (try painter.paint(views: [PaintedView(camera: camera, visibility: seen, image: image)]), painter)
    }

    /// What an occluder hides of a wall is filled with the harmonic continuation of what is seen: of a ramp, the ramp.
    @Test func hiddenPartOfARampContinuesTheRamp() throws {
        var scene = TestScene(pageSide: 512, slots: 2)
        scene.addObject("wall")
        scene.addPatch(SIMD3(-1, -1, 0), SIMD3(2, 0, 0), SIMD3(0, 2, 0))
        scene.addObject("board")
        scene.addPatch(SIMD3(-0.5, -0.6, 0.01), SIMD3(0.9, 0, 0), SIMD3(0, 1.2, 0))
        let (painted, painter) = try paint(scene, ramp())
        let map = painter.texelMaps[0]
        var largest = 0.0
        var filled = 0
        for y in 0..<512 {
            for x in 0..<512 where map.triangles[y * 512 + x] < 2 && painted.origins[0][y * 512 + x] == .filled {
                let point = try #require(map.surfacePoint(x: x, y: y, of: scene.triangles))
                let local = camera.frame.cameraSpace(point)
                let red = 20 + local.x / -local.z * camera.focalLengthInPixels + 99.5
                let green = 20 - local.y / -local.z * camera.focalLengthInPixels + 99.5
                let first = 3 * (y * 512 + x)
                largest = max(
                    largest, abs(red - Double(painted.pages[0].samples[first])),
                    abs(green - Double(painted.pages[0].samples[first + 1])))
                #expect(painted.pages[0].samples[first + 2] == 77)
                filled += 1
            }
        }
        try show(painted.pages[0], "fill-ramp")
        #expect(filled > 10_000)
        #expect(largest < 6, "largest difference to the ramp: \(largest)")
    }

    /// Two halves of a wall, far apart in the texture: the hidden one continues the seen one.
    @Test func fillCrossesChartBordersOnTheSurface() throws {
        var scene = TestScene(pageSide: 256, slots: 4)
        scene.addObject("wall")
        scene.addPatch(SIMD3(-1, -1, 0), SIMD3(1, 0, 0), SIMD3(0, 2, 0))
        for _ in 0..<14 { scene.addPatch(SIMD3(-3, -3, 50), SIMD3(0.1, 0, 0), SIMD3(0, 0.1, 0)) }
        scene.addPatch(SIMD3(0, -1, 0), SIMD3(1, 0, 0), SIMD3(0, 2, 0))
        scene.addObject("board")
        scene.addPatch(SIMD3(0, -1.1, 0.2), SIMD3(1.3, 0, 0), SIMD3(0, 2.2, 0))
        let (painted, painter) = try paint(scene, ramp())
        try show(painted.pages[0], "fill-charts")
        let map = painter.texelMaps[0]
        var checked = 0
        for y in 0..<256 {
            for x in 0..<256 where map.triangles[y * 256 + x] == 30 || map.triangles[y * 256 + x] == 31 {
                guard painted.origins[0][y * 256 + x] == .filled else { continue }
                let point = try #require(map.surfacePoint(x: x, y: y, of: scene.triangles))
                // Away from the wall's upper and lower end, where the ramp must level out.
                guard point.x < 0.06, abs(point.y) < 0.8 else { continue }
                // The seen half's colour at the shared edge, at the same height.
                let green = 20 - point.y / 26 * camera.focalLengthInPixels + 99.5
                #expect(abs(green - Double(painted.pages[0].samples[3 * (y * 256 + x) + 1])) < 8)
                #expect(abs(Int(painted.pages[0].samples[3 * (y * 256 + x)]) - 119) < 8)
                checked += 1
            }
        }
        #expect(checked > 50)
    }

    /// What touches nothing painted takes the nearest painted colour of its own material, not of its neighbour.
    @Test func unreachedSurfaceBorrowsFromItsMaterial() throws {
        var scene = TestScene(pageSide: 128, slots: 2)
        scene.addObject("red thing")
        scene.addPatch(SIMD3(-1, -1, 0), SIMD3(1, 0, 0), SIMD3(0, 2, 0))
        scene.addPatch(SIMD3(0.5, -1, -1), SIMD3(0.5, 0, 0), SIMD3(0, 1, 0))
        scene.addObject("blue thing")
        scene.addPatch(SIMD3(0.2, -1, 0), SIMD3(0.9, 0, 0), SIMD3(0, 2, 0))
        let mesh = scene.triangles
        let seen = try visibility(mesh, camera)
        let picture = identifierImage(seen) { scene.object(of: $0, in: mesh) == 0 ? SIMD3(220, 0, 0) : SIMD3(0, 0, 220) }
        let painter = try scene.painter()
        let painted = try painter.paint(views: [PaintedView(camera: camera, visibility: seen, image: picture)])
        for (texel, triangle) in painter.texelMaps[0].triangles.enumerated() where triangle == 2 || triangle == 3 {
            #expect(painted.origins[0][texel] == .filled)
            #expect(painted.pages[0].samples[3 * texel] == 220 && painted.pages[0].samples[3 * texel + 2] == 0)
        }
        #expect(painted.notes.contains { $0.contains("nearest painted surface") })
    }

    /// The background takes the colour of the nearest texel of a chart.
    @Test func paddingIsTheNearestTexel() throws {
        var scene = TestScene(pageSide: 96, slots: 3, margin: 6)
        scene.addObject("tiles")
        for column in 0..<4 {
            scene.addPatch(SIMD3(-1 + 0.5 * Double(column), -1, 0), SIMD3(0.45, 0, 0), SIMD3(0, 2, 0))
        }
        let (painted, painter) = try paint(scene, ramp())
        try show(painted.pages[0], "padding")
        let map = painter.texelMaps[0]
        let page = painted.pages[0]
        let inside = map.triangles.indices.filter { map.triangles[$0] != TexelMap.noTriangle }
        for texel in map.triangles.indices where map.triangles[texel] == TexelMap.noTriangle {
            var best = Int.max
            var colors: Set<SIMD3<UInt8>> = []
            for source in inside {
                let dx = source % 96 - texel % 96
                let dy = source / 96 - texel / 96
                let distance = dx * dx + dy * dy
                guard distance <= best else { continue }
                if distance < best { colors = [] }
                best = distance
                colors.insert(SIMD3(page.samples[3 * source], page.samples[3 * source + 1], page.samples[3 * source + 2]))
            }
            let own = SIMD3(page.samples[3 * texel], page.samples[3 * texel + 1], page.samples[3 * texel + 2])
            #expect(colors.contains(own))
        }
    }

    /// A strip too thin to own a pixel takes the picture's colour where a finer look finds it, and what a board hides
    /// of it continues that colour.
    @Test func surfacesTooThinForAPixelTakeThePicturesColour() throws {
        var scene = TestScene(pageSide: 128, slots: 2)
        scene.addObject("strip")
        scene.addPatch(SIMD3(-0.01, -0.8, 0), SIMD3(0.02, 0, 0), SIMD3(0, 1.6, 0))
        scene.addObject("board")
        scene.addPatch(SIMD3(-0.5, 0, 0.5), SIMD3(1, 0, 0), SIMD3(0, 1, 0))
        var camera = camera
        camera.size = SIMD2(50, 50)
        var fine = camera
        fine.size = SIMD2(200, 200)
        let seen = try visibility(scene.triangles, camera)
        #expect(!seen.triangles.contains { $0 < 2 }, "the strip is not thin enough")
        let painter = try scene.painter()
        let view = PaintedView(
            camera: camera, visibility: seen, image: Image(width: 50, height: 50, color: [100, 90, 80]),
            lookFiner: { [fine, triangles = scene.triangles] in try visibility(triangles, fine) })
        let painted = try painter.paint(views: [view])
        var count = 0
        for (texel, triangle) in painter.texelMaps[0].triangles.enumerated() where triangle < 2 {
            #expect(painted.origins[0][texel] == .filled)
            #expect(Array(painted.pages[0].samples[3 * texel..<3 * texel + 3]) == [100, 90, 80])
            count += 1
        }
        #expect(count > 1000)
        let other = PaintedView(
            camera: camera, visibility: seen, image: view.image, lookFiner: { seen })
        #expect(throws: ProjectionError.self) { try painter.paint(views: [other]) }
    }

    @Test func everyTexelOfEveryTriangleHasAColour() throws {
        let scene = LeakTests.clutter(seed: 9)
        let (painted, painter) = try paint(scene, Image(width: 200, height: 200, color: [200, 200, 200]))
        let samples = painted.pages[0].samples
        for (texel, triangle) in painter.texelMaps[0].triangles.enumerated() {
            #expect((painted.origins[0][texel] == .padding) == (triangle == TexelMap.noTriangle))
            // The picture's colour, or that of a material that no view shows; never the black of memory.
            let isColour = samples[3 * texel] == Self.unseenMaterial || abs(Int(samples[3 * texel]) - 200) <= 1
            #expect(isColour || triangle == TexelMap.noTriangle, "\(samples[3 * texel])")
        }
    }
}
