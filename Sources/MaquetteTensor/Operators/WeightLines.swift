/// Layouts of packed weights in which sixteen outputs fill whole lines of the cache: outputs side by side in single
/// precision, and with two inputs of each output side by side in bfloat16. oneDNN's layouts are such, and writing
/// line by line takes a fraction of the time that it takes number by number.
enum WeightLines {
    /// How many outputs share a line.
    static let outputs = 16

    /// Whether a layout is made of such lines.
    ///
    /// - Parameters:
    ///   - outputs: the offset of each output channel, in elements.
    ///   - inputs: the offset of each input channel, in elements.
    static func make<Element: VectorElement>(up outputs: [Int], _ inputs: [Int], _: Element.Type) -> Bool {
        let width = Element.inputsPerLine
        guard outputs.count % Self.outputs == 0, inputs.count % width == 0 else { return false }
        return outputs.indices.allSatisfy { outputs[$0] == outputs[$0 / Self.outputs * Self.outputs] + $0 % Self.outputs * width }
            && inputs.indices.allSatisfy { inputs[$0] == inputs[$0 / width * width] + $0 % width }
    }

    /// Writes the weights of sixteen outputs.
    ///
    /// - Parameters:
    ///   - source: the first output's weights [inputs, taps]; the others follow, `stride` numbers apart.
    ///   - inputs: the offset of each input channel.
    ///   - taps: the offset of each element of the kernel.
    ///   - target: where the first output begins.
    @inline(__always)
    static func write<Element: VectorElement>(
        _ source: UnsafePointer<Element>, stride: Int, inputs: [Int], taps: [Int], into target: UnsafeMutablePointer<Element>
    ) {
        inputs.withUnsafeBufferPointer { inputs in
            taps.withUnsafeBufferPointer { taps in
                for input in Swift.stride(from: 0, to: inputs.count, by: Element.inputsPerLine) {
                    for tap in 0..<taps.count {
                        let line = Element.line(source + input * taps.count + tap, stride: stride, next: taps.count)
                        UnsafeMutableRawPointer(target + inputs[input] + taps[tap]).storeBytes(
                            of: line, as: SIMD16<UInt32>.self)
                    }
                }
            }
        }
    }
}

extension Float {
    static var inputsPerLine: Int { 1 }

    @inline(__always)
    static func line(_ source: UnsafePointer<Float>, stride: Int, next: Int) -> SIMD16<UInt32> {
        unsafeBitCast(strided(source, stride), to: SIMD16<UInt32>.self)
    }

    @inline(__always)
    static func line(_ first: SIMD16<Float>, _ second: SIMD16<Float>) -> SIMD16<UInt32> {
        unsafeBitCast(first, to: SIMD16<UInt32>.self)
    }

    /// Sixteen numbers that lie `stride` apart.
    @inline(__always)
    static func strided(_ source: UnsafePointer<Float>, _ stride: Int) -> SIMD16<Float> {
        let (a, b, c, d) = (source, source + 4 * stride, source + 8 * stride, source + 12 * stride)
        return SIMD16(
            a[0], a[stride], a[2 * stride], a[3 * stride], b[0], b[stride], b[2 * stride], b[3 * stride],
            c[0], c[stride], c[2 * stride], c[3 * stride], d[0], d[stride], d[2 * stride], d[3 * stride])
    }
}

extension BFloat16 {
    static var inputsPerLine: Int { 2 }

    @inline(__always)
    static func line(_ source: UnsafePointer<BFloat16>, stride: Int, next: Int) -> SIMD16<UInt32> {
        @inline(__always) func pair(_ output: Int) -> UInt32 {
            let first = source + output * stride
            return UInt32(first[0].bits) | UInt32(first[next].bits) << 16
        }
        return SIMD16(
            pair(0), pair(1), pair(2), pair(3), pair(4), pair(5), pair(6), pair(7),
            pair(8), pair(9), pair(10), pair(11), pair(12), pair(13), pair(14), pair(15))
    }

    @inline(__always)
    static func line(_ first: SIMD16<Float>, _ second: SIMD16<Float>) -> SIMD16<UInt32> {
        (rounded(first) &>> 16) | (rounded(second) & 0xFFFF_0000)
    }

    /// Rounded to nearest, ties to even, in the upper halves; the lower ones hold anything.
    @inline(__always)
    private static func rounded(_ values: SIMD16<Float>) -> SIMD16<UInt32> {
        let wide = unsafeBitCast(values, to: SIMD16<UInt32>.self)
        let sum = wide &+ 0x7FFF &+ ((wide &>> 16) & 1)
        return sum.replacing(with: SIMD16(repeating: 0x7FC0_0000), where: values .!= values)
    }
}
