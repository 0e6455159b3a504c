/// Widening of stored numbers to single precision, eight at a time and without relying on the
/// processor's own conversions. Each function says whether all numbers are finite.
enum FloatConversion {
    static func fromFloat32(_ source: UnsafeRawBufferPointer, _ target: UnsafeMutableBufferPointer<Float>) -> Bool {
        convert(source, target, UInt32.self) { $0 }
    }

    static func fromBFloat16(_ source: UnsafeRawBufferPointer, _ target: UnsafeMutableBufferPointer<Float>) -> Bool {
        convert(source, target, UInt16.self) { $0 &<< 16 }
    }

    /// Moves exponent and mantissa to their places and corrects the exponent's bias by a multiplication,
    /// which is exact and also takes care of subnormal numbers.
    static func fromFloat16(_ source: UnsafeRawBufferPointer, _ target: UnsafeMutableBufferPointer<Float>) -> Bool {
        convert(source, target, UInt16.self) { half in
            let magnitude = (half & 0x7FFF) &<< 13
            let biasCorrection = SIMD8<Float>(repeating: 0x1p112)
            let scaled = unsafeBitCast(unsafeBitCast(magnitude, to: SIMD8<Float>.self) * biasCorrection, to: SIMD8<UInt32>.self)
            let special = magnitude | 0x7F80_0000
            let isSpecial = magnitude .>= SIMD8<UInt32>(repeating: 0x0F80_0000)
            return scaled.replacing(with: special, where: isSpecial) | ((half & 0x8000) &<< 16)
        }
    }

    /// - Parameter widen: makes single precision bit patterns of stored ones.
    @inline(__always)
    private static func convert<Stored: FixedWidthInteger & SIMDScalar & BitwiseCopyable>(
        _ source: UnsafeRawBufferPointer, _ target: UnsafeMutableBufferPointer<Float>, _: Stored.Type,
        _ widen: (SIMD8<UInt32>) -> SIMD8<UInt32>
    ) -> Bool {
        guard let input = source.baseAddress, let output = target.baseAddress else { return true }
        let size = MemoryLayout<Stored>.size
        let count = target.count
        let exponent = SIMD8<UInt32>(repeating: 0x7F80_0000)
        var notFinite = SIMDMask<SIMD8<Int32>>(repeating: false)
        var index = 0
        while index + 8 <= count {
            let stored = (input + index * size).loadUnaligned(as: SIMD8<Stored>.self)
            let bits = widen(SIMD8<UInt32>(truncatingIfNeeded: stored))
            notFinite = notFinite .| ((bits & exponent) .== exponent)
            UnsafeMutableRawPointer(output + index).storeBytes(of: bits, as: SIMD8<UInt32>.self)
            index += 8
        }
        var isFinite = !any(notFinite)
        while index < count {
            let stored = (input + index * size).loadUnaligned(as: Stored.self)
            let bits = widen(SIMD8(repeating: UInt32(truncatingIfNeeded: stored)))[0]
            isFinite = isFinite && bits & 0x7F80_0000 != 0x7F80_0000
            output[index] = Float(bitPattern: bits)
            index += 1
        }
        return isFinite
    }
}
