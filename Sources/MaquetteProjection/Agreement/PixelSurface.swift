import MaquetteRaster
import MaquetteScene

/// The surface point that a pixel centre of a view shows, and how the surface runs on from there.
struct PixelSurface {
    let triangle: Int
    /// Weights of the triangle's first and second vertex.
    let barycentrics: SIMD2<Float>
    /// How they change from pixel to pixel: to the right, and downwards.
    let slopes: (right: SIMD2<Double>, down: SIMD2<Double>)
    /// Cosine of the angle between the surface normal and the way to the camera.
    let cosine: Float

    /// - Returns: nil where the pixel shows nothing, or its triangle edge-on.
    init?(x: Int, y: Int, in view: ViewTables, mesh: TriangleMesh, topology: SurfaceTopology) {
        let pixel = y * view.width + x
        guard view.triangles[pixel] != VisibilityBuffer.noTriangle else { return nil }
        triangle = Int(view.triangles[pixel])
        let indices = mesh.triangles[triangle]
        let a = view.vertices[Int(indices.x)]
        let b = view.vertices[Int(indices.y)]
        let c = view.vertices[Int(indices.z)]
        // Edge functions in homogeneous picture coordinates (Olano and Greer 1997): weights are shares of their sum.
        let edges = (cross(b, c), cross(c, a))
        let sum = edges.0 + edges.1 + cross(a, b)
        let ray = SIMD3(Double(x) + 0.5, Double(y) + 0.5, 1)
        let scale = 1 / dot(ray, sum)
        guard scale.isFinite else { return nil }
        let weights = SIMD2(dot(ray, edges.0), dot(ray, edges.1)) * scale
        barycentrics = SIMD2<Float>(weights)
        slopes = (
            SIMD2(edges.0.x - weights.x * sum.x, edges.1.x - weights.y * sum.x) * scale,
            SIMD2(edges.0.y - weights.x * sum.y, edges.1.y - weights.y * sum.y) * scale
        )
        let offset = mesh.positions[Int(indices.z)] - view.origin
        let slant = (SIMD2(ray.x, ray.y) - view.center) / view.focalLength
        let distance = Double(view.depths[pixel]) * (1 + slant.x * slant.x + slant.y * slant.y).squareRoot()
        cosine = Float(min(1, abs(dot(topology.normals[triangle], offset)) / distance))
    }

    /// What another view shows of this surface point, over an area as large as this pixel.
    @inline(__always)
    func sample(in view: UnsafePointer<ViewTables>, mesh: TriangleMesh, topology: SurfaceTopology)
        -> TriangleInView.Sample?
    {
        TriangleInView(triangle, in: view, mesh: mesh, topology: topology, slopes: slopes)?.sample(barycentrics)
    }
}
