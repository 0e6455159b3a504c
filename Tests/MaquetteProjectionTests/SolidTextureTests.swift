import Foundation
import MaquetteImaging
import MaquetteRaster
import MaquetteScene
import Testing

@testable import MaquetteProjection

/// Pictures of a solid texture from a ring of cameras give the solid texture back, from those cameras and others.
@Suite struct SolidTextureTests {
    private static func ring(_ count: Int, height: Double, phase: Double, size: Int) -> [Camera] {
        (0..<count).map { number in
            let angle = 2 * Double.pi * (Double(number) + phase) / Double(count)
            return Camera(
                focalLength: 35, sensor: SIMD2(36, 36), size: SIMD2(size, size),
                position: SIMD3(4 * sin(angle), height, 4 * cos(angle)), target: SIMD3(0, 0, 0))
        }
    }

    @Test(arguments: PaintOptions.Blend.allCases)
    func solidTextureComesBack(blend: PaintOptions.Blend) throws {
        var scene = TestScene(pageSide: 2048, slots: 4)
        scene.addObject("box")
        scene.addBox(SIMD3(-0.9, -0.9, -0.9), SIMD3(-0.1, 0.6, 0.2))
        scene.addObject("slab")
        scene.addBox(SIMD3(0.1, -0.9, -0.6), SIMD3(0.9, -0.2, 0.8))
        let mesh = scene.triangles
        let rasterizer = try Rasterizer(mesh: mesh)
        let cameras = Self.ring(6, height: 2, phase: 0, size: 256)
        let views = try cameras.map { camera in
            let seen = try rasterizer.visibility(from: camera)
            return PaintedView(camera: camera, visibility: seen, image: solidImage(mesh, camera, seen))
        }
        let painted = try scene.painter().paint(views: views, options: PaintOptions(blend: blend))
        func decibels(_ camera: Camera) throws -> Double {
            let seen = try rasterizer.visibility(from: camera)
            let expected = solidImage(mesh, camera, seen)
            var squares = 0.0
            var count = 0.0
            for pixel in seen.triangles.indices where seen.triangles[pixel] != VisibilityBuffer.noTriangle {
                let coordinate = textureCoordinate(
                    x: pixel % 256, y: pixel / 256, triangle: seen.triangles[pixel], camera: camera, mesh: mesh,
                    atlas: scene.atlas)
                let texel = Int((1 - coordinate.y) * 2048) * 2048 + Int(coordinate.x * 2048)
                guard painted.origins[0][min(texel, 2048 * 2048 - 1)] == .painted else { continue }
                let color = sampleBilinear(painted.pages[0], coordinate)
                for channel in 0..<3 {
                    let error = color[channel] - Double(expected.samples[3 * pixel + channel])
                    squares += error * error
                }
                count += 3
            }
            return 10 * log10(255 * 255 * count / max(squares, 1e-9))
        }
        let fromPainting = try cameras.map { try decibels($0) }
        // Levelling takes differences of blur at grazing borders for differences of colour.
        let least: Double = blend == .levelled ? 33 : 40
        #expect(fromPainting.allSatisfy { $0 >= least }, "\(blend): \(fromPainting)")
        let fromElsewhere = try Self.ring(5, height: 1, phase: 0.4, size: 256).map { try decibels($0) }
        #expect(fromElsewhere.allSatisfy { $0 >= 30 }, "\(blend): \(fromElsewhere)")
        #expect(painted.viewDisagreement < 6, "\(painted.viewDisagreement)")
    }
}
