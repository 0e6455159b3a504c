import MaquetteScene

/// Finds out exactly what a camera sees of a mesh.
///
/// The answer is a theorem, not an estimate. Vertices go to camera space in Float64; from there on
/// exact arithmetic decides which triangle is seen at each pixel centre:
/// - the nearest one that contains the pixel centre, from either side unless culled;
/// - a pixel centre on an edge belongs to the triangle that an infinitely small step to the right
///   (and, should that stay on the edge, an infinitely smaller one upwards) leads into, so that of
///   two triangles sharing an edge exactly one is hit;
/// - of triangles at exactly the same depth the one with the lowest index is seen.
///
/// The stored depth is the exact one rounded to the nearest `Float`. Nothing is clipped: triangles may
/// reach behind the camera or pass through the plane of its position. The results do not depend on
/// the number of threads.
public struct Rasterizer: Sendable {
    /// Which sides of triangles are seen.
    public enum CullMode: Sendable, Hashable {
        /// Both sides.
        case none
        /// Only the front: triangles whose vertices run counter-clockwise in the picture.
        case back
    }

    /// How to rasterize.
    public struct Options: Sendable, Hashable {
        /// Which sides of triangles are seen.
        public var cull: CullMode
        /// The number of threads, at least 1; nil takes one for each core.
        public var threads: Int?

        public init(cull: CullMode = .none, threads: Int? = nil) {
            self.cull = cull
            self.threads = threads
        }
    }

    private let mesh: TriangleMesh
    private let options: Options

    /// Makes a mesh ready to be seen.
    ///
    /// - Throws: a `RasterError` when a vertex is NaN, infinite or beyond ±1e30, when a triangle
    ///   names a vertex that does not exist, or when there are 2^32 - 1 triangles or more.
    public init(mesh: TriangleMesh, options: Options = .init()) throws {
        guard mesh.count < Int(VisibilityBuffer.noTriangle) else {
            throw RasterError.tooManyTriangles(count: mesh.count)
        }
        for (index, position) in mesh.positions.enumerated() where !isWithinRange(position) {
            throw RasterError.vertexOutOfRange(vertex: index)
        }
        for (index, triangle) in mesh.triangles.enumerated() where triangle.max() >= mesh.positions.count {
            throw RasterError.vertexIndexOutOfRange(
                triangle: index, index: Int(triangle.max()), vertexCount: mesh.positions.count)
        }
        self.mesh = mesh
        self.options = options
    }

    /// What the camera sees: the triangle and the depth at every pixel centre.
    ///
    /// - Throws: a `RasterError` when the camera is not one: a size outside 1...32768 pixels, a focal
    ///   length or sensor that is not positive and finite, a position or target that is not finite,
    ///   or axes that are undefined.
    public func visibility(from camera: Camera) throws -> VisibilityBuffer {
        let grid = try PixelGrid(camera)
        let frame = camera.frame
        var arena = ExpansionArena()
        defer { arena.deallocate() }
        let vertices = mesh.positions.map { depthSpace($0, frame) }
        let pixelCount = grid.width * grid.height
        var triangles = [UInt32](repeating: VisibilityBuffer.noTriangle, count: pixelCount)
        var inverseDepths = [Double](repeating: 0, count: pixelCount)
        func exactTriangle(_ index: UInt32) -> ExactTriangle {
            let t = mesh.triangles[Int(index)]
            return ExactTriangle(a: vertices[Int(t.x)], b: vertices[Int(t.y)], c: vertices[Int(t.z)])
        }
        for index in 0..<mesh.count {
            let t = exactTriangle(UInt32(index))
            if max(t.a.z, t.b.z, t.c.z) <= 0 { continue }
            guard let setup = TriangleSetup(t.a, t.b, t.c, grid: grid, cull: options.cull, arena: &arena) else {
                continue
            }
            var x0 = 0
            var x1 = grid.width - 1
            var y0 = 0
            var y1 = grid.height - 1
            if min(t.a.z, t.b.z, t.c.z) > 0 {
                let xs = [t.a, t.b, t.c].map { $0.x / $0.z * grid.focalLength + grid.halfWidth }
                let ys = [t.a, t.b, t.c].map { grid.halfHeight - $0.y / $0.z * grid.focalLength }
                func clamp(_ value: Double, _ limit: Int) -> Int { Int(max(-2, min(Double(limit) + 2, value))) }
                x0 = max(x0, clamp(xs.min()!.rounded(.down), grid.width) - 1)
                x1 = min(x1, clamp(xs.max()!.rounded(.up), grid.width))
                y0 = max(y0, clamp(ys.min()!.rounded(.down), grid.height) - 1)
                y1 = min(y1, clamp(ys.max()!.rounded(.up), grid.height))
            }
            if x0 > x1 || y0 > y1 { continue }
            for y in y0...y1 {
                for x in x0...x1 {
                    let ray = grid.ray(x, y)
                    guard setup.covers(ray, &arena) else { continue }
                    let inverse = setup.dependableInverseDepth(ray, &arena)
                    let pixel = y * grid.width + x
                    let old = inverseDepths[pixel]
                    let margin = 4 * TriangleSetup.depthTolerance
                    if inverse * (1 + margin) < old { continue }
                    if inverse <= old * (1 + margin), old > 0 {
                        let order = setup.exact.compareDepth(exactTriangle(triangles[pixel]), ray, &arena)
                        if order > 0 || (order == 0 && UInt32(index) > triangles[pixel]) { continue }
                    }
                    inverseDepths[pixel] = inverse
                    triangles[pixel] = UInt32(index)
                }
            }
        }
        var depths = [Float](repeating: .infinity, count: pixelCount)
        for y in 0..<grid.height {
            for x in 0..<grid.width where triangles[y * grid.width + x] != VisibilityBuffer.noTriangle {
                let pixel = y * grid.width + x
                depths[pixel] = exactTriangle(triangles[pixel]).roundedDepth(grid.ray(x, y), &arena)
            }
        }
        return VisibilityBuffer(width: grid.width, height: grid.height, triangles: triangles, depths: depths)
    }
}
