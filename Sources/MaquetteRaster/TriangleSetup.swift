/// An edge function over the pixels, E(u, v) = x u + y v + constant; positive on the inside.
struct EdgeFunction {
    let x: Double
    let y: Double
    let constant: Double

    @inline(__always)
    func callAsFunction(_ u: Double, _ v: Double) -> Double {
        x * u + (y * v + constant)
    }
}

/// A triangle made ready for its pixels: rounded edge functions and inverse depth, each with the
/// bound below which `ExactTriangle` has to be asked.
struct TriangleSetup {
    /// Inverse depths are kept with a relative error of at most this; two that differ by less than
    /// four times as much are compared exactly.
    static let depthTolerance = 0x1p-36

    /// 1 for counter-clockwise in the picture, -1 for clockwise.
    let orientation: Double
    let edgeAB: EdgeFunction
    let edgeBC: EdgeFunction
    let edgeCA: EdgeFunction
    /// |computed E - exact E| of all three stays below this at every pixel of the picture.
    let edgeError: Double
    /// 1 / depth = `depthX` u + `depthY` v + `depthConstant`.
    let depthX: Double
    let depthY: Double
    let depthConstant: Double
    /// From here on inverse depths computed from the plane are within `depthTolerance`.
    let reliableInverseDepth: Double
    /// Below that, adding this to a computed inverse depth gives at least the exact one.
    let depthSlack: Double

    @inline(__always)
    func inverseDepth(_ u: Double, _ v: Double) -> Double {
        depthX * u + (depthY * v + depthConstant)
    }

    /// Whether the pixel centre lies inside the triangle, decided exactly.
    func covers(_ ray: SIMD3<Double>, _ exact: ExactTriangle, _ arena: inout ExpansionArena) -> Bool {
        isInside(edgeAB, exact.a, exact.b, exact, ray, &arena)
            && isInside(edgeBC, exact.b, exact.c, exact, ray, &arena)
            && isInside(edgeCA, exact.c, exact.a, exact, ray, &arena)
    }

    private func isInside(
        _ edge: EdgeFunction, _ p: SIMD3<Double>, _ q: SIMD3<Double>, _ exact: ExactTriangle,
        _ ray: SIMD3<Double>, _ arena: inout ExpansionArena
    ) -> Bool {
        let value = edge(ray.x, ray.y)
        if abs(value) > edgeError { return value > 0 }
        return exact.edgeSide(p, q, ray, &arena) == Int(orientation)
    }

    /// 1 / depth at a covered pixel, with a relative error of at most `depthTolerance`.
    func dependableInverseDepth(
        _ ray: SIMD3<Double>, _ exact: ExactTriangle, _ arena: inout ExpansionArena
    ) -> Double {
        let value = inverseDepth(ray.x, ray.y)
        return value >= reliableInverseDepth ? value : exact.inverseDepth(ray, &arena)
    }
}
