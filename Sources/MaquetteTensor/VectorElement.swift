import CVectorBits

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
    /// e to the power of each lane, as exactly as elements of this type can tell.
    static func exponential(_ argument: SIMD16<Float>) -> SIMD16<Float>
    /// How many inputs of each of sixteen outputs fill a line of 64 bytes.
    static var inputsPerLine: Int { get }
    /// A line of the weights of sixteen outputs, that lie `stride` apart, for so many inputs, that lie `next` apart.
    static func line(_ source: UnsafePointer<Self>, stride: Int, next: Int) -> SIMD16<UInt32>
    /// A line of sixteen outputs' weights for one input, and for the next if the line has room for it.
    static func line(_ first: SIMD16<Float>, _ second: SIMD16<Float>) -> SIMD16<UInt32>
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

    @_transparent
    static func exponential(_ argument: SIMD16<Float>) -> SIMD16<Float> {
        MaquetteTensor.exponential(argument)
    }

    @inline(__always) var widened: Float { self }
    @inline(__always) init(narrowing value: Float) { self = value }
}

extension BFloat16: VectorElement {
    static var elementType: ElementType { .bfloat16 }

    @inline(__always)
    static func load(_ address: UnsafePointer<BFloat16>) -> SIMD16<Float> {
        var result = SIMD16<Float>()
        maquette_widen_bfloat16(address, &result)
        return result
    }

    @inline(__always)
    static func store(_ values: SIMD16<Float>, _ address: UnsafeMutablePointer<BFloat16>) {
        withUnsafePointer(to: values) { maquette_narrow_to_bfloat16($0, address) }
    }

    @_transparent
    static func exponential(_ argument: SIMD16<Float>) -> SIMD16<Float> {
        roughExponential(argument)
    }

    @inline(__always) var widened: Float { float }
    @inline(__always) init(narrowing value: Float) { self.init(value) }
}
