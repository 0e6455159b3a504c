/// The dot product.
@inlinable
public func dot(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> Double {
    a.x * b.x + a.y * b.y + a.z * b.z
}

/// The cross product, right-handed.
@inlinable
public func cross(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> SIMD3<Double> {
    SIMD3(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x)
}

/// The Euclidean length.
@inlinable
public func length(_ a: SIMD3<Double>) -> Double {
    dot(a, a).squareRoot()
}

/// The vector scaled to length 1. A zero vector gives NaN.
@inlinable
public func normalized(_ a: SIMD3<Double>) -> SIMD3<Double> {
    a / length(a)
}

/// The vector scaled to length 1 without overflow or underflow, or nil if it is zero or not finite.
@inlinable
public func unitVector(along a: SIMD3<Double>) -> SIMD3<Double>? {
    let largest = Swift.max(abs(a.x), abs(a.y), abs(a.z))
    guard largest > 0, largest.isFinite else { return nil }
    // Subnormal numbers have no reciprocal: divide.
    return normalized(a / largest)
}
