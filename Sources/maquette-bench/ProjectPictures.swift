import Foundation
import MaquetteImaging
import MaquetteProjection
import MaquetteRaster
import MaquetteScene
import MaquetteUnwrap

/// What a scene looks like that was painted from pictures of a solid texture, to be judged by looking.
struct ProjectPictures {
    private static let picturesPerRow = 4
    private static let side = 384

    let scene: Scene
    let mesh: TriangleMesh
    let atlas: Atlas
    let painter: TexturePainter
    let rasterizer: Rasterizer

    /// Paints the scene as `maquette texture` does and writes it seen by the cameras that painted it and by others, four
    /// pictures a row.
    ///
    /// - Parameter tinted: whether every view has a tint of its own, as if a model had painted it.
    func write(
        from cameras: [Camera], others: [Camera], blend: PaintOptions.Blend, tinted: Bool, folder: String
    ) throws {
        guard let bounds = scene.bounds else { return }
        let solid = SolidTexture(bounds: bounds)
        let views = try cameras.enumerated().map { number, camera in
            let seen = try rasterizer.visibility(from: camera)
            var fine = camera
            fine.size = camera.size &* 4
            var picture = solid.picture(seen, camera: camera)
            if tinted { Self.tint(&picture, number: number) }
            return PaintedView(
                camera: camera, visibility: seen, image: picture, lookFiner: { [fine, rasterizer] in try rasterizer.visibility(from: fine) })
        }
        let painted = try painter.paint(views: views, options: PaintOptions(blend: blend))
        for note in painted.notes { print(note) }
        let renderer = try TexturedRenderer(
            TexturedMesh(
                mesh: mesh, cornerCoordinates: atlas.cornerCoordinates,
                trianglePages: mesh.faces.map { atlas.facePages[Int($0)] }, pages: painted.pages))
        let images = try (cameras + others).map { camera in
            var camera = camera
            camera.size = SIMD2(Self.side, Self.side * camera.size.y / camera.size.x)
            return try renderer.image(rasterizer: rasterizer, camera: camera, samplesPerSide: 2)
        }
        for start in stride(from: 0, to: images.count, by: Self.picturesPerRow) {
            let row = try ContactSheet.row(Array(images[start..<min(start + Self.picturesPerRow, images.count)]))
            let name = "\(scene.name)-\(start / Self.picturesPerRow).png"
            try Data(try PNG.encode(row)).write(to: URL(fileURLWithPath: folder).appendingPathComponent(name))
        }
    }

    /// Makes a picture up to 24 levels lighter or darker in each channel.
    private static func tint(_ picture: inout Image, number: Int) {
        let offsets = (0..<3).map { (number * 37 + $0 * 17) % 49 - 24 }
        for sample in picture.samples.indices {
            picture.samples[sample] = UInt8(min(255, max(0, Int(picture.samples[sample]) + offsets[sample % 3])))
        }
    }
}
