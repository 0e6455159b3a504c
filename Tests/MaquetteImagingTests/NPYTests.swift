import Testing

@testable import MaquetteImaging

@Suite struct NPYTests {
    /// A file as NumPy writes it.
    static func file(
        _ header: String, version: UInt8 = 1, values: [Float] = [], bigEndian: Bool = false
    ) -> [UInt8] {
        var bytes = NPY.signature + [version, 0]
        let length = header.utf8.count + 1
        for index in 0..<(version == 1 ? 2 : 4) { bytes.append(UInt8(length >> (8 * index) & 0xFF)) }
        bytes += Array(header.utf8) + [0x0A]
        for value in values {
            let bits = bigEndian ? value.bitPattern.bigEndian : value.bitPattern.littleEndian
            withUnsafeBytes(of: bits) { bytes += $0 }
        }
        return bytes
    }

    static let values: [Float] = [1, -2, .infinity, 0.5, 3, 4]
    static let image = FloatImage(width: 3, height: 2, channels: 1, samples: values)

    @Test(arguments: ["(2, 3)", "(1, 2, 3)", "(2, 3, 1)"], [UInt8(1), 2, 3])
    func decodesWhatNumPyWrites(shape: String, version: UInt8) throws {
        let header = "{'descr': '<f4', 'fortran_order': False, 'shape': \(shape), }        "
        let bytes = Self.file(header, version: version, values: Self.values)
        #expect(try NPY.decode(bytes, name: "a.npy") == Self.image)
    }

    /// 1, 2, 3, 100, 0, 7 as NumPy's `tobytes` gives them.
    @Test(arguments: [
        ("<u2", "010002000300640000000700"),
        (">u2", "000100020003006400000007"),
        ("<i2", "010002000300640000000700"),
        ("|u1", "010203640007"),
        ("<f8", "000000000000f03f00000000000000400000000000000840000000000000594000000000000000000000000000001c40"),
        (">f8", "3ff00000000000004000000000000000400800000000000040590000000000000000000000000000401c000000000000"),
        ("<f2", "003c00400042405600000047"),
        ("<i4", "010000000200000003000000640000000000000007000000"),
        ("<u4", "010000000200000003000000640000000000000007000000"),
    ])
    func decodesEveryKindOfNumber(type: String, hexadecimal: String) throws {
        let digits = Array(hexadecimal)
        let values = try stride(from: 0, to: digits.count, by: 2).map { place in
            try #require(UInt8(String(digits[place...place + 1]), radix: 16))
        }
        let bytes = Self.file("{'descr': '\(type)', 'fortran_order': False, 'shape': (2, 3), }") + values
        #expect(try NPY.decode(bytes, name: "a.npy").samples == [1, 2, 3, 100, 0, 7])
        #expect(throws: ImagingError.self) { try NPY.decode(Array(bytes.dropLast()), name: "a.npy") }
    }

    @Test func decodesBigEndianInAnyOrderOfKeys() throws {
        let bytes = Self.file(
            "{\"shape\":(2,3),\"fortran_order\":False,\"descr\":\">f4\"}", values: Self.values, bigEndian: true)
        #expect(try NPY.decode(bytes, name: "a.npy") == Self.image)
    }

    /// Bytes that numpy.save wrote: `numpy.save(file, numpy.float32([[1, 2], [3, 4.5]]))`.
    @Test func decodesAFileOfNumPy() throws {
        let header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }"
        let padding = String(repeating: " ", count: 128 - 10 - header.utf8.count - 1)
        let bytes = Self.file(header + padding, values: [1, 2, 3, 4.5])
        #expect(bytes.count == 144)
        #expect(try NPY.decode(bytes, name: "a.npy").samples == [1, 2, 3, 4.5])
    }

    @Test(arguments: [
        ("{'descr': '<c8', 'fortran_order': False, 'shape': (2, 3), }", "float32"),
        ("{'descr': '|O', 'fortran_order': False, 'shape': (2, 3), }", "float32"),
        ("{'descr': '<f4', 'fortran_order': True, 'shape': (2, 3), }", "Fortran"),
        ("{'descr': '<f4', 'fortran_order': False, 'shape': (6,), }", "(height, width)"),
        ("{'descr': '<f4', 'fortran_order': False, 'shape': (), }", "(height, width)"),
        ("{'descr': '<f4', 'fortran_order': False, 'shape': (0, 3), }", "(height, width)"),
        ("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2, 3, 1), }", "(height, width)"),
    ])
    func refusesOtherKinds(header: String, named: String) {
        #expect { try NPY.decode(Self.file(header, values: Self.values), name: "a.npy") } throws: { error in
            if case .unsupportedNPY("a.npy", let reason)? = error as? ImagingError { reason.contains(named) } else { false }
        }
    }

    @Test(arguments: [
        "", "{}", "{'descr': '<f4', 'fortran_order': False}", "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (-2, 3)}", "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 4)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999, 3)}",
    ])
    func refusesBrokenHeaders(header: String) {
        #expect { try NPY.decode(Self.file(header, values: Self.values), name: "a.npy") } throws: { error in
            if case .malformedNPY("a.npy", _)? = error as? ImagingError { true } else { false }
        }
    }

    @Test func refusesTooFewBytesEverywhere() {
        let whole = Self.file("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }", values: Self.values)
        for count in 0..<whole.count {
            #expect(throws: ImagingError.self) { try NPY.decode(Array(whole.prefix(count)), name: "a.npy") }
        }
    }

    @Test func refusesHugePromises() {
        let header = "{'descr': '<f4', 'fortran_order': False, 'shape': (1048576, 4611686018427387904), }"
        #expect(throws: ImagingError.tooLarge(name: "a.npy", width: 1 << 62, height: 1 << 20)) {
            try NPY.decode(Self.file(header), name: "a.npy")
        }
    }
}
