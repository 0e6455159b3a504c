import Maquette
import Testing

@Suite struct ValueListTests {
    @Test func listsAreReadInTheirOrder() throws {
        #expect(try ValueList.numbers("18, 85,24.5", option: "--focal") == [18, 85, 24.5])
        #expect(try ValueList.integers("3,1", option: "--seed", as: UInt64.self) == [3, 1])
        #expect(try ValueList.integers("18446744073709551615", option: "--seed", as: UInt64.self) == [.max])
    }

    @Test func rangesHoldTheirEnds() throws {
        #expect(try ValueList.numbers("18:85:5", option: "--focal", spacing: .geometric) == [18, 26.5, 39.1, 57.7, 85])
        #expect(try ValueList.numbers("0.2:1:5", option: "--strength") == [0.2, 0.4, 0.6, 0.8, 1])
        #expect(try ValueList.numbers("85:18:2", option: "--focal", spacing: .geometric) == [85, 18])
        #expect(try ValueList.integers("10:50:5", option: "--steps", as: Int.self) == [10, 20, 30, 40, 50])
        #expect(try ValueList.integers("10:0:3", option: "--seed", as: UInt64.self) == [10, 5, 0])
        let ratios = try ValueList.numbers("10:1000:9", option: "--focal", spacing: .geometric)
        for (a, b) in zip(ratios, ratios.dropFirst()) { #expect(abs(b / a - 1.7783) < 0.02) }
    }

    @Test func wholeNumbersAreExact() throws {
        let large = try ValueList.integers("9007199254740993:9007199254740999:3", option: "--seed", as: UInt64.self)
        #expect(large == [9_007_199_254_740_993, 9_007_199_254_740_996, 9_007_199_254_740_999])
        let largest = try ValueList.integers("0:18446744073709551615:2", option: "--seed", as: UInt64.self)
        #expect(largest == [0, .max])
    }

    @Test(arguments: [
        "", "18,,35", "18,", "18,x", "nan", "inf", "18:85", "18:85:1", "18:85:x", "18:85:5:6", "18:18:3", "0:85:4",
        "-18:85:4", "18:85:999999999", "1e-300:1e300:3", "1e-308:1e308:2000",
    ])
    func whatIsNoListIsRefused(text: String) {
        #expect(throws: SweepError.self) { try ValueList.numbers(text, option: "--focal", spacing: .geometric) }
    }

    @Test(arguments: ["1.5", "-1", "1:2:4", "18446744073709551616"])
    func whatIsNoWholeNumberIsRefused(text: String) {
        #expect(throws: SweepError.self) { try ValueList.integers(text, option: "--seed", as: UInt64.self) }
    }
}
