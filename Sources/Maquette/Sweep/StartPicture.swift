import MaquetteImaging
import MaquetteRaster
import MaquetteScene

/// Where the pictures of a sweep start from.
enum StartPicture {
    /// Noise alone.
    case noise
    /// The scene as its cameras see it, in the plain colours of its materials.
    case shaded(ShadedRenderer)
    /// A picture of the user's, for every camera.
    case picture(Image)

    /// The picture for a camera.
    func image(for camera: Camera, rasterizer: Rasterizer) throws -> Image? {
        switch self {
        case .noise: nil
        case .shaded(let renderer): try renderer.image(rasterizer: rasterizer, camera: camera)
        case .picture(let image):
            image.converted(toChannels: 3).resized(width: camera.size.x, height: camera.size.y)
        }
    }
}

extension LoadedScene {
    /// The scene in soft light, in the plain colours of its materials.
    func shadedRenderer() throws -> ShadedRenderer {
        let colors = scene.materials.map { SIMD3<UInt8>((255 * $0.sRGBColor).rounded(.toNearestOrEven)) }
        return try ShadedRenderer(
            mesh: triangles,
            triangleColors: triangles.faces.map { colors[Int(scene.mesh.faceAttributes[Int($0)].material)] })
    }
}
