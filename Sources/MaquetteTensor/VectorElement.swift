/// A bfloat16 number: the upper 16 bits of a single precision number.
struct BFloat16: BitwiseCopyable, Sendable {
    var bits: UInt16

    /// `value` rounded to nearest, ties to even.
    init(_ value: Float) {
        guard !value.isNaN else {
            bits = 0x7FC0
            return
        }
        let wide = value.bitPattern
        bits = UInt16(truncatingIfNeeded: (wide &+ 0x7FFF &+ ((wide >> 16) & 1)) >> 16)
    }

    /// The same number in single precision.
    var float: Float { Float(bitPattern: UInt32(bits) << 16) }
}

/// An element type that vector loops can read and write sixteen at a time.
protocol VectorElement: BitwiseCopyable, Sendable {
    static var elementType: ElementType { get }
    /// Sixteen elements from an address that need not be aligned.
    static func load(_ address: UnsafePointer<Self>) -> SIMD16<Float>
    /// Writes sixteen elements to an address that need not be aligned.
    static func store(_ values: SIMD16<Float>, _ address: UnsafeMutablePointer<Self>)
    var widened: Float { get }
    init(narrowing value: Float)
}

extension Float: VectorElement {
    static var elementType: ElementType { .float32 }

    @inline(__always)
    static func load(_ address: UnsafePointer<Float>) -> SIMD16<Float> {
        UnsafeRawPointer(address).loadUnaligned(as: SIMD16<Float>.self)
    }

    @inline(__always)
    static func store(_ values: SIMD16<Float>, _ address: UnsafeMutablePointer<Float>) {
        UnsafeMutableRawPointer(address).storeBytes(of: values, as: SIMD16<Float>.self)
    }

    @inline(__always) var widened: Float { self }
    @inline(__always) init(narrowing value: Float) { self = value }
}

extension BFloat16: VectorElement {
    static var elementType: ElementType { .bfloat16 }

    @inline(__always)
    static func load(_ address: UnsafePointer<BFloat16>) -> SIMD16<Float> {
        let bits = UnsafeRawPointer(address).loadUnaligned(as: SIMD16<UInt16>.self)
        let wide = SIMD16<UInt32>(truncatingIfNeeded: bits) &<< 16
        return unsafeBitCast(wide, to: SIMD16<Float>.self)
    }

    @inline(__always)
    static func store(_ values: SIMD16<Float>, _ address: UnsafeMutablePointer<BFloat16>) {
        let wide = unsafeBitCast(values, to: SIMD16<UInt32>.self)
        let rounded = (wide &+ 0x7FFF &+ ((wide &>> 16) & 1)) &>> 16
        let quietNaN = SIMD16<UInt32>(repeating: 0x7FC0)
        let bits = SIMD16<UInt16>(truncatingIfNeeded: rounded.replacing(with: quietNaN, where: values .!= values))
        UnsafeMutableRawPointer(address).storeBytes(of: bits, as: SIMD16<UInt16>.self)
    }

    @inline(__always) var widened: Float { float }
    @inline(__always) init(narrowing value: Float) { self.init(value) }
}
