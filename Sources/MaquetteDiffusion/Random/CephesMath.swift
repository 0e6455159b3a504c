/// Single-precision logarithm, sine and cosine after the Cephes library (Moshier 1989), rounded
/// as torch's vectorised normal generator rounds them.
///
/// A system's `logf` and `sincosf` differ from these in the last bit for two values in three.
/// Where a product and a sum are rounded together there, `addingProduct` does so here: a fused
/// multiply-add by definition, so the bits do not depend on the compiler's target options.
enum CephesMath {
    /// Natural logarithm of a normal number above 0.
    static func log(_ value: Float) -> Float {
        let bits = value.bitPattern
        var exponent = Float(Int32(bits >> 23) - 127) + 1
        // The mantissa, moved to 0.5..<1.
        var x = Float(bitPattern: (bits & 0x007F_FFFF) | 0x3F00_0000)
        if x < 0.707106781186547524 {
            exponent -= 1
            x = (x - 1) + x
        } else {
            x -= 1
        }
        let z = x * x
        var y: Float = 7.0376836292E-2
        y = (-1.1514610310E-1 as Float).addingProduct(y, x)
        y = (1.1676998740E-1 as Float).addingProduct(y, x)
        y = (-1.2420140846E-1 as Float).addingProduct(y, x)
        y = (1.4249322787E-1 as Float).addingProduct(y, x)
        y = (-1.6668057665E-1 as Float).addingProduct(y, x)
        y = (2.0000714765E-1 as Float).addingProduct(y, x)
        y = (-2.4999993993E-1 as Float).addingProduct(y, x)
        y = (3.3333331174E-1 as Float).addingProduct(y, x)
        y *= x
        y = (exponent * -2.12194440e-4).addingProduct(y, z)
        y = y.addingProduct(-z, 0.5)
        return (x + y).addingProduct(exponent, 0.693359375)
    }

    /// Sine and cosine of an angle in radians, 0...8192.
    static func sineAndCosine(_ angle: Float) -> (sine: Float, cosine: Float) {
        // Octant of the angle, rounded up to the next even one.
        let octant = (Int32(angle * 1.27323954473516) + 1) & ~1
        let count = Float(octant)
        // A quarter of pi in three parts keeps the remainder exact.
        var x = angle.addingProduct(count, -0.78515625)
        x = x.addingProduct(count, -2.4187564849853515625e-4)
        x = x.addingProduct(count, -3.77489497744594108e-8)
        let z = x * x

        var cosine: Float = 2.443315711809948E-005
        cosine = (-1.388731625493765E-003 as Float).addingProduct(cosine, z)
        cosine = (4.166664568298827E-002 as Float).addingProduct(cosine, z)
        cosine *= z
        cosine = (-(z * 0.5)).addingProduct(cosine, z)
        cosine += 1

        var sine: Float = -1.9515295891E-4
        sine = (8.3321608736E-3 as Float).addingProduct(sine, z)
        sine = (-1.6666654611E-1 as Float).addingProduct(sine, z)
        sine *= z
        sine = x.addingProduct(sine, x)

        if octant & 2 != 0 { swap(&sine, &cosine) }
        if octant & 4 != 0 { sine = -sine }
        if (octant - 2) & 4 == 0 { cosine = -cosine }
        return (sine, cosine)
    }
}
