import CVectorBits

/// Widening of stored numbers to single precision, sixteen at a time and without relying on the
/// processor's own conversions. Each function says whether all numbers are finite.
enum FloatConversion {
    private typealias Bits = SIMD16<UInt32>

    static func fromFloat32(_ source: UnsafeRawBufferPointer, _ target: UnsafeMutableBufferPointer<Float>) -> Bool {
        convert(source, target, size: 4, load: { $0.loadUnaligned(as: Bits.self) }, loadOne: { $0.loadUnaligned(as: UInt32.self) }) { $0 }
    }

    static func fromBFloat16(_ source: UnsafeRawBufferPointer, _ target: UnsafeMutableBufferPointer<Float>) -> Bool {
        convert(source, target, size: 2, load: loadHalves, loadOne: loadHalf) { $0 &<< 16 }
    }

    /// Moves exponent and mantissa to their places and corrects the exponent's bias by a multiplication,
    /// which is exact and also takes care of subnormal numbers.
    static func fromFloat16(_ source: UnsafeRawBufferPointer, _ target: UnsafeMutableBufferPointer<Float>) -> Bool {
        convert(source, target, size: 2, load: loadHalves, loadOne: loadHalf) { half in
            let magnitude = (half & 0x7FFF) &<< 13
            let biasCorrection = SIMD16<Float>(repeating: 0x1p112)
            let scaled = unsafeBitCast(unsafeBitCast(magnitude, to: SIMD16<Float>.self) * biasCorrection, to: Bits.self)
            let special = magnitude | 0x7F80_0000
            let isSpecial = magnitude .>= Bits(repeating: 0x0F80_0000)
            return scaled.replacing(with: special, where: isSpecial) | ((half & 0x8000) &<< 16)
        }
    }

    @inline(__always)
    private static func loadHalves(_ address: UnsafeRawPointer) -> Bits {
        var bits = Bits()
        maquette_widen(address, &bits)
        return bits
    }

    @inline(__always)
    private static func loadHalf(_ address: UnsafeRawPointer) -> UInt32 {
        UInt32(address.loadUnaligned(as: UInt16.self))
    }

    /// - Parameters:
    ///   - size: bytes of a stored number.
    ///   - load: reads the bits of sixteen stored numbers.
    ///   - loadOne: reads those of one.
    ///   - widen: makes single precision bit patterns of them.
    @inline(__always)
    private static func convert(
        _ source: UnsafeRawBufferPointer, _ target: UnsafeMutableBufferPointer<Float>, size: Int,
        load: (UnsafeRawPointer) -> Bits, loadOne: (UnsafeRawPointer) -> UInt32, _ widen: (Bits) -> Bits
    ) -> Bool {
        guard let input = source.baseAddress, let output = target.baseAddress else { return true }
        let count = target.count
        // Numbers that are not finite are those with the greatest exponent there is.
        let exponent = Bits(repeating: 0x7F80_0000)
        var greatest = Bits()
        var index = 0
        while index + 16 <= count {
            let bits = widen(load(input + index * size))
            let found = bits & exponent
            greatest = greatest.replacing(with: found, where: found .> greatest)
            UnsafeMutableRawPointer(output + index).storeBytes(of: bits, as: Bits.self)
            index += 16
        }
        var isFinite = greatest.max() < 0x7F80_0000
        while index < count {
            let bits = widen(Bits(repeating: loadOne(input + index * size)))[0]
            isFinite = isFinite && bits & 0x7F80_0000 != 0x7F80_0000
            output[index] = Float(bitPattern: bits)
            index += 1
        }
        return isFinite
    }
}
