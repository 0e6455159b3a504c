import ArgumentParser
import Foundation
import MaquetteImaging
import MaquetteRaster
import MaquetteScene

/// Draws textured scenes from several sides.
struct LookCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "look",
        abstract: "Draw textured scenes from several sides, side by side.",
        discussion: "Shows what maquette texture wrote, with no light but that in the textures.")

    @Argument(help: "Scene files whose textures are PNG files.")
    var scenes: [String]

    @Option(parsing: .upToNextOption, help: "Where to look from: degrees around the scene, 0 in front, 90 from the right.")
    var azimuths: [Double] = [25, 115]

    @Option(help: "Degrees above the scene's middle.")
    var elevation = 15.0

    @Option(help: "Width and height of one view in pixels.")
    var size = 240

    @Option(help: "The PNG file to write.")
    var output: String

    func run() throws {
        let images = try scenes.flatMap { path in
            let scene = try SceneImporter.scene(contentsOf: path)
            guard let bounds = scene.bounds else { throw ValidationError("\(path) has no face.") }
            let mesh = scene.mesh.triangulated()
            let rasterizer = try Rasterizer(mesh: mesh)
            let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
            let renderer = try TexturedRenderer(Self.textured(scene, mesh, folder: folder))
            return try azimuths.map {
                try renderer.image(rasterizer: rasterizer, camera: camera(azimuth: $0, around: bounds))
            }
        }
        try Data(try PNG.encode(ContactSheet.row(images))).write(to: URL(fileURLWithPath: output))
    }

    /// A camera that has the sphere around the scene in its picture.
    private func camera(azimuth: Double, around bounds: BoundingBox) -> Camera {
        let (turn, lift) = (azimuth * .pi / 180, elevation * .pi / 180)
        let direction = SIMD3(sin(turn) * cos(lift), sin(lift), cos(turn) * cos(lift))
        // 50 mm on 36 mm: half the angle of view is atan(18 / 50).
        let distance = bounds.diagonal / 2 / sin(atan(18.0 / 50))
        return Camera(
            focalLength: 50, sensor: SIMD2(36, 36), size: SIMD2(size, size),
            position: bounds.center + direction * distance, target: bounds.center)
    }

    private static func textured(_ scene: Scene, _ mesh: TriangleMesh, folder: URL) throws -> TexturedMesh {
        var files: [String] = []
        let materialPages = scene.materials.map { material -> UInt32 in
            guard case .file(let file) = material.texture else { return TexturedMesh.noPage }
            if !files.contains(file) { files.append(file) }
            return UInt32(files.firstIndex(of: file) ?? 0)
        }
        return try TexturedMesh(
            mesh: mesh,
            cornerCoordinates: scene.mesh.corners.map { corner in
                corner.textureCoordinate == PolygonMesh.Corner.none
                    ? .zero : scene.mesh.textureCoordinates[Int(corner.textureCoordinate)]
            },
            trianglePages: mesh.faces.map { materialPages[Int(scene.mesh.faceAttributes[Int($0)].material)] },
            pages: files.map { file in
                let url = URL(fileURLWithPath: file, relativeTo: folder)
                return try PNG.decode([UInt8](Data(contentsOf: url)), name: url.path)
            })
    }
}
