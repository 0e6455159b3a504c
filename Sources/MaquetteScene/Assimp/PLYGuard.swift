import Foundation

/// Checks that a PLY file holds as many elements as its header announces.
struct PLYGuard {
    private typealias FileDefect = AssimpGuard.FileDefect

    private struct Element {
        var count: Int
        var properties: [Property] = []
    }

    private struct Property {
        /// Bytes of one value.
        var size: Int
        /// The type of the number of values in a list; nil for a single value.
        var listCount: (size: Int, type: String)?
    }

    private enum Encoding { case ascii, littleEndian, bigEndian }

    private let bytes: UnsafeRawBufferPointer
    private var position = 0
    private var elements: [Element] = []
    private var encoding = Encoding.ascii

    /// - Throws: `AssimpGuard.FileDefect`.
    static func check(_ bytes: UnsafeRawBufferPointer) throws {
        var check = PLYGuard(bytes: bytes)
        try check.readHeader()
        for element in check.elements { try check.skip(element) }
    }

    private init(bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    private static let tooShort = FileDefect(problem: "the file ends before all the elements that its header announces")

    // MARK: Header

    private mutating func readHeader() throws {
        guard try headerLine().first?.lowercased() == "ply" else {
            throw FileDefect(problem: "this is not a PLY file")
        }
        while true {
            let words = try headerLine()
            switch words.first {
            case "end_header": return
            case "format": try readFormat(words)
            case "element":
                guard words.count >= 3, let count = Int(words[2]), count >= 0 else {
                    throw FileDefect(problem: "the header announces an impossible number of elements")
                }
                elements.append(Element(count: count))
            case "property": try readProperty(words)
            default: break
            }
        }
    }

    private mutating func readFormat(_ words: [String]) throws {
        switch words.dropFirst().first {
        case "ascii": encoding = .ascii
        case "binary_little_endian": encoding = .littleEndian
        case "binary_big_endian": encoding = .bigEndian
        default: throw FileDefect(problem: "the header names no known format")
        }
    }

    private mutating func readProperty(_ words: [String]) throws {
        guard !elements.isEmpty, words.count >= 3 else { throw FileDefect(problem: "the header is not complete") }
        let isList = words[1] == "list" && words.count >= 5
        guard let size = Self.sizes[isList ? words[3] : words[1]] else {
            throw FileDefect(problem: "the header has a property of an unknown type")
        }
        var property = Property(size: size)
        if isList {
            guard let countSize = Self.sizes[words[2]] else {
                throw FileDefect(problem: "the header has a list with an unknown type of count")
            }
            property.listCount = (countSize, words[2])
        }
        elements[elements.count - 1].properties.append(property)
    }

    private static let sizes = [
        "char": 1, "uchar": 1, "int8": 1, "uint8": 1, "short": 2, "ushort": 2, "int16": 2, "uint16": 2,
        "int": 4, "uint": 4, "int32": 4, "uint32": 4, "float": 4, "float32": 4, "double": 8, "float64": 8,
    ]

    private mutating func headerLine() throws -> [String] {
        guard let end = bytes[position...].firstIndex(of: UInt8(ascii: "\n")), end - position < 10_000 else {
            throw FileDefect(problem: "the header has no end")
        }
        defer { position = end + 1 }
        return String(text: bytes[position..<end]).split { $0 == " " || $0 == "\t" || $0 == "\r" }.map(String.init)
    }

    // MARK: Body

    private mutating func skip(_ element: Element) throws {
        guard !element.properties.isEmpty else { return }
        guard element.count <= bytes.count - position else { throw Self.tooShort }
        if encoding != .ascii, element.properties.allSatisfy({ $0.listCount == nil }) {
            return try skipBytes(element.count * element.properties.reduce(0) { $0 + $1.size })
        }
        for _ in 0..<element.count {
            for property in element.properties {
                var count = 1
                if let list = property.listCount { count = try readCount(size: list.size, type: list.type) }
                if encoding == .ascii {
                    for _ in 0..<count { _ = try word() }
                } else {
                    try skipBytes(count * property.size)
                }
            }
        }
    }

    private mutating func skipBytes(_ count: Int) throws {
        guard count <= bytes.count - position else { throw Self.tooShort }
        position += count
    }

    private mutating func readCount(size: Int, type: String) throws -> Int {
        if encoding == .ascii {
            guard let count = Int(String(text: try word())), count >= 0 else {
                throw FileDefect(problem: "a list does not begin with its number of values")
            }
            return count
        }
        guard !type.hasPrefix("f"), size <= 4 else { throw FileDefect(problem: "a list counts with fractions") }
        let start = position
        try skipBytes(size)
        let digits = bytes[start..<position]
        var count = 0
        for byte in encoding == .littleEndian ? Array(digits.reversed()) : Array(digits) {
            count = count << 8 | Int(byte)
        }
        return count
    }

    private mutating func word() throws -> Slice<UnsafeRawBufferPointer> {
        func isBlank(_ byte: UInt8) -> Bool { byte <= UInt8(ascii: " ") }
        while position < bytes.count, isBlank(bytes[position]) { position += 1 }
        let start = position
        while position < bytes.count, !isBlank(bytes[position]) { position += 1 }
        guard position > start else { throw Self.tooShort }
        return bytes[start..<position]
    }
}
