import MaquetteImaging
import MaquetteScene

/// Shows a textured mesh as a camera sees it, without any light but that in the textures.
public struct TexturedRenderer: Sendable {
    private let textured: TexturedMesh
    private let samplers: [TextureSampler]
    private let background: SIMD3<UInt8>

    /// - Parameters:
    ///   - textured: what to show.
    ///   - filter: how colours are taken from between texels.
    ///   - background: the sRGB colour where nothing is seen.
    public init(
        _ textured: TexturedMesh, filter: TextureFilter = .bilinear,
        background: SIMD3<UInt8> = SIMD3(repeating: 255)
    ) {
        self.textured = textured
        self.background = background
        samplers = textured.pages.map { TextureSampler($0, filter: filter) }
    }

    /// The colours at the pixel centres: the picture that a round trip is measured on.
    ///
    /// - Parameters:
    ///   - visibility: what `camera` sees of the mesh.
    ///   - camera: the camera that `visibility` was rendered from.
    /// - Throws: a `RasterError` when the camera is not one or has another size.
    public func image(_ visibility: VisibilityBuffer, camera: Camera) throws -> Image {
        try rendered(visibility, camera: camera, samplesPerSide: 1)
    }

    /// An antialiased picture: the mean light of `samplesPerSide` squared samples a pixel.
    ///
    /// - Parameters:
    ///   - rasterizer: a rasterizer of the same mesh.
    ///   - camera: where to look from; the picture has its size.
    ///   - samplesPerSide: 1 or more; 4 gives a picture to show.
    /// - Throws: a `RasterError` when the camera is not one or the samples exceed the largest picture.
    public func image(rasterizer: Rasterizer, camera: Camera, samplesPerSide: Int = 4) throws -> Image {
        let dense = camera.supersampled(samplesPerSide)
        return try rendered(rasterizer.visibility(from: dense), camera: dense, samplesPerSide: samplesPerSide)
    }

    private func rendered(_ visibility: VisibilityBuffer, camera: Camera, samplesPerSide: Int) throws -> Image {
        try visibility.requireSize(of: camera)
        let lookup = try BarycentricLookup(mesh: textured.mesh, camera: camera)
        return visibility.averagedImage(samplesPerSide: samplesPerSide, background: background) { triangle, x, y in
            color(triangle, lookup.weights(triangle: triangle, x: Double(x) + 0.5, y: Double(y) + 0.5))
        }
    }

    /// The sRGB colour, 0...255, of a point on a triangle.
    private func color(_ triangle: UInt32, _ weights: SIMD3<Double>) -> SIMD3<Float> {
        let index = Int(triangle)
        let page = textured.trianglePages[index]
        if page == TexturedMesh.noPage {
            return textured.triangleColors.isEmpty
                ? SIMD3(repeating: 204) : SIMD3<Float>(textured.triangleColors[index])
        }
        let corners = textured.mesh.corners[index]
        let coordinates = textured.cornerCoordinates
        let a = coordinates[Int(corners.x)] * weights.x
        let b = coordinates[Int(corners.y)] * weights.y
        let c = coordinates[Int(corners.z)] * weights.z
        return samplers[Int(page)](a + b + c)
    }
}
