/// An edge function over the pixels, E(u, v) = x u + y v + constant, and a bound of its rounding error.
struct EdgeFunction {
    let x: Double
    let y: Double
    let constant: Double
    /// |computed E - exact E| stays below this at every pixel of the picture.
    let error: Double

    /// The edge from p to q; positive on the inside where `orientation` is the sign of the determinant.
    @inline(__always)
    init(_ p: SIMD3<Double>, _ q: SIMD3<Double>, orientation: Double, grid: PixelGrid) {
        // p × q = p × (q - p), which loses nothing to cancellation when the edge is short.
        let e = q - p
        x = (p.y * e.z - p.z * e.y) * orientation
        y = (p.z * e.x - p.x * e.z) * orientation
        constant = (p.x * e.y - p.y * e.x) * orientation * grid.focalLength
        let sizeX = abs(p.y * e.z) + abs(p.z * e.y)
        let sizeY = abs(p.z * e.x) + abs(p.x * e.z)
        let sizeZ = abs(p.x * e.y) + abs(p.y * e.x)
        error = filterError * (sizeX * grid.reachU + sizeY * grid.reachV + sizeZ * grid.focalLength)
    }

    @inline(__always)
    func callAsFunction(_ u: Double, _ v: Double) -> Double {
        x * u + (y * v + constant)
    }
}

/// 2^-49: sixteen rounding errors, more than any path through a filtered expression collects.
private let filterError = 0x1p-49

/// A triangle made ready for its pixels: rounded edge functions and inverse depth, each with the
/// bound below which `ExactTriangle` has to be asked.
struct TriangleSetup {
    /// Inverse depths are kept with a relative error of at most this; two that differ by less than
    /// four times as much are compared exactly.
    static let depthTolerance = 0x1p-36

    let exact: ExactTriangle
    /// 1 for counter-clockwise in the picture, -1 for clockwise.
    let orientation: Double
    let edgeAB: EdgeFunction
    let edgeBC: EdgeFunction
    let edgeCA: EdgeFunction
    /// 1 / depth = `depthX` u + `depthY` v + `depthConstant`.
    let depthX: Double
    let depthY: Double
    let depthConstant: Double
    /// From here on inverse depths computed from the plane are within `depthTolerance`.
    let reliableInverseDepth: Double
    /// Below that, adding this to a computed inverse depth gives at least the exact one.
    let depthSlack: Double

    /// The largest error of the three edge functions.
    @inline(__always)
    var edgeError: Double { max(edgeAB.error, max(edgeBC.error, edgeCA.error)) }

    /// Nil for a triangle that no ray can hit: edge-on to the camera, or culled.
    @inline(__always)
    init?(
        _ a: SIMD3<Double>, _ b: SIMD3<Double>, _ c: SIMD3<Double>,
        grid: PixelGrid, cull: Rasterizer.CullMode, arena: inout ExpansionArena
    ) {
        exact = ExactTriangle(a: a, b: b, c: c)
        let ab = b - a
        let ac = c - a
        let normalX = ab.y * ac.z - ab.z * ac.y
        let normalY = ab.z * ac.x - ab.x * ac.z
        let normalZ = ab.x * ac.y - ab.y * ac.x
        let sizeX = abs(ab.y * ac.z) + abs(ab.z * ac.y)
        let sizeY = abs(ab.z * ac.x) + abs(ab.x * ac.z)
        let sizeZ = abs(ab.x * ac.y) + abs(ab.y * ac.x)
        let determinant = a.x * normalX + (a.y * normalY + a.z * normalZ)
        let determinantError = filterError * (abs(a.x) * sizeX + (abs(a.y) * sizeY + abs(a.z) * sizeZ))
        if abs(determinant) > determinantError {
            orientation = determinant > 0 ? 1 : -1
        } else {
            let sign = exact.determinantSign(&arena)
            if sign == 0 { return nil }
            orientation = Double(sign)
        }
        if cull == .back && orientation < 0 { return nil }

        edgeAB = EdgeFunction(a, b, orientation: orientation, grid: grid)
        edgeBC = EdgeFunction(b, c, orientation: orientation, grid: grid)
        edgeCA = EdgeFunction(c, a, orientation: orientation, grid: grid)

        // A determinant lost in its rounding error leaves every inverse depth to exact arithmetic.
        guard abs(determinant) > 0x1p16 * determinantError else {
            depthX = 0
            depthY = 0
            depthConstant = .greatestFiniteMagnitude / 4
            reliableInverseDepth = .infinity
            depthSlack = 0
            return
        }
        let scale = 1 / (grid.focalLength * determinant)
        depthX = normalX * scale
        depthY = normalY * scale
        depthConstant = normalZ * grid.focalLength * scale
        let size = (sizeX * grid.reachU + sizeY * grid.reachV + sizeZ * grid.focalLength) * abs(scale)
        depthSlack = size * (filterError + 4 * determinantError / abs(determinant))
        reliableInverseDepth = depthSlack * (1 / Self.depthTolerance)
    }

    @inline(__always)
    func inverseDepth(_ u: Double, _ v: Double) -> Double {
        depthX * u + (depthY * v + depthConstant)
    }

    /// Whether the pixel centre lies inside the triangle, decided exactly.
    func covers(_ ray: SIMD3<Double>, _ arena: inout ExpansionArena) -> Bool {
        isInside(edgeAB, exact.a, exact.b, ray, &arena)
            && isInside(edgeBC, exact.b, exact.c, ray, &arena)
            && isInside(edgeCA, exact.c, exact.a, ray, &arena)
    }

    private func isInside(
        _ edge: EdgeFunction, _ p: SIMD3<Double>, _ q: SIMD3<Double>,
        _ ray: SIMD3<Double>, _ arena: inout ExpansionArena
    ) -> Bool {
        let value = edge(ray.x, ray.y)
        if abs(value) > edge.error { return value > 0 }
        return exact.edgeSide(p, q, ray, &arena) == Int(orientation)
    }

    /// 1 / depth at a covered pixel, with a relative error of at most `depthTolerance`.
    func dependableInverseDepth(_ ray: SIMD3<Double>, _ arena: inout ExpansionArena) -> Double {
        let value = inverseDepth(ray.x, ray.y)
        return value >= reliableInverseDepth ? value : exact.inverseDepth(ray, &arena)
    }
}
