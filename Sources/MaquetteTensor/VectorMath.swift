/// e to the power of each lane, within two units in the last place.
///
/// The argument is split as n·ln 2 + r with |r| ≤ ln 2 / 2; e^r is a polynomial (coefficients of the
/// Cephes library), and 2^n is put together from its bits. No fused multiply-add, so that every build
/// gives the same numbers.
@inline(__always)
func exponential(_ argument: SIMD16<Float>) -> SIMD16<Float> {
    let lowest = SIMD16<Float>(repeating: -87.33654)
    let highest = SIMD16<Float>(repeating: 88.02969)
    // Not `clamped`, which goes lane by lane.
    let x = argument.replacing(with: lowest, where: argument .< lowest)
        .replacing(with: highest, where: argument .> highest)
    // Adding 1.5 · 2^23 leaves the nearest integer in the low bits of the mantissa.
    let magic = SIMD16<Float>(repeating: 12_582_912)
    let shifted = x * 1.442_695_04 + magic
    let n = shifted - magic
    let r = (x - n * 0.693_359_375) - n * -2.121_944_4e-4
    var polynomial = r * 1.987_569_15e-4 + 1.398_199_95e-3
    polynomial = polynomial * r + 8.333_451_9e-3
    polynomial = polynomial * r + 4.166_579_6e-2
    polynomial = polynomial * r + 1.666_666_55e-1
    polynomial = polynomial * r + 5.000_000_1e-1
    let power = polynomial * (r * r) + r + 1
    let exponent = unsafeBitCast(shifted, to: SIMD16<UInt32>.self) &<< 23
    let scale = unsafeBitCast(exponent &+ (127 << 23), to: SIMD16<Float>.self)
    return power * scale
}

/// x · sigmoid(x) of each lane.
@inline(__always)
func sigmoidLinearUnit(_ x: SIMD16<Float>) -> SIMD16<Float> {
    x / (exponential(-x) + 1)
}

/// Loads the first `count` (fewer than sixteen) elements; the other lanes are zero.
@inline(__always)
func loadPartial<Element: VectorElement>(_ address: UnsafePointer<Element>, _ count: Int) -> SIMD16<Float> {
    var result = SIMD16<Float>.zero
    for lane in 0..<count { result[lane] = address[lane].widened }
    return result
}

/// Writes the first `count` (fewer than sixteen) lanes.
@inline(__always)
func storePartial<Element: VectorElement>(
    _ values: SIMD16<Float>, _ address: UnsafeMutablePointer<Element>, _ count: Int
) {
    for lane in 0..<count { address[lane] = Element(narrowing: values[lane]) }
}

/// The first `count` (at most sixteen) elements; the other lanes are 0.
@inline(__always)
func loadUpTo<Element: VectorElement>(_ address: UnsafePointer<Element>, _ count: Int) -> SIMD16<Float> {
    count == 16 ? Element.load(address) : loadPartial(address, count)
}

/// Writes the first `count` (at most sixteen) lanes.
@inline(__always)
func storeUpTo<Element: VectorElement>(
    _ values: SIMD16<Float>, _ address: UnsafeMutablePointer<Element>, _ count: Int
) {
    if count == 16 { Element.store(values, address) } else { storePartial(values, address, count) }
}
