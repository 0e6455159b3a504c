/// Pictures of one channel as NumPy's array files in memory, as depth estimators save them.
///
/// Read are arrays of floating point numbers or of whole ones up to 32 bits, in C order, of the shape (height, width), also with a 1 before or
/// after. Source: NumPy Enhancement Proposal 1, "A Simple File Format for NumPy Arrays".
public enum NPY {
    /// The bytes every NPY file begins with.
    public static let signature: [UInt8] = [0x93] + Array("NUMPY".utf8)

    /// Decodes a picture.
    ///
    /// - Parameters:
    ///   - bytes: a whole NPY file of either byte order; NaN and infinity are let through.
    ///   - name: the name of the file, for messages.
    /// - Throws: `ImagingError.malformedNPY`, `.unsupportedNPY` or `.tooLarge`.
    public static func decode(_ bytes: [UInt8], name: String) throws -> FloatImage {
        let header = try NPYHeader(bytes, name: name)
        let (pixels, overflow) = header.width.multipliedReportingOverflow(by: header.height)
        guard !overflow, pixels <= ImageLimits.maximumPixels else {
            throw ImagingError.tooLarge(name: name, width: header.width, height: header.height)
        }
        let size = header.element.byteCount
        let (promised, present) = (pixels * size, bytes.count - header.dataOffset)
        guard promised == present else {
            throw ImagingError.malformedNPY(
                name: name, reason: "its header promises \(promised) bytes of values, \(present) follow")
        }
        let samples = bytes.withUnsafeBytes { bytes in
            (0..<pixels).map { index in
                // Most significant byte first, whatever the file's order.
                let start = header.dataOffset + index * size
                let bits = (0..<size).reduce(UInt64(0)) { bits, place in
                    bits << 8 | UInt64(bytes[start + (header.isLittleEndian ? size - 1 - place : place)])
                }
                return header.element.float(bits)
            }
        }
        return FloatImage(width: header.width, height: header.height, channels: 1, samples: samples)
    }
}

/// How an NPY file stores a number.
private enum NPYElement: String {
    case float16 = "f2"
    case float32 = "f4"
    case float64 = "f8"
    case unsigned8 = "u1"
    case unsigned16 = "u2"
    case unsigned32 = "u4"
    case signed16 = "i2"
    case signed32 = "i4"

    var byteCount: Int {
        switch self {
        case .unsigned8: 1
        case .float16, .unsigned16, .signed16: 2
        case .float32, .unsigned32, .signed32: 4
        case .float64: 8
        }
    }

    func float(_ bits: UInt64) -> Float {
        switch self {
        case .float16: Float(Float16(bitPattern: UInt16(truncatingIfNeeded: bits)))
        case .float32: Float(bitPattern: UInt32(truncatingIfNeeded: bits))
        case .float64: Float(Double(bitPattern: bits))
        case .unsigned8, .unsigned16, .unsigned32: Float(bits)
        case .signed16: Float(Int16(truncatingIfNeeded: bits))
        case .signed32: Float(Int32(truncatingIfNeeded: bits))
        }
    }
}

/// What an NPY file says about its array.
private struct NPYHeader {
    let width: Int
    let height: Int
    let isLittleEndian: Bool
    let element: NPYElement
    /// Where the values begin.
    let dataOffset: Int

    init(_ bytes: [UInt8], name: String) throws {
        func malformed(_ reason: String) -> ImagingError { .malformedNPY(name: name, reason: reason) }
        guard bytes.starts(with: NPY.signature), bytes.count >= 12 else {
            throw malformed("it does not begin as one")
        }
        // Version 1 has a length of two bytes, later ones have four.
        let lengthBytes = bytes[6] == 1 ? 2 : 4
        guard (1...3).contains(bytes[6]) else { throw malformed("its version \(bytes[6]) is unknown") }
        let length = bytes[8..<8 + lengthBytes].reversed().reduce(0) { $0 << 8 | Int($1) }
        dataOffset = 8 + lengthBytes + length
        guard dataOffset <= bytes.count, length <= 65_536 else { throw malformed("its header is cut short") }
        guard let text = String(validating: bytes[8 + lengthBytes..<dataOffset], as: UTF8.self) else {
            throw malformed("its header is not text")
        }
        guard let type = Self.value(of: "descr", in: text), let fortranOrder = Self.value(of: "fortran_order", in: text),
            let shape = Self.value(of: "shape", in: text)
        else { throw malformed("its header lacks descr, fortran_order or shape") }

        // The byte order (for single bytes a bar), then the kind.
        let code = type.dropFirst().dropLast()
        guard let element = NPYElement(rawValue: String(code.dropFirst())), let order = code.first, "<>|".contains(order)
        else {
            throw ImagingError.unsupportedNPY(
                name: name, reason: "its values are stored as \(type); save it as float32")
        }
        self.element = element
        isLittleEndian = order != ">"
        guard fortranOrder == "False" else {
            throw ImagingError.unsupportedNPY(
                name: name, reason: "its values stand in Fortran order; save numpy.ascontiguousarray of it")
        }
        let extents = shape.dropFirst().dropLast().split(separator: ",").map { Self.number($0) }
        guard shape.hasPrefix("("), shape.hasSuffix(")"), !extents.contains(nil) else {
            throw malformed("its shape \(shape) is not a list of numbers")
        }
        var sides = extents.compactMap { $0 }
        if sides.count == 3, sides[0] == 1 {
            sides.removeFirst()
        } else if sides.count == 3, sides[2] == 1 {
            sides.removeLast()
        }
        guard sides.count == 2, sides.allSatisfy({ $0 > 0 }) else {
            throw ImagingError.unsupportedNPY(
                name: name, reason: "its shape is \(shape); one picture of (height, width) is needed")
        }
        (height, width) = (sides[0], sides[1])
    }

    /// The text of a value in the header's dictionary, which NumPy writes without nesting but for the shape.
    private static func value(of key: String, in text: String) -> String? {
        let scalars = Array(text.unicodeScalars)
        for quote in ["'", "\""] {
            let name = Array("\(quote)\(key)\(quote)".unicodeScalars)
            guard scalars.count > name.count,
                let start = (0...scalars.count - name.count).first(where: { scalars[$0...].starts(with: name) })
            else { continue }
            let rest = scalars[(start + name.count)...].drop { $0 == " " }
            guard rest.first == ":" else { return nil }
            let value = rest.dropFirst().drop { $0 == " " }
            let isTuple = value.first == "("
            guard let end = value.firstIndex(where: { isTuple ? $0 == ")" : $0 == "," || $0 == "}" }) else { return nil }
            let found = String(String.UnicodeScalarView(isTuple ? value[...end] : value[..<end]))
            return String(found.reversed().drop { $0 == " " }.reversed())
        }
        return nil
    }

    private static func number(_ text: Substring) -> Int? {
        let digits = text.filter { $0 != " " }
        return digits.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(digits) : nil
    }
}
