/// Eight doubles: one vector register of AVX-512, a row of pixels.
typealias Double8 = SIMD8<Double>

/// The smaller of each pair. Written with `<` alone, which compiles to one instruction.
@inline(__always)
func lesser(_ a: Double8, _ b: Double8) -> Double8 {
    a.replacing(with: b, where: b .< a)
}

/// The larger of each pair.
@inline(__always)
func greater(_ a: Double8, _ b: Double8) -> Double8 {
    a.replacing(with: b, where: a .< b)
}

@inline(__always)
func magnitude(_ a: Double8) -> Double8 {
    Double8(bitPattern: a.bits & SIMD8(repeating: UInt64(Int64.max)))
}

/// The same mask for vectors of half the width. (The low halves; `init(truncatingIfNeeded:)` may stay a call.)
@inline(__always)
func narrowed(_ mask: SIMDMask<SIMD8<Int64>>) -> SIMDMask<SIMD8<Int32>> {
    unsafeBitCast(mask, to: SIMD16<Int32>.self).evenHalf .!= SIMD8<Int32>.zero
}

/// Whether any of the eight has no minus sign. Half the vector at a time, which compiles well everywhere.
@inline(__always)
func anyNonNegative(_ a: Double8) -> Bool {
    let bits = a.bits
    let four = bits.lowHalf & bits.highHalf
    let two = four.lowHalf & four.highHalf
    return Int64(bitPattern: two.x & two.y) >= 0
}

/// The smallest of the eight. Halving the vector would halve the operations that made it, four times over.
@inline(__always)
func least(_ a: Double8) -> Double {
    min(min(min(a[0], a[1]), min(a[2], a[3])), min(min(a[4], a[5]), min(a[6], a[7])))
}

/// The nearest whole numbers, for magnitudes below 2^31.
@inline(__always)
func nearestIntegers(_ a: Double8) -> SIMD8<Int32> {
    // Adding 1.5 * 2^52 leaves the whole number in the lowest bits.
    unsafeBitCast(a + 0x1.8p52, to: SIMD16<Int32>.self).evenHalf
}

extension SIMD8<Double> {
    @inline(__always)
    var bits: SIMD8<UInt64> { unsafeBitCast(self, to: SIMD8<UInt64>.self) }

    @inline(__always)
    init(bitPattern: SIMD8<UInt64>) { self = unsafeBitCast(bitPattern, to: SIMD8<Double>.self) }

    /// 0, 1, ... 7.
    static var lanes: Self {
        @inline(__always) get { Self(0, 1, 2, 3, 4, 5, 6, 7) }
    }
}

extension SIMD8<Float> {
    @inline(__always)
    var bits: SIMD8<UInt32> { unsafeBitCast(self, to: SIMD8<UInt32>.self) }
}
