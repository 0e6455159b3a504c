import MaquetteImaging
import MaquetteScene

/// Perspective-correct barycentric coordinates of picture points on triangles.
///
/// The weights are the edge functions over their sum, so they are right for triangles that cross
/// the plane of the camera too (Olano and Greer 1997).
public struct BarycentricLookup: Sendable {
    private let mesh: TriangleMesh
    private let frame: CameraFrame
    private let grid: PixelGrid

    /// - Throws: a `RasterError` when the camera is not one.
    public init(mesh: TriangleMesh, camera: Camera) throws {
        grid = try PixelGrid(camera)
        frame = camera.frame
        self.mesh = mesh
    }

    /// The weights of a triangle's three vertices at a point of the picture; they sum to 1.
    ///
    /// - Parameters:
    ///   - triangle: an index into the mesh.
    ///   - x: pixels from the left edge; the centre of pixel i is at i + 0.5.
    ///   - y: pixels from the top edge.
    /// - Returns: values in 0...1 for a point on the triangle; beyond its edges they are clamped to it.
    public func weights(triangle: UInt32, x: Double, y: Double) -> SIMD3<Double> {
        let indices = mesh.triangles[Int(triangle)]
        let a = depthSpace(mesh.positions[Int(indices.x)], frame)
        let b = depthSpace(mesh.positions[Int(indices.y)], frame)
        let c = depthSpace(mesh.positions[Int(indices.z)], frame)
        let ray = SIMD3(x - grid.halfWidth, grid.halfHeight - y, grid.focalLength)
        let edges = SIMD3(
            dot(ray, cross(b, c - b)), dot(ray, cross(c, a - c)), dot(ray, cross(a, b - a)))
        // Dividing by the sum first makes the inside positive for both orientations.
        let inside = edges / edges.sum()
        let clamped = inside.clamped(lowerBound: .zero, upperBound: .one)
        let sum = clamped.sum()
        return sum.isFinite && sum > 0 ? clamped / sum : SIMD3(repeating: 1.0 / 3)
    }
}

extension VisibilityBuffer {
    /// The weights of the vertices of the triangle seen at every pixel centre, row 0 on top.
    ///
    /// - Parameters:
    ///   - camera: the camera that this buffer was rendered from.
    ///   - mesh: the mesh that it shows.
    /// - Returns: `height * width` weights that sum to 1; zeros where nothing is seen.
    /// - Throws: a `RasterError` when the camera is not one or has another size.
    public func barycentrics(camera: Camera, mesh: TriangleMesh) throws -> [SIMD3<Float>] {
        try requireSize(of: camera)
        let lookup = try BarycentricLookup(mesh: mesh, camera: camera)
        return Self.parallelPixels(width: width, height: height, initial: SIMD3<Float>.zero) { x, y in
            let triangle = triangles[y * width + x]
            if triangle == Self.noTriangle { return .zero }
            return SIMD3<Float>(lookup.weights(triangle: triangle, x: Double(x) + 0.5, y: Double(y) + 0.5))
        }
    }

    func requireSize(of camera: Camera) throws(RasterError) {
        guard camera.size == SIMD2(width, height) else {
            throw .sizeMismatch(
                what: "camera", expected: "\(width) x \(height) pixels",
                found: "\(camera.size.x) x \(camera.size.y) pixels")
        }
    }

    /// One value a pixel, rows in parallel.
    static func parallelPixels<Value: Sendable>(
        width: Int, height: Int, initial: Value, _ value: @Sendable (_ x: Int, _ y: Int) -> Value
    ) -> [Value] {
        var result = [Value](repeating: initial, count: width * height)
        result.withUnsafeMutableBufferPointer { buffer in
            ParallelLoop().forEach(height) { y in
                for x in 0..<width { buffer[y * width + x] = value(x, y) }
            }
        }
        return result
    }
}
