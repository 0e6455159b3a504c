/// Builds text as bytes, without a String for every number.
struct TextBuffer {
    private(set) var bytes: [UInt8] = []

    mutating func reserve(_ capacity: Int) { bytes.reserveCapacity(capacity) }

    mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

    mutating func append(byte: UInt8) { bytes.append(byte) }

    /// Appends a decimal integer.
    mutating func append(_ value: Int) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var first = digits.count
            var rest = value.magnitude
            repeat {
                let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
                first -= 1
                digits[first] = UInt8(ascii: "0") + UInt8(digit)
                rest = quotient
            } while rest > 0
            if value < 0 {
                first -= 1
                digits[first] = UInt8(ascii: "-")
            }
            bytes.append(contentsOf: digits[first...])
        }
    }

    /// Appends the shortest decimal that reads back as the same number; whole numbers get no ".0".
    mutating func append(_ value: Double) {
        // Most numbers in files have at most six decimals. Below 2⁵³ the quotient of two whole numbers
        // is rounded as a reader rounds the decimal, and decimals of up to 15 digits are all different.
        let scaled = (value * 1e6).rounded()
        if scaled.magnitude < 1e15, scaled / 1e6 == value, scaled != 0 {
            appendMillionths(Int(scaled))
        } else if value == 0 {
            append(value.sign == .minus ? "-0" : "0")
        } else if value.magnitude < 0x1p53, let whole = Int(exactly: value) {
            append(whole)
        } else {
            append(value.description)
        }
    }

    private mutating func appendMillionths(_ millionths: Int) {
        if millionths < 0 { bytes.append(UInt8(ascii: "-")) }
        var (whole, fraction) = millionths.magnitude.quotientAndRemainder(dividingBy: 1_000_000)
        append(Int(whole))
        guard fraction > 0 else { return }
        bytes.append(UInt8(ascii: "."))
        whole = 100_000
        while fraction > 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(fraction / whole))
            fraction %= whole
            whole /= 10
        }
    }
}
