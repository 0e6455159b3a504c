/// The exact questions about one triangle and one pixel; slow, asked only where rounding could matter.
///
/// Vertices are in camera space with depth third (`depthSpace`). With n = p × q for an edge from p
/// to q, the edge function at the ray d is E = d · n. Its sign where the triangle's determinant
/// D = det(a, b, c) is positive says on which side of the edge the pixel lies; a triangle is hit in
/// front of the camera exactly where all three are positive, wherever its vertices are: in front
/// of the camera, behind it or on both sides (Olano and Greer, "Triangle scan conversion using 2D
/// homogeneous coordinates", 1997). The depth is f * D / S with S the sum of the edge functions.
struct ExactTriangle {
    let a: SIMD3<Double>
    let b: SIMD3<Double>
    let c: SIMD3<Double>

    /// D = det(a, b, c): positive where the triangle is counter-clockwise in the picture, zero
    /// where its plane passes through the camera, in which case it is not seen.
    func determinant(_ arena: inout ExpansionArena) -> Expansion {
        let x = arena.scaled(arena.minor(b.y, b.z, c.y, c.z), by: a.x)
        let y = arena.scaled(arena.minor(b.z, b.x, c.z, c.x), by: a.y)
        let z = arena.scaled(arena.minor(b.x, b.y, c.x, c.y), by: a.z)
        return arena.compressed(arena.sum(arena.sum(x, y), z))
    }

    /// S: the sum of the three edge functions at the ray.
    func edgeSum(_ ray: SIMD3<Double>, _ arena: inout ExpansionArena) -> Expansion {
        let ab = edge(a, b, ray, &arena)
        let bc = edge(b, c, ray, &arena)
        let ca = edge(c, a, ray, &arena)
        return arena.compressed(arena.sum(arena.sum(ab, bc), ca))
    }

    private func edge(
        _ p: SIMD3<Double>, _ q: SIMD3<Double>, _ ray: SIMD3<Double>, _ arena: inout ExpansionArena
    ) -> Expansion {
        let x = arena.scaled(arena.minor(p.y, p.z, q.y, q.z), by: ray.x)
        let y = arena.scaled(arena.minor(p.z, p.x, q.z, q.x), by: ray.y)
        let z = arena.scaled(arena.minor(p.x, p.y, q.x, q.y), by: ray.z)
        return arena.compressed(arena.sum(arena.sum(x, y), z))
    }

    /// The sign of the edge function of an edge, never 0 for a triangle that is seen.
    ///
    /// The tie rule: a pixel whose centre lies on an edge is moved by an infinitely small step to
    /// the right and by an infinitely smaller one upwards. Every ray is thus in general position,
    /// so that of two triangles on the two sides of an edge exactly one is hit, and of a fan around
    /// a vertex too.
    func edgeSide(
        _ p: SIMD3<Double>, _ q: SIMD3<Double>, _ ray: SIMD3<Double>, _ arena: inout ExpansionArena
    ) -> Int {
        arena.reset()
        let side = edge(p, q, ray, &arena).sign
        if side != 0 { return side }
        let right = arena.minor(p.y, p.z, q.y, q.z).sign
        return right != 0 ? right : arena.minor(p.z, p.x, q.z, q.x).sign
    }

    /// The sign of the determinant.
    func determinantSign(_ arena: inout ExpansionArena) -> Int {
        arena.reset()
        return determinant(&arena).sign
    }

    /// 1 / depth at the ray, within 4 units in the last place.
    func inverseDepth(_ ray: SIMD3<Double>, _ arena: inout ExpansionArena) -> Double {
        if let inverse = PreciseTriangle(self).inverseDepth(ray) { return inverse }
        arena.reset()
        let sum = edgeSum(ray, &arena).approximation
        return sum / (ray.z * determinant(&arena).approximation)
    }

    /// Compares depths at a ray that hits both: negative where this triangle is nearer, 0 where both are as far.
    func compareDepth(_ other: ExactTriangle, _ ray: SIMD3<Double>, _ arena: inout ExpansionArena) -> Int {
        if sharesVertices(with: other) { return 0 }
        if let order = PreciseTriangle(self).compareDepth(PreciseTriangle(other), ray) { return order }
        arena.reset()
        let determinant1 = determinant(&arena)
        let sum1 = edgeSum(ray, &arena)
        let determinant2 = other.determinant(&arena)
        let sum2 = other.edgeSum(ray, &arena)
        // D1 / S1 < D2 / S2; at a hit D and S have the same sign, so that both |S| may be multiplied in.
        let left = arena.product(determinant1, sum2)
        let right = arena.product(determinant2, sum1)
        let difference = arena.sum(left, arena.negated(right)).sign
        return sum1.sign == sum2.sign ? difference : -difference
    }

    private func sharesVertices(with other: ExactTriangle) -> Bool {
        (a == other.a && ((b == other.b && c == other.c) || (b == other.c && c == other.b)))
            || (a == other.b && ((b == other.a && c == other.c) || (b == other.c && c == other.a)))
            || (a == other.c && ((b == other.a && c == other.b) || (b == other.b && c == other.a)))
    }

    /// The depth at a ray that hits the triangle, rounded to the nearest Float, ties to even.
    func roundedDepth(_ ray: SIMD3<Double>, _ arena: inout ExpansionArena) -> Float {
        if let depth = PreciseTriangle(self).roundedDepth(ray) { return depth }
        arena.reset()
        let numerator = arena.scaled(determinant(&arena), by: ray.z)
        let denominator = edgeSum(ray, &arena)
        var depth = Float(numerator.approximation / denominator.approximation)
        let orientation = denominator.sign
        /// The sign of depth - bound.
        func compare(_ bound: Double) -> Int {
            let scaled = arena.scaled(denominator, by: -bound)
            return arena.sum(numerator, scaled).sign * orientation
        }
        while depth < .infinity {
            let side = compare((Double(depth) + doubleAbove(depth)) / 2)
            if side < 0 || (side == 0 && depth.significandBitPattern & 1 == 0) { break }
            depth = depth.nextUp
        }
        while depth > 0 {
            let below = depth.nextDown
            let side = compare((Double(below) + doubleAbove(below)) / 2)
            if side > 0 || (side == 0 && depth.significandBitPattern & 1 == 0) { break }
            depth = below
        }
        return depth
    }

    /// The next Float, where the next after the largest is 2^128.
    private func doubleAbove(_ depth: Float) -> Double {
        depth == .greatestFiniteMagnitude ? 0x1p128 : Double(depth.nextUp)
    }
}
