/// A number as the unevaluated sum of two doubles: about 106 bits.
///
/// Dekker, "A floating-point technique for extending the available precision", Numerische Mathematik 18
/// (1971). Sums and products below err by at most 2^-100 of the sum of the magnitudes of their terms.
struct DoubleDouble {
    let high, low: Double

    @inline(__always)
    init(_ high: Double, _ low: Double) {
        self.high = high
        self.low = low
    }

    /// a * b, without error.
    @inline(__always)
    init(product a: Double, _ b: Double) {
        (high, low) = twoProduct(a, b)
    }

    /// a - b, without error.
    @inline(__always)
    init(difference a: Double, _ b: Double) {
        (high, low) = twoSum(a, -b)
    }

    @inline(__always)
    static func + (a: Self, b: Self) -> Self {
        let (high, error) = twoSum(a.high, b.high)
        let (low, lowError) = twoSum(a.low, b.low)
        let (sum, rest) = quickTwoSum(high, error + low)
        let (finalHigh, finalLow) = quickTwoSum(sum, rest + lowError)
        return Self(finalHigh, finalLow)
    }

    @inline(__always)
    static func - (a: Self, b: Self) -> Self {
        a + Self(-b.high, -b.low)
    }

    @inline(__always)
    static func * (a: Self, b: Double) -> Self {
        let (high, low) = twoProduct(a.high, b)
        let (sum, rest) = quickTwoSum(high, a.low * b + low)
        return Self(sum, rest)
    }

    @inline(__always)
    static func * (a: Self, b: Self) -> Self {
        let (high, low) = twoProduct(a.high, b.high)
        let (sum, rest) = quickTwoSum(high, a.high * b.low + a.low * b.high + low)
        return Self(sum, rest)
    }

    @inline(__always)
    var magnitude: Double { abs(high) }
}

/// a + b and its error where |a| >= |b| (Dekker).
@inline(__always)
private func quickTwoSum(_ a: Double, _ b: Double) -> (sum: Double, error: Double) {
    let sum = a + b
    return (sum, b - (sum - a))
}
