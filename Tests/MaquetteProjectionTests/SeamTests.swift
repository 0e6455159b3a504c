import Foundation
import MaquetteImaging
import MaquetteRaster
import MaquetteScene
import Testing

@testable import MaquetteProjection

/// Seams between views: how they are measured, and how they go away.
@Suite struct SeamTests {
    private static func cameras() -> [Camera] {
        [SIMD3(-2.5, 2, 3), SIMD3(2.5, 2, 3)].map {
            Camera(focalLength: 40, sensor: SIMD2(36, 36), size: SIMD2(128, 128), position: $0, target: .zero)
        }
    }

    private static func box() -> TestScene {
        var scene = TestScene(pageSide: 512, slots: 3)
        scene.addObject("box")
        scene.addBox(SIMD3(repeating: -0.7), SIMD3(repeating: 0.7))
        return scene
    }

    /// Two views of the solid texture, the second lighter by `offset`.
    private static func views(_ scene: TestScene, offset: Int) throws -> [PaintedView] {
        try cameras().enumerated().map { number, camera in
            let seen = try visibility(scene.triangles, camera)
            var image = solidImage(scene.triangles, camera, seen)
            image.samples = image.samples.map { UInt8(min(255, Int($0) / 2 + (number == 1 ? offset : 0))) }
            return PaintedView(camera: camera, visibility: seen, image: image)
        }
    }

    @Test func aSeamBesideOneColourIsASeam() {
        let nothing = SeamError.Border(colorJump: 0, gradientJump: 0, count: 9)
        let seam = SeamError.Border(colorJump: 40, gradientJump: 0, count: 9)
        let none = SeamError.Border(colorJump: 0, gradientJump: 0, count: 0)
        #expect(SeamError(interior: nothing, views: seam, charts: none).color == 80)
        #expect(SeamError(interior: nothing, views: seam, charts: none).gradient == 1)
        #expect(SeamError(interior: nothing, views: nothing, charts: nothing).color == 1)
        #expect(SeamError(interior: seam, views: seam, charts: none).color == 1)
        #expect(SeamError(interior: none, views: none, charts: none).color == 1)
    }

    @Test func offsetsShowAsSeamsAndAsDisagreement() throws {
        let scene = Self.box()
        let painter = try scene.painter()
        let same = try painter.paint(views: Self.views(scene, offset: 0), options: PaintOptions(blend: .bestView))
        let other = try painter.paint(views: Self.views(scene, offset: 40), options: PaintOptions(blend: .bestView))
        #expect(same.viewDisagreement < 1)
        // Two equal weights would differ by a deviation of half the offset; unequal ones by less.
        #expect((8...20).contains(other.viewDisagreement), "\(other.viewDisagreement)")
        let (small, large) = (painter.seamError(of: same), painter.seamError(of: other))
        #expect(small.views.count > 50 && small.color < 1.5)
        #expect(abs(large.views.colorJump - 40) < 4, "\(large.views.colorJump)")
        #expect(large.color > 5)
    }

    @Test func levellingRemovesAnOffset() throws {
        let scene = Self.box()
        let painter = try scene.painter()
        let levelled = try painter.paint(views: Self.views(scene, offset: 40), options: PaintOptions(blend: .levelled))
        try show(levelled.pages[0], "levelled")
        let seams = painter.seamError(of: levelled)
        #expect(seams.views.count > 50)
        #expect(seams.color < 2 && seams.gradient < 2, "\(seams)")
    }

    /// Where views agree there is nothing to correct.
    @Test func levellingLeavesAgreementAlone() throws {
        let scene = Self.box()
        let painter = try scene.painter()
        let views = try Self.views(scene, offset: 0)
        let levelled = try painter.paint(views: views, options: PaintOptions(blend: .levelled))
        let average = try painter.paint(views: views)
        let worst = zip(levelled.pages[0].samples, average.pages[0].samples).map { abs(Int($0) - Int($1)) }.max() ?? 0
        #expect(worst <= 12, "\(worst)")
    }

    @Test func threadsDoNotShowInLevelledTextures() throws {
        let scene = LeakTests.clutter(seed: 4)
        let views = try Self.cameras().enumerated().map { number, camera in
            PaintedView(
                camera: camera, visibility: try visibility(scene.triangles, camera),
                image: proceduralImage(width: 128, height: 128, phase: Double(number)))
        }
        let options = PaintOptions(blend: .levelled, threads: 1, diagnoses: true)
        let one = try scene.painter(threads: 1).paint(views: views, options: options)
        for threads in [2, 5] {
            var many = options
            many.threads = threads
            let painter = try scene.painter(threads: threads)
            let painted = try painter.paint(views: views, options: many)
            #expect(painted.pages == one.pages && painted.labels == one.labels && painted.diagnostics == one.diagnostics)
            #expect(painted.viewDisagreement == one.viewDisagreement)
            #expect(painter.seamError(of: painted, threads: threads) == painter.seamError(of: one, threads: 1))
        }
    }

    /// Two squares on as many texels, one twice as long as the other: their texels' sides are to the mean as 1 and 2 to
    /// the root of (1 + 4) / 2.
    @Test func stretchIsShownAgainstTheMean() throws {
        var scene = TestScene(pageSide: 256, slots: 2)
        scene.addObject("squares")
        scene.addPatch(.zero, SIMD3(1, 0, 0), SIMD3(0, 1, 0))
        scene.addPatch(SIMD3(2, 0, 0), SIMD3(2, 0, 0), SIMD3(0, 2, 0))
        let painter = try scene.painter()
        let picture = painter.stretchMap(page: 0)
        try show(picture, "stretch")
        let mean = 2.5.squareRoot()
        for (texel, triangle) in painter.texelMaps[0].triangles.enumerated() where triangle < 4 {
            let color = picture.samples[3 * texel..<3 * texel + 3].map(Double.init)
            let expected = 255 * (1 - abs(log2((triangle < 2 ? 1 : 2) / mean)))
            #expect(abs(color[1] - expected) < 2)
            #expect(triangle < 2 ? color[2] == 255 : color[0] == 255)
        }
    }

    @Test func debugPicturesShowWhatTheySay() throws {
        let scene = Self.box()
        let painter = try scene.painter()
        let views = try Self.views(scene, offset: 40)
        let plain = try painter.paint(views: views)
        #expect(painter.weightMap(of: plain, page: 0) == nil && painter.disagreementMap(of: plain, page: 0) == nil)
        let painted = try painter.paint(views: views, options: PaintOptions(diagnoses: true))
        let labels = painter.labelMap(of: painted, page: 0)
        let colors = Set(stride(from: 0, to: labels.samples.count, by: 3).map { Array(labels.samples[$0..<$0 + 3]) })
        #expect(colors.count == 3, "two views and nobody")
        try show(labels, "labels")
        let coverage = painter.coverageMap(of: painted, page: 0)
        for (texel, origin) in painted.origins[0].enumerated() {
            #expect((coverage.samples[3 * texel] == 235) == (origin == .filled))
            #expect((coverage.samples[3 * texel + 1] == 170) == (origin == .painted))
        }
        let weights = try #require(painter.weightMap(of: painted, page: 0))
        let disagreement = try #require(painter.disagreementMap(of: painted, page: 0))
        func pixels(_ image: Image) -> Set<SIMD3<UInt8>> {
            Set(stride(from: 0, to: image.samples.count, by: 3).map {
                SIMD3(image.samples[$0], image.samples[$0 + 1], image.samples[$0 + 2])
            })
        }
        // One view alone is all of the colour; where two meet, with 40 levels between them, they differ.
        #expect(pixels(weights).isSuperset(of: [SIMD3(repeating: 255)]) && pixels(weights).count > 10)
        #expect(pixels(disagreement).isSuperset(of: [SIMD3(0, 0, 60), .zero]))
        #expect(pixels(disagreement).contains { $0.x > 40 && $0.x == $0.y && $0.y == $0.z })
        try show(weights, "weights")
        try show(disagreement, "disagreement")
        let seams = painter.seamMap(of: painted, seams: painter.seamError(of: painted), page: 0)
        #expect(pixels(seams).contains(SIMD3(40, 80, 255)))
        try show(seams, "seams")
    }
}
