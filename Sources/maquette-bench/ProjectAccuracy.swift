import Foundation
import MaquetteImaging
import MaquetteProjection
import MaquetteRaster
import MaquetteScene
import MaquetteUnwrap

/// How truly pictures become textures: a solid texture and back, and colours of other surfaces.
struct ProjectAccuracy {
    let scene: Scene
    let mesh: TriangleMesh
    let atlas: Atlas
    let painter: TexturePainter
    let rasterizer: Rasterizer

    /// Decibels, over the pixels whose texels are painted, of the solid texture seen again.
    ///
    /// - Returns: the worst of the painting cameras, and the worst of the others.
    func solidTexture(
        from cameras: [Camera], others: [Camera], blend: PaintOptions.Blend
    ) throws -> (painting: Double, heldOut: Double) {
        guard let bounds = scene.bounds else { return (0, 0) }
        let solid = SolidTexture(bounds: bounds)
        let views = try cameras.map { camera in
            let seen = try rasterizer.visibility(from: camera)
            return PaintedView(camera: camera, visibility: seen, image: solid.picture(seen, camera: camera))
        }
        let painted = try painter.paint(views: views, options: PaintOptions(blend: blend))
        let renderer = try TexturedRenderer(textured(painted.pages))
        // White where painted, black elsewhere: a pixel counts if all it is interpolated from is painted.
        let masks = zip(painted.pages, painted.origins).map { page, origins in
            Image(
                width: page.width, height: page.height, channels: 3,
                samples: origins.flatMap { repeatElement($0 == .painted ? UInt8(255) : 0, count: 3) })
        }
        let maskRenderer = try TexturedRenderer(textured(masks), background: SIMD3(repeating: 0))
        func decibels(_ camera: Camera) throws -> Double {
            let seen = try rasterizer.visibility(from: camera)
            let expected = solid.picture(seen, camera: camera)
            let again = try renderer.image(seen, camera: camera)
            let mask = try maskRenderer.image(seen, camera: camera)
            var squares = 0.0
            var count = 0.0
            for sample in mask.samples.indices where mask.samples[sample] == 255 {
                let error = Double(again.samples[sample]) - Double(expected.samples[sample])
                squares += error * error
                count += 1
            }
            return 10 * log10(255 * 255 * count / max(squares, 1e-9))
        }
        return (try cameras.map(decibels).min() ?? 0, try others.map(decibels).min() ?? 0)
    }

    /// Texels that took the colour of another object or material, of all painted ones, when every object's material
    /// is shown in a colour of its own.
    func leaks(from cameras: [Camera]) throws -> (wrong: Int, painted: Int) {
        func color(_ triangle: UInt32) -> SIMD3<UInt8> {
            let attributes = scene.mesh.faceAttributes[Int(mesh.faces[Int(triangle)])]
            let number = attributes.object &* 7919 &+ attributes.material &* 104_729 &+ 1
            return SIMD3(UInt8(number % 251), UInt8(number / 251 % 241), UInt8(number / 7 % 239))
        }
        var (wrong, count) = (0, 0)
        for camera in cameras {
            let seen = try rasterizer.visibility(from: camera)
            let image = Image(
                width: seen.width, height: seen.height, channels: 3,
                samples: seen.triangles.flatMap { triangle in
                    let value = triangle == VisibilityBuffer.noTriangle ? SIMD3<UInt8>(255, 255, 255) : color(triangle)
                    return [value.x, value.y, value.z]
                })
            let painted = try painter.paint(views: [PaintedView(camera: camera, visibility: seen, image: image)])
            for (page, map) in painter.texelMaps.enumerated() {
                for texel in map.triangles.indices where painted.origins[page][texel] == .painted {
                    let own = color(map.triangles[texel])
                    count += 1
                    for channel in 0..<3 where painted.pages[page].samples[3 * texel + channel] != own[channel] {
                        wrong += 1
                        break
                    }
                }
            }
        }
        return (wrong, count)
    }

    private func textured(_ pages: [Image]) throws -> TexturedMesh {
        try TexturedMesh(
            mesh: mesh, cornerCoordinates: atlas.cornerCoordinates,
            trianglePages: mesh.faces.map { face in
                atlas.facePages[Int(face)]
            }, pages: pages)
    }
}
