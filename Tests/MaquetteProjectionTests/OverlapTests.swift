import MaquetteImaging
import MaquetteRaster
import MaquetteScene
import Testing

@testable import MaquetteProjection

/// What one view knows of another.
@Suite struct OverlapTests {
    private static func camera(from position: SIMD3<Double>, size: Int = 96) -> Camera {
        Camera(focalLength: 40, sensor: SIMD2(36, 36), size: SIMD2(size, size), position: position, target: .zero)
    }

    private static func box() -> TestScene {
        var scene = TestScene(pageSide: 192, slots: 3)
        scene.addObject("box")
        scene.addBox(SIMD3(repeating: -0.7), SIMD3(repeating: 0.7))
        return scene
    }

    private static func view(_ scene: TestScene, _ camera: Camera) throws -> PaintedView {
        PaintedView(
            camera: camera, visibility: try visibility(scene.triangles, camera),
            image: solidImage(scene.triangles, camera, try visibility(scene.triangles, camera)))
    }

    @Test func sameCameraKnowsEverything() throws {
        let scene = Self.box()
        let view = try Self.view(scene, Self.camera(from: SIMD3(1.5, 1, 3)))
        let known = try scene.painter().knownView(from: view.camera, visibility: view.visibility, by: [view])
        for (pixel, shows) in known.showsSurface.enumerated() {
            #expect(shows == (view.visibility.triangles[pixel] != VisibilityBuffer.noTriangle))
            guard shows else {
                #expect(known.detail.samples[pixel] == 0)
                continue
            }
            #expect(abs(known.detail.samples[pixel] - 1) < 0.01)
            for channel in 3 * pixel..<3 * pixel + 3 {
                #expect(abs(Int(known.image.samples[channel]) - Int(view.image.samples[channel])) <= 1)
            }
        }
    }

    @Test func oppositeCameraKnowsNothing() throws {
        let scene = Self.box()
        let front = try Self.view(scene, Self.camera(from: SIMD3(0, 0, 3)))
        let back = try Self.view(scene, Self.camera(from: SIMD3(0, 0, -3)))
        let known = try scene.painter().knownView(from: back.camera, visibility: back.visibility, by: [front])
        #expect(known.detail.samples.allSatisfy { $0 == 0 })
    }

    /// Seen from twice as far, a surface has a quarter of the detail, and shows the same colours.
    @Test func detailIsTheDensityOfPixels() throws {
        let scene = Self.box()
        let near = try Self.view(scene, Self.camera(from: SIMD3(0, 0, 3.7), size: 128))
        let far = try Self.view(scene, Self.camera(from: SIMD3(0, 0, 6.7), size: 128))
        let known = try scene.painter().knownView(from: near.camera, visibility: near.visibility, by: [far])
        let middle = 64 * 128 + 64
        #expect(abs(known.detail.samples[middle] - 0.25) < 0.01, "\(known.detail.samples[middle])")
        for channel in 0..<3 {
            let difference = Int(known.image.samples[3 * middle + channel]) - Int(near.image.samples[3 * middle + channel])
            #expect(abs(difference) <= 4)
        }
    }

    @Test func sharesSumToOneAndMeetOnTheSurface() throws {
        let scene = Self.box()
        let cameras = [SIMD3(1.5, 1, 3), SIMD3(-1.5, 1, 3), SIMD3(0, 0, -3)].map { Self.camera(from: $0) }
        let seen = try cameras.map { (camera: $0, visibility: try visibility(scene.triangles, $0)) }
        let consensus = try scene.painter().consensus(of: seen, cellSide: 8)
        let count = 12 * 12
        let constant = consensus.mean(for: 0, of: [[Float]](repeating: [Float](repeating: 3, count: 2 * count), count: 3), planes: 2)
        #expect(constant.count == 2 * count)
        for value in constant { #expect(abs(value - 3) < 1e-4) }
        // The third view shares nothing with the others; those two meet on the front and the top.
        let values = [Float(1), 2, 5].map { [Float](repeating: $0, count: count) }
        let first = consensus.mean(for: 0, of: values, planes: 1)
        #expect(first.allSatisfy { (0.999...2.001).contains($0) } && first.contains { $0 > 1.3 })
        let alone = consensus.mean(for: 2, of: values, planes: 1)
        for value in alone { #expect(abs(value - 5) < 1e-4) }
        let again = try scene.painter().consensus(of: seen, cellSide: 8, threads: 1)
        #expect(again.mean(for: 0, of: values, planes: 1) == first)
    }

    @Test func silentViewsPaintNothing() throws {
        let scene = Self.box()
        var view = try Self.view(scene, Self.camera(from: SIMD3(0, 0, 3)))
        view.opacity = FloatImage(width: 96, height: 96, channels: 1, samples: [Float](repeating: 0, count: 96 * 96))
        let painted = try scene.painter().paint(views: [view])
        #expect(painted.coverage == 0 && painted.visibleArea > 0)
        view.opacity = FloatImage(width: 48, height: 96, channels: 1, samples: [Float](repeating: 0, count: 96 * 48))
        #expect(throws: ProjectionError.opacitySize(view: 0, opacity: SIMD2(48, 96), camera: SIMD2(96, 96))) {
            try scene.painter().paint(views: [view])
        }
    }

    @Test func holesAreFilledFromAround() {
        let colors = FlatBuffer(count: 64, repeating: SIMD4<Float>(100, 50, 0, 1))
        for pixel in [0, 27, 28, 35, 36, 63] { colors[pixel] = .zero }
        HoleFilling.fill(colors, width: 8, height: 8)
        for pixel in 0..<64 { #expect(abs(colors[pixel].x - 100) < 1e-3 && abs(colors[pixel].y - 50) < 1e-3) }
    }
}
