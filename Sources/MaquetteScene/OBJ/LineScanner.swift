import Foundation

/// Reads words and numbers from the lines of a text file, byte by byte.
///
/// Lines end with LF, CR LF or CR. A backslash at the end of a line continues it on the next one.
/// Bytes are read without bounds checks behind `end`, so the buffer must outlive the scanner.
struct LineScanner {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var position: Int
    private let end: Int
    /// Number of the current line, from 1.
    private(set) var line = 1

    private static let space = UInt8(ascii: " ")
    private static let tab = UInt8(ascii: "\t")
    private static let newline = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")
    private static let backslash = UInt8(ascii: "\\")
    private static let comment = UInt8(ascii: "#")

    /// Starts at the first line, behind a UTF-8 byte order mark if there is one.
    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
        end = bytes.count
        let hasMark = bytes.count >= 3 && bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF
        position = hasMark ? 3 : 0
    }

    /// Whether all lines are read.
    var isAtEnd: Bool { position >= end }

    /// The byte at the current place, or nil at the end of the file.
    var byte: UInt8? { position < end ? bytes[position] : nil }

    /// Moves one byte on, within a line.
    mutating func advance() { position += 1 }

    /// The length of the line break at an offset; 0 if there is none.
    private func lineBreak(at offset: Int) -> Int {
        guard offset < end else { return 0 }
        if bytes[offset] == Self.newline { return 1 }
        guard bytes[offset] == Self.carriageReturn else { return 0 }
        return offset + 1 < end && bytes[offset + 1] == Self.newline ? 2 : 1
    }

    /// Skips blanks and continued line ends.
    ///
    /// - Returns: whether there is more on the line; comments do not count.
    mutating func skipBlanks() -> Bool {
        while position < end {
            let byte = bytes[position]
            if byte == Self.space || byte == Self.tab {
                position += 1
            } else if byte == Self.backslash {
                let length = lineBreak(at: position + 1)
                if length == 0 { return true }
                position += 1 + length
                line += 1
            } else {
                return byte != Self.newline && byte != Self.carriageReturn && byte != Self.comment
            }
        }
        return false
    }

    /// Goes to the start of the next line.
    mutating func skipLine() {
        while position < end {
            let byte = bytes[position]
            if byte == Self.backslash {
                let length = lineBreak(at: position + 1)
                line += length > 0 ? 1 : 0
                position += 1 + length
                continue
            }
            let length = lineBreak(at: position)
            if length > 0 {
                position += length
                line += 1
                return
            }
            position += 1
        }
    }

    /// The bytes up to the next blank or line end, which may be none.
    mutating func word() -> UnsafeBufferPointer<UInt8> {
        let start = position
        while position < end, !isBlankOrBreak(bytes[position]) {
            if bytes[position] == Self.backslash, lineBreak(at: position + 1) > 0 { break }
            position += 1
        }
        return UnsafeBufferPointer(rebasing: bytes[start..<position])
    }

    /// What remains of the line without blanks around it: a name that may hold blanks and number signs.
    mutating func restOfLine() -> String {
        var rest: [UInt8] = []
        while position < end, lineBreak(at: position) == 0 {
            if bytes[position] == Self.backslash {
                let length = lineBreak(at: position + 1)
                if length > 0 {
                    rest.append(Self.space)
                    position += 1 + length
                    line += 1
                    continue
                }
            }
            rest.append(bytes[position])
            position += 1
        }
        func isBlank(_ byte: UInt8) -> Bool { byte == Self.space || byte == Self.tab }
        let start = rest.firstIndex { !isBlank($0) } ?? rest.endIndex
        let last = rest.lastIndex { !isBlank($0) } ?? start
        return start == rest.endIndex ? "" : String(text: rest[start...last])
    }

    private func isBlankOrBreak(_ byte: UInt8) -> Bool {
        byte == Self.space || byte == Self.tab || byte == Self.newline || byte == Self.carriageReturn
    }

    /// Whether a blank, a line end or the end of the file comes next.
    var isAtEndOfWord: Bool { isEndOfWord(position) }

    private func isEndOfWord(_ offset: Int) -> Bool {
        guard offset < end else { return true }
        return isBlankOrBreak(bytes[offset])
            || (bytes[offset] == Self.backslash && lineBreak(at: offset + 1) > 0)
    }

    /// Reads a decimal integer with an optional sign that ends where no digit follows.
    ///
    /// - Returns: nil, without moving, if there is no digit or too many.
    mutating func integer() -> Int? {
        var offset = position
        var isNegative = false
        if offset < end, bytes[offset] == UInt8(ascii: "-") || bytes[offset] == UInt8(ascii: "+") {
            isNegative = bytes[offset] == UInt8(ascii: "-")
            offset += 1
        }
        let firstDigit = offset
        var value = 0
        while offset < end, let digit = Self.digit(bytes[offset]) {
            guard offset - firstDigit < 18 else { return nil }
            value = value * 10 + digit
            offset += 1
        }
        guard offset > firstDigit else { return nil }
        position = offset
        return isNegative ? -value : value
    }

    /// Reads a decimal number that fills a word, correctly rounded.
    ///
    /// - Returns: nil, without moving, if the word is not a number; infinity and NaN are not.
    mutating func number() -> Double? {
        var offset = position
        var isNegative = false
        if offset < end, bytes[offset] == UInt8(ascii: "-") || bytes[offset] == UInt8(ascii: "+") {
            isNegative = bytes[offset] == UInt8(ascii: "-")
            offset += 1
        }
        var mantissa: UInt64 = 0
        var digits = 0
        var fractionDigits = 0
        func readDigits() -> Int {
            let start = offset
            while offset < end, let digit = Self.digit(bytes[offset]) {
                mantissa = mantissa &* 10 &+ UInt64(digit)
                offset += 1
            }
            return offset - start
        }
        digits = readDigits()
        if offset < end, bytes[offset] == UInt8(ascii: ".") {
            offset += 1
            fractionDigits = readDigits()
            digits += fractionDigits
        }
        guard digits > 0 else { return nil }
        // Up to 15 digits and powers of ten up to 22 are exact, so one division rounds once
        // (Clinger 1990). Anything longer takes the library's correct and slower way.
        if digits <= 15, isEndOfWord(offset) {
            position = offset
            let value = Double(mantissa) / Self.powersOfTen[fractionDigits]
            return isNegative ? -value : value
        }
        return longNumber()
    }

    private mutating func longNumber() -> Double? {
        let start = position
        let text = String(decoding: word(), as: UTF8.self)
        let isDecimal = text.utf8.allSatisfy { Self.digit($0) != nil || "+-.eE".utf8.contains($0) }
        guard isDecimal, let value = Double(text), value.isFinite else {
            position = start
            return nil
        }
        return value
    }

    private static func digit(_ byte: UInt8) -> Int? {
        let digit = byte &- UInt8(ascii: "0")
        return digit < 10 ? Int(digit) : nil
    }

    private static let powersOfTen: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
    ]
}

extension String {
    /// Text from a file: UTF-8, or Latin-1 where it is not valid UTF-8.
    init(text bytes: some Collection<UInt8>) {
        self =
            String(validating: bytes, as: UTF8.self)
            ?? String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
    }
}
