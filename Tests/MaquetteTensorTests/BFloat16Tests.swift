import MaquetteTestSupport
import Testing

@testable import MaquetteTensor

@Suite struct BFloat16Tests {
    @Test func roundsToNearestEven() {
        #expect(BFloat16(1).bits == 0x3F80)
        #expect(BFloat16(Float(bitPattern: 0x3F80_8000)).bits == 0x3F80)
        #expect(BFloat16(Float(bitPattern: 0x3F81_8000)).bits == 0x3F82)
        #expect(BFloat16(Float(bitPattern: 0x3F80_8001)).bits == 0x3F81)
        #expect(BFloat16(-.infinity).float == -.infinity)
        #expect(BFloat16(Float(bitPattern: 0x7F80_0001)).float.isNaN)
    }

    @Test func vectorsRoundAsSingleNumbersDo() throws {
        var values = SyntheticValues.uniform("values", 0..<4096).enumerated().map { index, value in
            value * Float(sign: .plus, exponent: index % 200 - 100, significand: 1)
        }
        values += [.nan, .infinity, -.infinity, 0, -0.0, Float(bitPattern: 0x7FFF_FFFF), Float.leastNonzeroMagnitude, .greatestFiniteMagnitude]
        let context = try ComputeContext(threadCount: 2)
        let wide = try Tensor(values, shape: [values.count])
        let narrow = try context.convert(wide, to: .bfloat16)
        for (index, value) in values.enumerated() {
            #expect(narrow.pointer(as: BFloat16.self)[index].bits == BFloat16(value).bits)
        }
        let back = try context.convert(narrow, to: .float32).floats
        for (index, value) in narrow.floats.enumerated() where !value.isNaN { #expect(back[index] == value) }
    }
}
