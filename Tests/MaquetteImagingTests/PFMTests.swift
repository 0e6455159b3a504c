import Testing

@testable import MaquetteImaging

@Suite struct PFMTests {
    private func expected() throws -> FloatImage {
        FloatImage(width: 5, height: 3, channels: 1, samples: try Fixture.floats("pfm.raw"))
    }

    @Test func encodesAsPillow() throws {
        #expect(try PFM.encode(expected()) == Fixture.bytes("gray.pfm"))
    }

    @Test(arguments: ["gray.pfm", "big-endian.pfm"])
    func decodesEitherByteOrder(name: String) throws {
        #expect(try PFM.decode(Fixture.bytes(name), name: name) == expected())
    }

    @Test func colourAndInfinitySurvive() throws {
        let image = FloatImage(
            width: 2, height: 2, channels: 3,
            samples: [1, -2, .infinity, 0.5, .leastNonzeroMagnitude, -0.0, 3, 4, 5, .greatestFiniteMagnitude, 7, 8])
        #expect(try PFM.decode(PFM.encode(image), name: "colour.pfm") == image)
    }

    @Test func refusesTwoChannels() {
        let image = FloatImage(width: 1, height: 1, channels: 2, samples: [1, 2])
        #expect(throws: ImagingError.notEncodable(reason: "PFM holds one or three channels, this picture has 2")) {
            try PFM.encode(image)
        }
    }

    @Test(arguments: [
        "", "P", "Pf", "Pf\n", "P6\n1 1\n-1.0\n", "Pf\n0 1\n-1.0\n", "Pf\n-1 1\n-1.0\n", "Pf\n1\n", "Pf\n1 +1\n-1.0\n",
        "Pf\n1 1\n0\n", "Pf\n1 1\nnan\n", "Pf\n1 1\n-inf\n", "Pf\n1 1\nx\n", "Pf\n1 1\n-1.0", "Pf\n1.5 1\n-1.0\n",
        "Pf\n99999999999999999999 1\n-1.0\n", "Pf\n1 1\n-1.0\n\n", "Pfx\n1 1\n-1.0\n",
    ])
    func refusesBadHeaders(header: String) {
        #expect { try PFM.decode(Array(header.utf8) + [0, 0, 0x80, 0x3F], name: "bad.pfm") } throws: { error in
            if case .malformedPFM("bad.pfm", _)? = error as? ImagingError { true } else { false }
        }
    }

    @Test func refusesTooFewAndTooManySamples() throws {
        let bytes = try Fixture.bytes("gray.pfm")
        for wrong in [Array(bytes.dropLast()), bytes + [0]] {
            #expect(throws: ImagingError.malformedPFM(
                name: "bad.pfm", reason: "its header promises 60 bytes of samples, \(wrong.count - 12) follow")
            ) { try PFM.decode(wrong, name: "bad.pfm") }
        }
    }

    @Test func refusesHugePromises() {
        for (width, height) in [(1 << 20, 1 << 20), (1 << 62, 1 << 62)] {
            #expect(throws: ImagingError.tooLarge(name: "bomb.pfm", width: width, height: height)) {
                try PFM.decode(Array("Pf\n\(width) \(height)\n-1.0\n".utf8), name: "bomb.pfm")
            }
        }
    }
}
