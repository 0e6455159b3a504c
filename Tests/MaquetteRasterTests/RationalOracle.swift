import BigInt
import MaquetteScene

@testable import MaquetteRaster

/// What a camera sees, by its definition in whole numbers of any size: slow and obviously right.
///
/// It shares with the rasterizer only the camera-space vertices, which define the question. It asks
/// every triangle at every pixel: where does the ray meet the plane, and does it lie inside the edges?
struct RationalOracle {
    let grid: PixelGrid
    let cull: Rasterizer.CullMode
    /// Hits whose rounded depth is less are passed by.
    let near: Double
    let triangles: [Triangle]
    private let focalLength: BigInt

    struct Triangle {
        let index: UInt32
        /// p × q for the three edges.
        let edgeNormals: [Vector]
        /// The plane: normal · point = offset.
        let normal: Vector
        let offset: BigInt
    }

    struct Hit {
        let triangle: UInt32
        /// The depth, scaled by 2^`vertexScale`, is `numerator / denominator`; both are positive.
        let numerator: BigInt
        let denominator: BigInt
    }

    /// Every camera-space coordinate is a multiple of 2^-160, every ray a multiple of 2^-100.
    static let vertexScale = 160
    static let rayScale = 100

    init(mesh: TriangleMesh, camera: Camera, cull: Rasterizer.CullMode = .none) throws {
        grid = try PixelGrid(camera)
        self.cull = cull
        near = camera.near
        let frame = camera.frame
        let vertices = mesh.positions.map { position in
            let p = depthSpace(position, frame)
            return Vector(scaled(p.x, Self.vertexScale), scaled(p.y, Self.vertexScale), scaled(p.z, Self.vertexScale))
        }
        focalLength = scaled(grid.focalLength, Self.rayScale)
        triangles = mesh.triangles.enumerated().map { index, t in
            let (a, b, c) = (vertices[Int(t.x)], vertices[Int(t.y)], vertices[Int(t.z)])
            let normal = (b - a).cross(c - a)
            return Triangle(
                index: UInt32(index), edgeNormals: [a.cross(b), b.cross(c), c.cross(a)],
                normal: normal, offset: normal.dot(a))
        }
    }

    /// The triangle seen at a pixel centre and its depth.
    ///
    /// - Parameter candidates: the triangles to ask; nil asks all.
    func hit(_ x: Int, _ y: Int, among candidates: [Int]? = nil) -> Hit? {
        let ray = Vector(
            scaled(Double(x) + 0.5 - Double(grid.width) / 2, Self.rayScale),
            scaled(Double(grid.height) / 2 - Double(y) - 0.5, Self.rayScale), focalLength)
        var nearest: Hit?
        for index in candidates ?? Array(triangles.indices) {
            let triangle = triangles[index]
            if triangle.offset.signum() == 0 { continue }
            if cull == .back && triangle.offset.signum() < 0 { continue }
            guard contains(triangle, ray) else { continue }
            // normal · (s ray) = offset; the depth is s times the focal length.
            let slope = triangle.normal.dot(ray)
            if slope.signum() != triangle.offset.signum() { continue }
            let hit = Hit(
                triangle: triangle.index, numerator: (triangle.offset * focalLength).magnitudeValue,
                denominator: slope.magnitudeValue)
            if near > 0 && Double(Self.depth(hit)) < near { continue }
            if let best = nearest,
                hit.numerator * best.denominator >= best.numerator * hit.denominator { continue }
            nearest = hit
        }
        return nearest
    }

    /// Whether the line of the ray passes through the triangle, all edges seen from the same side.
    private func contains(_ triangle: Triangle, _ ray: Vector) -> Bool {
        let signs = triangle.edgeNormals.map { side($0, ray) }
        return signs[0] == signs[1] && signs[1] == signs[2]
    }

    /// On which side of an edge the ray lies; from an edge it is moved by a really tiny step, to the
    /// right by 2^-2000 and up by 2^-4000.
    private func side(_ normal: Vector, _ ray: Vector) -> Int {
        let value = normal.dot(ray).signum()
        if value != 0 { return Int(value) }
        let right = BigInt(1) << (2000 + Self.rayScale)
        let up = BigInt(1) << Self.rayScale
        let moved = Vector((ray.x << 4000) + right, (ray.y << 4000) + up, ray.z << 4000)
        return Int(normal.dot(moved).signum())
    }

    /// The nearest Float to the depth of a hit, ties to even.
    static func depth(_ hit: Hit) -> Float {
        roundedToFloat(hit.numerator, hit.denominator << vertexScale)
    }
}

/// A vector of whole numbers.
struct Vector {
    let x, y, z: BigInt

    init(_ x: BigInt, _ y: BigInt, _ z: BigInt) {
        self.x = x
        self.y = y
        self.z = z
    }

    static func - (a: Vector, b: Vector) -> Vector { Vector(a.x - b.x, a.y - b.y, a.z - b.z) }

    func dot(_ b: Vector) -> BigInt { x * b.x + y * b.y + z * b.z }

    func cross(_ b: Vector) -> Vector {
        Vector(y * b.z - z * b.y, z * b.x - x * b.z, x * b.y - y * b.x)
    }
}

extension BigInt {
    fileprivate var magnitudeValue: BigInt { BigInt(magnitude) }
}

/// value * 2^scale, which must be whole.
private func scaled(_ value: Double, _ scale: Int) -> BigInt {
    if value == 0 { return 0 }
    let significand = BigInt(value.significandBitPattern | (1 << 52))
    let exponent = Int(value.exponent) - 52 + scale
    precondition(value.isNormal)
    var result = exponent >= 0 ? significand << exponent : significand >> -exponent
    if exponent < 0 { precondition(result << -exponent == significand, "not a whole number at this scale") }
    if value < 0 { result = -result }
    return result
}

/// The Float nearest to a positive fraction, ties to even, by long division.
func roundedToFloat(_ numerator: BigInt, _ denominator: BigInt) -> Float {
    // The quotient has its highest bit at 2^estimate or 2^(estimate - 1).
    let estimate = numerator.bitWidth - denominator.bitWidth
    // The last bit that a Float of this size keeps, never below the last bit of subnormal numbers.
    var lastBit = max(estimate - 24, -149)
    while true {
        let (quotient, remainder) =
            lastBit >= 0
            ? numerator.quotientAndRemainder(dividingBy: denominator << lastBit)
            : (numerator << -lastBit).quotientAndRemainder(dividingBy: denominator)
        if quotient >= 1 << 24 {
            lastBit += 1
            continue
        }
        let unit = lastBit >= 0 ? denominator << lastBit : denominator
        var whole = quotient
        if remainder * 2 > unit || (remainder * 2 == unit && quotient % 2 == 1) { whole += 1 }
        if lastBit > 104 { return .infinity }
        return Float(sign: .plus, exponent: lastBit, significand: Float(Int(whole)))
    }
}
