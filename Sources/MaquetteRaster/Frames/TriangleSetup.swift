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

    /// The fields of a batch, eight triangles to each: `TriangleSetupBatch` fills them. A view of them costs
    /// less than copies, for each triangle is used once or twice.
    private let fields: UnsafePointer<Double>

    /// - Parameters:
    ///   - fields: vectors in the order of `Field`.
    ///   - lane: the triangle's place in each of them.
    @inline(__always)
    init(fields: UnsafePointer<Double>, lane: Int) {
        self.fields = fields + lane
    }

    /// What is kept of each triangle.
    enum Field: Int, CaseIterable {
        case edgeABX, edgeABY, edgeABConstant, edgeBCX, edgeBCY, edgeBCConstant, edgeCAX, edgeCAY, edgeCAConstant
        case edgeError, depthX, depthY, depthConstant, reliableInverseDepth, depthSlack, orientation
    }

    @inline(__always)
    private func value(_ field: Field) -> Double {
        fields[field.rawValue &* TriangleSetupBatch.size]
    }

    /// 1 for counter-clockwise in the picture, -1 for clockwise, 0 for one that no ray can hit.
    @inline(__always) var orientation: Double { value(.orientation) }

    @inline(__always) var edgeAB: EdgeFunction {
        EdgeFunction(x: value(.edgeABX), y: value(.edgeABY), constant: value(.edgeABConstant))
    }

    @inline(__always) var edgeBC: EdgeFunction {
        EdgeFunction(x: value(.edgeBCX), y: value(.edgeBCY), constant: value(.edgeBCConstant))
    }

    @inline(__always) var edgeCA: EdgeFunction {
        EdgeFunction(x: value(.edgeCAX), y: value(.edgeCAY), constant: value(.edgeCAConstant))
    }

    /// |computed E - exact E| of all three stays below this at every pixel of the picture.
    @inline(__always) var edgeError: Double { value(.edgeError) }
    /// 1 / depth = `depthX` u + `depthY` v + `depthConstant`.
    @inline(__always) var depthX: Double { value(.depthX) }
    @inline(__always) var depthY: Double { value(.depthY) }
    @inline(__always) var depthConstant: Double { value(.depthConstant) }
    /// From here on inverse depths computed from the plane are within `depthTolerance`.
    @inline(__always) var reliableInverseDepth: Double { value(.reliableInverseDepth) }
    /// Below that, adding this to a computed inverse depth gives at least the exact one.
    @inline(__always) var depthSlack: Double { value(.depthSlack) }

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
