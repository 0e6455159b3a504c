import CAssimp

/// An affine map: a 3 x 3 matrix, by columns, and a translation.
struct Transform {
    private var x = SIMD3<Double>(1, 0, 0)
    private var y = SIMD3<Double>(0, 1, 0)
    private var z = SIMD3<Double>(0, 0, 1)
    private var translation = SIMD3<Double>.zero

    /// The identity.
    init() {}

    /// The upper three rows of assimp's row-major matrix.
    init(_ m: aiMatrix4x4) {
        x = SIMD3(Double(m.a1), Double(m.b1), Double(m.c1))
        y = SIMD3(Double(m.a2), Double(m.b2), Double(m.c2))
        z = SIMD3(Double(m.a3), Double(m.b3), Double(m.c3))
        translation = SIMD3(Double(m.a4), Double(m.b4), Double(m.c4))
    }

    func point(_ p: SIMD3<Double>) -> SIMD3<Double> { direction(p) + translation }

    func direction(_ d: SIMD3<Double>) -> SIMD3<Double> { x * d.x + y * d.y + z * d.z }

    /// A normal times the inverse transpose; the scale is that of the determinant, its sign kept.
    func normal(_ n: SIMD3<Double>) -> SIMD3<Double> {
        let cofactors = cross(y, z) * n.x + cross(z, x) * n.y + cross(x, y) * n.z
        return isMirror ? -cofactors : cofactors
    }

    /// Whether the map turns a right hand into a left hand.
    var isMirror: Bool { dot(x, cross(y, z)) < 0 }

    static func * (a: Transform, b: Transform) -> Transform {
        var product = Transform()
        product.x = a.direction(b.x)
        product.y = a.direction(b.y)
        product.z = a.direction(b.z)
        product.translation = a.point(b.translation)
        return product
    }
}

extension SIMD3<Double> {
    init(_ v: aiVector3D) { self.init(Double(v.x), Double(v.y), Double(v.z)) }
}

extension String {
    /// The text of an assimp string, whose length is not trusted.
    init(_ string: aiString) {
        self = withUnsafeBytes(of: string.data) { bytes in
            String(text: bytes.prefix(Int(string.length)).prefix { $0 != 0 })
        }
    }
}
