/// The determinant and the edge sum of a triangle in twice the precision of doubles, with bounds of
/// their errors: the step between plain doubles and exact arithmetic.
struct PreciseTriangle {
    /// A number and a bound of its error.
    private struct Bounded {
        let value: DoubleDouble
        let error: Double

        @inline(__always)
        var isCertain: Bool { value.magnitude > 0x1p56 * error }
    }

    private let normalX, normalY, normalZ: DoubleDouble
    /// The magnitudes of what the components of the normal are differences of.
    private let size: SIMD3<Double>
    private let determinant: Bounded

    /// 2^-90: a thousand times what the operations below collect.
    private static let relativeError = 0x1p-90

    init(_ triangle: ExactTriangle) {
        let (a, b, c) = (triangle.a, triangle.b, triangle.c)
        let abX = DoubleDouble(difference: b.x, a.x)
        let abY = DoubleDouble(difference: b.y, a.y)
        let abZ = DoubleDouble(difference: b.z, a.z)
        let acX = DoubleDouble(difference: c.x, a.x)
        let acY = DoubleDouble(difference: c.y, a.y)
        let acZ = DoubleDouble(difference: c.z, a.z)
        let x = (abY * acZ, abZ * acY)
        let y = (abZ * acX, abX * acZ)
        let z = (abX * acY, abY * acX)
        normalX = x.0 - x.1
        normalY = y.0 - y.1
        normalZ = z.0 - z.1
        size = SIMD3(
            x.0.magnitude + x.1.magnitude, y.0.magnitude + y.1.magnitude, z.0.magnitude + z.1.magnitude)
        determinant = Self.projection(of: a, onto: (normalX, normalY, normalZ), size)
    }

    /// vector · normal.
    @inline(__always)
    private static func projection(
        of vector: SIMD3<Double>, onto normal: (DoubleDouble, DoubleDouble, DoubleDouble), _ size: SIMD3<Double>
    ) -> Bounded {
        Bounded(
            value: normal.0 * vector.x + normal.1 * vector.y + normal.2 * vector.z,
            error: relativeError * (abs(vector.x) * size.x + abs(vector.y) * size.y + abs(vector.z) * size.z))
    }

    @inline(__always)
    private func edgeSum(_ ray: SIMD3<Double>) -> Bounded {
        Self.projection(of: ray, onto: (normalX, normalY, normalZ), size)
    }

    /// Compares depths as `ExactTriangle.compareDepth` does; nil where this precision cannot tell.
    func compareDepth(_ other: PreciseTriangle, _ ray: SIMD3<Double>) -> Int? {
        let sum1 = edgeSum(ray)
        let sum2 = other.edgeSum(ray)
        guard sum1.value.magnitude > sum1.error, sum2.value.magnitude > sum2.error else { return nil }
        let left = determinant.value * sum2.value
        let right = other.determinant.value * sum1.value
        let difference = (left - right).high
        let fromFactors =
            determinant.error * sum2.value.magnitude + sum2.error * determinant.value.magnitude
            + other.determinant.error * sum1.value.magnitude + sum1.error * other.determinant.value.magnitude
            + determinant.error * sum2.error + other.determinant.error * sum1.error
        // The factor covers the rounding of this bound itself.
        let error = 2 * (fromFactors + Self.relativeError * (left.magnitude + right.magnitude))
        guard abs(difference) > error else { return nil }
        let order = difference > 0 ? 1 : -1
        return (sum1.value.high > 0) == (sum2.value.high > 0) ? order : -order
    }

    /// 1 / depth with a relative error below 2^-50; nil where this precision does not suffice.
    func inverseDepth(_ ray: SIMD3<Double>) -> Double? {
        let sum = edgeSum(ray)
        guard sum.isCertain, determinant.isCertain else { return nil }
        return sum.value.high / (ray.z * determinant.value.high)
    }

    /// The depth rounded to the nearest Float; nil where this precision cannot tell.
    func roundedDepth(_ ray: SIMD3<Double>) -> Float? {
        guard let inverse = inverseDepth(ray) else { return nil }
        let depth = 1 / inverse
        let low = Float(depth * (1 - 0x1p-49))
        let high = Float(depth * (1 + 0x1p-49))
        return low == high ? low : nil
    }
}
