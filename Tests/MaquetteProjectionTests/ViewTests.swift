import MaquetteImaging
import MaquetteRaster
import MaquetteScene
import Testing

@testable import MaquetteProjection

/// Several views, no view, wrong views; threads and units.
@Suite struct ViewTests {
    private func camera(from position: SIMD3<Double>, size: Int = 96) -> Camera {
        Camera(
            focalLength: 40, sensor: SIMD2(36, 36), size: SIMD2(size, size), position: position, target: .zero)
    }

    private func view(_ scene: TestScene, _ camera: Camera, _ image: Image) throws -> PaintedView {
        PaintedView(camera: camera, visibility: try visibility(scene.triangles, camera), image: image)
    }

    private func box() -> TestScene {
        var scene = TestScene(pageSide: 192, slots: 3)
        scene.addObject("box", color: SIMD3(0.2, 0.4, 0.6))
        scene.addBox(SIMD3(repeating: -0.7), SIMD3(repeating: 0.7))
        return scene
    }

    @Test func twoViewsBlend() throws {
        let scene = box()
        let red = try view(scene, camera(from: SIMD3(-2.5, 2, 3)), Image(width: 96, height: 96, color: [240, 0, 0]))
        let blue = try view(scene, camera(from: SIMD3(2.5, 2, 3)), Image(width: 96, height: 96, color: [0, 0, 240]))
        let painter = try scene.painter()
        let map = painter.texelMaps[0]
        let average = try painter.paint(views: [red, blue])
        let best = try painter.paint(views: [red, blue], options: PaintOptions(blend: .bestView))
        try show(average.pages[0], "blend-average")
        try show(best.pages[0], "blend-best")
        var mixed = 0
        for texel in map.triangles.indices where average.origins[0][texel] == .painted {
            let color = SIMD3(average.pages[0].samples[3 * texel], 0, average.pages[0].samples[3 * texel + 2])
            // The colour is always a mean of the two: the shares add up to one.
            #expect(abs(Int(color.x) + Int(color.z) - 240) <= 1)
            if color.x > 20, color.z > 20 { mixed += 1 }
            // The left side (patch 3) is seen by the left camera alone, the right side (patch 2) by the right one.
            if map.triangles[texel] / 2 == 3 { #expect(color == SIMD3(240, 0, 0)) }
            if map.triangles[texel] / 2 == 2 { #expect(color == SIMD3(0, 0, 240)) }
            let chosen = best.pages[0].samples[3 * texel]
            #expect(chosen == 240 || chosen == 0)
        }
        #expect(mixed > 500, "the front is seen by both")
        #expect(average.viewCoverages.count == 2)
        #expect(average.viewCoverages.allSatisfy { $0 > 0.3 && $0 < 1 })
        // Front, left, right and top of six equal sides.
        #expect(abs(average.visibleArea / average.totalArea - 4.0 / 6) < 0.02)
        #expect(abs(average.totalArea - 6 * 1.4 * 1.4) < 0.05)
    }

    @Test func transparentPixelsPaintNothing() throws {
        let scene = box()
        var image = Image(width: 96, height: 96, color: [10, 200, 10, 255])
        for y in 0..<96 { for x in 0..<48 { image.samples[4 * (96 * y + x) + 3] = 0 } }
        let half = try scene.painter().paint(views: [view(scene, camera(from: SIMD3(0, 0, 4)), image)])
        #expect(abs(half.coverage - 0.5) < 0.03, "\(half.coverage)")
        #expect(half.origins[0].contains(.filled))
    }

    @Test func pointsArePaintedWhereTheirTexelsAre() throws {
        let scene = box()
        let image = Image(width: 96, height: 96, color: [10, 200, 10])
        let painter = try scene.painter()
        let painted = try painter.paint(views: [view(scene, camera(from: SIMD3(0, 0, 4)), image)])
        let front = (0..<12).filter { triangle in
            let vertices = scene.triangles.triangles[triangle]
            return [vertices.x, vertices.y, vertices.z].allSatisfy { scene.triangles.positions[Int($0)].z > 0 }
        }
        #expect(front.count == 2)
        for triangle in 0..<12 {
            let corners = [(0, 0), (1, 0), (0, 1), (0.3, 0.4)].map {
                SurfacePoint(triangle: UInt32(triangle), barycentrics: SIMD2($0.0, $0.1))
            }
            #expect(painter.paintedShare(of: corners, in: painted) == (front.contains(triangle) ? 1 : 0), "\(triangle)")
        }
        let middles = (0..<12).map { SurfacePoint(triangle: $0, barycentrics: SIMD2(0.3, 0.3)) }
        #expect(painter.paintedShare(of: middles, in: painted) == 2.0 / 12)
        #expect(painter.paintedShare(of: [], in: painted) == 0)
    }

    @Test func cameraThatSeesNothingPaintsNothing() throws {
        let scene = box()
        let away = Camera(
            focalLength: 40, sensor: SIMD2(36, 36), size: SIMD2(32, 32), position: SIMD3(0, 0, 4), target: SIMD3(0, 0, 9))
        let blind = try view(scene, away, Image(width: 32, height: 32, color: [255, 0, 255]))
        let painted = try scene.painter().paint(views: [blind])
        #expect(painted.coverage == 0 && painted.visibleArea == 0 && painted.viewCoverages == [0])
        #expect(!painted.origins[0].contains(.painted))
        #expect(painted.notes.count == 2)
        // 0.2, 0.4 and 0.6 linear are 124, 170 and 203 in sRGB.
        #expect(Array(painted.pages[0].samples[0..<3]) == [124, 170, 203])
        #expect(Set(stride(from: 0, to: painted.pages[0].samples.count, by: 3).map { painted.pages[0].samples[$0] }) == [124])
        #expect(try scene.painter().paint(views: []).pages == painted.pages)
    }

    @Test func viewsThatDoNotFitAreRefused() throws {
        let scene = box()
        let good = try view(scene, camera(from: SIMD3(0, 0, 4)), Image(width: 96, height: 96, color: [1, 2, 3]))
        let painter = try scene.painter()
        var small = good
        small.image = Image(width: 95, height: 96, color: [1, 2, 3])
        #expect(throws: ProjectionError.imageSize(view: 1, image: SIMD2(95, 96), camera: SIMD2(96, 96))) {
            try painter.paint(views: [good, small])
        }
        var wrong = good
        wrong.visibility = try visibility(scene.triangles, camera(from: SIMD3(0, 0, 4), size: 64))
        #expect(throws: ProjectionError.visibilitySize(view: 0, visibility: SIMD2(64, 64), camera: SIMD2(96, 96))) {
            try painter.paint(views: [wrong])
        }
        var foreign = good
        foreign.visibility.triangles[50] = 4000
        #expect(throws: ProjectionError.visibilityOfAnotherScene(view: 0)) { try painter.paint(views: [foreign]) }
        var broken = good
        broken.camera.position = SIMD3(.nan, 0, 0)
        #expect(throws: ProjectionError.camera(view: 0)) { try painter.paint(views: [broken]) }
        #expect(ProjectionError.camera(view: 0).description.contains("view 0"))
    }

    @Test func threadsDoNotShow() throws {
        let scene = LeakTests.clutter(seed: 4)
        let views = try [SIMD3(1.2, 1, 3.5), SIMD3(-2, 1.5, 2.5)].map {
            try view(scene, camera(from: $0), proceduralImage(width: 96, height: 96, phase: $0.x))
        }
        let one = try scene.painter(threads: 1).paint(views: views, options: PaintOptions(threads: 1))
        for threads in [2, 3, 7] {
            let painter = try scene.painter(threads: threads)
            let many = try painter.paint(views: views, options: PaintOptions(threads: threads))
            #expect(many.pages == one.pages, "\(threads) threads")
            #expect(many.coverage == one.coverage && many.viewCoverages == one.viewCoverages)
        }
    }

    /// Millimetres, metres or kilometres: the units of a scene do not show.
    @Test func unitsDoNotShow() throws {
        let scene = LeakTests.clutter(seed: 6)
        let picture = proceduralImage(width: 160, height: 160)
        var pages: [Image] = []
        for factor in [1, 1024, 1e-3, 1e3] {
            let scaled = scene.scaled(by: factor)
            let camera = camera(from: SIMD3(1.2, 1, 3.5) * factor, size: 160)
            pages.append(try scaled.painter().paint(views: [view(scaled, camera, picture)]).pages[0])
        }
        #expect(pages[1] == pages[0], "a power of two changes no digit")
        for page in pages[2...] {
            let different = zip(page.samples, pages[0].samples).count { abs(Int($0) - Int($1)) > 1 }
            #expect(Double(different) / Double(page.samples.count) < 1e-3, "\(different)")
        }
    }
}
