import MaquetteImaging
import MaquetteRaster
import MaquetteScene

/// One camera's relation to every triangle of the scene.
///
/// A vertex is kept as homogeneous picture coordinates (x z, y z, z) in pixels and scene units, so
/// that a surface point's pixel is a barycentric sum and one division: perspective-correct whatever
/// the size of the triangle. In a picture the inverse depth of a plane is linear, 1/z = dot(plane, (x, y, 1)).
struct ViewGeometry: Sendable {
    /// Steepest depth slope, in pixel footprints a pixel, that widens a depth comparison.
    static let steepest: Float = 4

    let width: Int
    let height: Int
    let origin: SIMD3<Double>
    let focalLength: Double
    let center: SIMD2<Double>
    /// Homogeneous picture coordinates of each vertex.
    let vertices: FlatBuffer<SIMD3<Double>>
    /// Length of the inverse depth's gradient of each triangle, in 1 / (scene unit pixel); negative where the
    /// camera sees the piece's back, 0 where the triangle cannot be painted from here.
    let gradients: FlatBuffer<Float>
    /// The inverse depth equation of each triangle; unset where the gradient is 0.
    let planes: FlatBuffer<SIMD3<Float>>

    init(
        camera: Camera, visibility: VisibilityBuffer, mesh: TriangleMesh, surfaces: SmoothSurfaces, loop: ParallelLoop
    ) {
        let frame = camera.frame
        width = camera.size.x
        height = camera.size.y
        origin = frame.origin
        let focalLength = camera.focalLengthInPixels
        let center = SIMD2(Double(width), Double(height)) / 2
        self.focalLength = focalLength
        self.center = center
        let vertices = FlatBuffer(count: mesh.positions.count, repeating: SIMD3<Double>.zero)
        loop.forEachRange(mesh.positions.count, grain: 4096) { _, range in
            for index in range {
                let point = frame.cameraSpace(mesh.positions[index])
                let depth = -point.z
                vertices[index] = SIMD3(
                    focalLength * point.x + center.x * depth, center.y * depth - focalLength * point.y, depth)
            }
        }
        self.vertices = vertices
        let gradients = FlatBuffer(count: mesh.count, repeating: Float(0))
        let planes = FlatBuffer(count: mesh.count, repeating: SIMD3<Float>.zero)
        let bounds = SIMD2(Double(width), Double(height))
        loop.forEachRange(mesh.count, grain: 4096) { _, range in
            for index in range {
                let triangle = mesh.triangles[index]
                let a = vertices[Int(triangle.x)]
                let b = vertices[Int(triangle.y)]
                let c = vertices[Int(triangle.z)]
                guard Self.mayBeSeen(a, b, c, bounds: bounds),
                    let plane = Self.inverseDepthPlane(a, b, c)
                else { continue }
                let slope = SIMD2(plane.equation.x, plane.equation.y)
                let length = Float((slope * slope).sum().squareRoot())
                planes[index] = SIMD3<Float>(plane.equation)
                // A plane parallel to the picture has no gradient but must not count as culled.
                let magnitude = max(length, .leastNormalMagnitude)
                gradients[index] = plane.facesCamera != surfaces.flipped[index] ? magnitude : -magnitude
            }
        }
        self.gradients = gradients
        self.planes = planes
        cullUnseenSurfaces(visibility: visibility, surfaces: surfaces)
    }

    /// The equation of a triangle's inverse depth over the picture, or nil if the camera lies in its plane.
    @inline(__always)
    static func inverseDepthPlane(
        _ a: SIMD3<Double>, _ b: SIMD3<Double>, _ c: SIMD3<Double>
    ) -> (equation: SIMD3<Double>, facesCamera: Bool)? {
        let normal = cross(b - a, c - a)
        let determinant = dot(normal, a)
        // Below this share of its factors the determinant is rounding noise: the plane is seen edge-on.
        guard determinant * determinant > 1e-26 * dot(normal, normal) * dot(a, a) else { return nil }
        return (normal / determinant, determinant > 0)
    }

    private static func mayBeSeen(
        _ a: SIMD3<Double>, _ b: SIMD3<Double>, _ c: SIMD3<Double>, bounds: SIMD2<Double>
    ) -> Bool {
        let nearest = min(a.z, b.z, c.z)
        guard nearest > 0 else { return max(a.z, b.z, c.z) > 0 }
        let x = (a.x / a.z, b.x / b.z, c.x / c.z)
        let y = (a.y / a.z, b.y / b.z, c.y / c.z)
        return max(x.0, x.1, x.2) >= -1 && min(x.0, x.1, x.2) <= bounds.x + 1
            && max(y.0, y.1, y.2) >= -1 && min(y.0, y.1, y.2) <= bounds.y + 1
    }

    /// Marks the triangles of smooth pieces of which no pixel shows that side.
    private func cullUnseenSurfaces(visibility: VisibilityBuffer, surfaces: SmoothSurfaces) {
        var seen = [UInt8](repeating: 0, count: surfaces.count)
        var last = VisibilityBuffer.noTriangle
        for triangle in visibility.triangles where triangle != last {
            last = triangle
            guard triangle != VisibilityBuffer.noTriangle else { continue }
            seen[Int(surfaces.labels[Int(triangle)])] |= gradients[Int(triangle)] > 0 ? 1 : 2
        }
        for triangle in 0..<gradients.count {
            let side: UInt8 = gradients[triangle] > 0 ? 1 : 2
            if seen[Int(surfaces.labels[triangle])] & side == 0 { gradients[triangle] = 0 }
        }
    }
}
