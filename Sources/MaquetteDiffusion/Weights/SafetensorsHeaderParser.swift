/// A strict reader of the JSON in a safetensors header: an object of tensors, each an object with
/// exactly `dtype`, `shape` and `data_offsets`. It refuses what general readers let pass, such as
/// names that occur twice.
struct SafetensorsHeaderParser {
    struct Tensor {
        let name: String
        let type: String
        let shape: [Int]
        let offsets: [Int]
    }

    struct Result {
        var tensors: [Tensor] = []
        var metadata: [String: String] = [:]
    }

    struct Failure: Error {
        let reason: String
    }

    private let bytes: UnsafeRawBufferPointer
    private var position = 0

    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    mutating func parse() throws -> Result {
        var result = Result()
        guard peek() == UInt8(ascii: "{") else { throw failure("no “{” at the start") }
        try members { parser, name in
            if name == "__metadata__" {
                try parser.members { parser, key in result.metadata[key] = try parser.string() }
            } else {
                result.tensors.append(try parser.tensor(name))
            }
        }
        skipSpace()
        guard position == bytes.count else { throw failure("text after the end") }
        return result
    }

    private mutating func tensor(_ name: String) throws -> Tensor {
        var type: String?
        var shape: [Int]?
        var offsets: [Int]?
        try members { parser, key in
            switch key {
            case "dtype": type = try parser.string()
            case "shape": shape = try parser.integers()
            case "data_offsets": offsets = try parser.integers()
            default: throw Failure(reason: "the tensor “\(name)” has an unknown property “\(key)”")
            }
        }
        guard let type, let shape, let offsets else {
            throw Failure(reason: "the tensor “\(name)” lacks dtype, shape or data_offsets")
        }
        return Tensor(name: name, type: type, shape: shape, offsets: offsets)
    }

    /// Reads an object, calling `value` after each name to read what belongs to it.
    private mutating func members(_ value: (inout Self, String) throws -> Void) throws {
        try expect("{")
        skipSpace()
        if peek() == UInt8(ascii: "}") {
            position += 1
            return
        }
        var names: Set<String> = []
        while true {
            let name = try string()
            guard names.insert(name).inserted else {
                throw Failure(reason: "its header has the name “\(name)” twice")
            }
            try expect(":")
            try value(&self, name)
            skipSpace()
            if peek() == UInt8(ascii: ",") {
                position += 1
            } else {
                return try expect("}")
            }
        }
    }

    private mutating func integers() throws -> [Int] {
        try expect("[")
        skipSpace()
        var result: [Int] = []
        if peek() == UInt8(ascii: "]") {
            position += 1
            return result
        }
        while true {
            result.append(try integer())
            skipSpace()
            if peek() == UInt8(ascii: ",") {
                position += 1
            } else {
                try expect("]")
                return result
            }
        }
    }

    /// A number that is not negative and has no fraction.
    private mutating func integer() throws -> Int {
        skipSpace()
        let start = position
        var value = 0
        while let digit = peek(), digit >= UInt8(ascii: "0"), digit <= UInt8(ascii: "9") {
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, overflowOfSum) = product.addingReportingOverflow(Int(digit - UInt8(ascii: "0")))
            guard !overflow, !overflowOfSum else { throw failure("a number too large") }
            value = sum
            position += 1
        }
        guard position > start else { throw failure("no whole number where one belongs") }
        return value
    }

    private mutating func string() throws -> String {
        try expect("\"")
        var units: [UInt8] = []
        while let byte = peek() {
            position += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let text = String(validating: units, as: UTF8.self) else { throw failure("text that is not UTF-8") }
                return text
            case UInt8(ascii: "\\"):
                units.append(contentsOf: Array(String(try escapedScalar()).utf8))
            case 0..<0x20:
                throw failure("a control character in a name")
            default:
                units.append(byte)
            }
        }
        throw failure("an unfinished name")
    }

    private mutating func escapedScalar() throws -> Unicode.Scalar {
        guard let byte = peek() else { throw failure("an unfinished name") }
        position += 1
        switch byte {
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{c}"
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
        case UInt8(ascii: "u"):
            var unit = try hexadecimalUnit()
            if (0xD800..<0xDC00).contains(unit), peek() == UInt8(ascii: "\\") {
                position += 1
                try expect("u")
                let low = try hexadecimalUnit()
                unit = 0x10000 + (unit - 0xD800) << 10 + (low &- 0xDC00)
            }
            guard let scalar = Unicode.Scalar(unit) else { throw failure("an invalid escape") }
            return scalar
        default:
            throw failure("an invalid escape")
        }
    }

    private mutating func hexadecimalUnit() throws -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = peek(), let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw failure("an invalid escape")
            }
            value = value << 4 | UInt32(digit)
            position += 1
        }
        return value
    }

    private mutating func expect(_ character: Unicode.Scalar) throws {
        skipSpace()
        guard peek() == UInt8(ascii: character) else { throw failure("no “\(character)” where one belongs") }
        position += 1
    }

    private mutating func skipSpace() {
        while let byte = peek(), byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private func peek() -> UInt8? {
        position < bytes.count ? bytes[position] : nil
    }

    private func failure(_ what: String) -> Failure {
        Failure(reason: "its header is broken at byte \(position): \(what)")
    }
}
