import MaquetteImaging
import MaquetteScene

/// Shows a mesh without textures: flat faces in soft light from the camera's upper left.
public struct ShadedRenderer: Sendable {
    private let mesh: TriangleMesh
    private let triangleColors: [SIMD3<UInt8>]
    private let background: SIMD3<UInt8>

    /// - Parameters:
    ///   - mesh: what to show.
    ///   - triangleColors: the sRGB colour of each triangle; empty shows clay.
    ///   - background: the sRGB colour where nothing is seen.
    /// - Throws: `RasterError.sizeMismatch` when there are colours, but not one a triangle.
    public init(
        mesh: TriangleMesh, triangleColors: [SIMD3<UInt8>] = [], background: SIMD3<UInt8> = SIMD3(repeating: 255)
    ) throws {
        guard triangleColors.isEmpty || triangleColors.count == mesh.count else {
            throw RasterError.sizeMismatch(
                what: "list of colours", expected: "\(mesh.count) entries", found: "\(triangleColors.count)")
        }
        self.mesh = mesh
        self.triangleColors = triangleColors
        self.background = background
    }

    /// An antialiased picture.
    ///
    /// - Parameters:
    ///   - rasterizer: a rasterizer of the same mesh.
    ///   - camera: where to look from; the picture has its size.
    ///   - samplesPerSide: samples along each side of a pixel, 1 or more.
    /// - Throws: a `RasterError` when the camera is not one or the samples exceed the largest picture.
    public func image(rasterizer: Rasterizer, camera: Camera, samplesPerSide: Int = 3) throws -> Image {
        let dense = camera.supersampled(samplesPerSide)
        let visibility = try rasterizer.visibility(from: dense)
        let frame = camera.frame
        let toLight = normalized(0.9 * frame.up - 0.7 * frame.right + 0.6 * frame.backward)
        let clay = SIMD3<UInt8>(226, 216, 204)
        return visibility.averagedImage(samplesPerSide: samplesPerSide, background: background) { triangle, _, _ in
            let index = Int(triangle)
            let normal = mesh.facingNormal(index, frame)
            let sky = 0.5 + 0.5 * dot(normal, frame.up)
            let light = Float(0.18 + 0.27 * sky + 0.6 * max(0, dot(normal, toLight)))
            let color = SRGB.linear(triangleColors.isEmpty ? clay : triangleColors[index])
            return SIMD3<Float>(SRGB.samples(color * light))
        }
    }
}

extension TriangleMesh {
    /// The unit normal of a triangle on the side that the camera sees, world space; zero for one without area.
    func facingNormal(_ triangle: Int, _ frame: CameraFrame) -> SIMD3<Double> {
        let normal = doubledNormal(ofTriangle: triangle)
        let size = length(normal)
        guard size > 0, size.isFinite else { return .zero }
        let toCamera = frame.origin - positions[Int(triangles[triangle].x)]
        return dot(normal, toCamera) < 0 ? -normal / size : normal / size
    }
}
