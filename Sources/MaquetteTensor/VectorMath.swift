/// e to the power of each lane, within two units in the last place.
///
/// The argument is split as n·ln 2 + r with |r| ≤ ln 2 / 2; e^r is a polynomial (coefficients of the
/// Cephes library), and 2^n is put together from its bits. No fused multiply-add, so that every build
/// gives the same numbers. Transparent, because the optimizer otherwise calls it from the softmax.
@_transparent
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

/// e to the power of each lane, within a part in ten thousand: a fortieth of what bfloat16 resolves.
///
/// 2^n · 2^r with |r| ≤ ½ and 2^r as a cubic of least relative error.
@_transparent
func roughExponential(_ argument: SIMD16<Float>) -> SIMD16<Float> {
    let lowest = SIMD16<Float>(repeating: -125)
    let highest = SIMD16<Float>(repeating: 127)
    let power = argument * 1.442_695_04
    let x = power.replacing(with: lowest, where: power .< lowest).replacing(with: highest, where: power .> highest)
    let magic = SIMD16<Float>(repeating: 12_582_912)
    let shifted = x + magic
    let r = x - (shifted - magic)
    let cubic = ((r * 0.055_171_538 + 0.242_611_11) * r + 0.693_261_03) * r + 0.999_928_06
    let exponent = unsafeBitCast(shifted, to: SIMD16<UInt32>.self) &<< 23
    return unsafeBitCast(unsafeBitCast(cubic, to: SIMD16<UInt32>.self) &+ exponent, to: SIMD16<Float>.self)
}

extension VectorElement {
    /// x · sigmoid(x) of each lane.
    @_transparent
    static func sigmoidLinearUnit(_ x: SIMD16<Float>) -> SIMD16<Float> {
        x / (exponential(-x) + 1)
    }
}

extension SIMD16<Float> {
    /// The sum of all lanes, added up in halves.
    @inline(__always)
    var laneSum: Float {
        let eight = lowHalf + highHalf
        let four = eight.lowHalf + eight.highHalf
        let two = four.lowHalf + four.highHalf
        return two.x + two.y
    }

    /// The greatest of all lanes.
    @inline(__always)
    var greatestLane: Float {
        let eight = lowHalf.replacing(with: highHalf, where: highHalf .> lowHalf)
        let four = eight.lowHalf.replacing(with: eight.highHalf, where: eight.highHalf .> eight.lowHalf)
        let two = four.lowHalf.replacing(with: four.highHalf, where: four.highHalf .> four.lowHalf)
        return two.y > two.x ? two.y : two.x
    }
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
