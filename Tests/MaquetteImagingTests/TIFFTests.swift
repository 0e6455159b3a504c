import MaquetteTestSupport
import Testing

@testable import MaquetteImaging

/// Depth as TIFF against numpy's arrays, written by tifffile.
@Suite struct TIFFTests {
    @Test(arguments: [
        ("float.tif", TIFF.SampleFormat.float(bits: 32)), ("float-deflate.tif", .float(bits: 32)),
        ("float-big-endian.tif", .float(bits: 32)), ("float-tiles.tif", .float(bits: 32)),
        ("float16.tif", .float(bits: 16)), ("float64-bigtiff.tif", .float(bits: 64)), ("rotated.tif", .float(bits: 32)),
        ("uint16.tif", .unsigned(bits: 16)), ("int32.tif", .signed(bits: 32)), ("uint8.tif", .unsigned(bits: 8)),
    ])
    func everyKindIsRead(name: String, format: TIFF.SampleFormat) throws {
        let (image, found) = try TIFF.decode(Fixture.bytes("photos/" + name), name: name)
        #expect(found == format)
        #expect((image.width, image.height) == (name == "rotated.tif" ? (12, 20) : (20, 12)))
        let expected = try Fixture.floats("photos/\(name).raw")
        #expect(zip(image.samples, expected).allSatisfy { $0 == $1 || $0.isNaN && $1.isNaN })
    }

    @Test func coloursAreRefused() throws {
        #expect(throws: ImagingError.unsupported(name: "x", reason: "it has 3 channels, and a depth map has one")) {
            try TIFF.decode(Fixture.bytes("photos/colours.tif"), name: "x")
        }
    }

    @Test(arguments: ["float.tif", "float-deflate.tif", "float-tiles.tif", "uint16.tif"])
    func aFileCutShortIsAnError(name: String) throws {
        let bytes = try Fixture.bytes("photos/" + name)
        for count in 0..<bytes.count - 1 {
            if let (image, _) = try? TIFF.decode(Array(bytes[..<count]), name: name) {
                #expect(image.samples.count == 240 && count > bytes.count / 2, "cut to \(count) of \(bytes.count) bytes")
            }
        }
    }

    @Test(arguments: ["float.tif", "float-deflate.tif", "float-tiles.tif"])
    func corruptBytesDoNoHarm(name: String) throws {
        let bytes = try Fixture.bytes("photos/" + name)
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<500 {
            var corrupt = bytes
            for _ in 0..<3 { corrupt[.random(in: 4..<bytes.count, using: &generator)] = .random(in: 0...255, using: &generator) }
            let image = try? TIFF.decode(corrupt, name: name).image
            if let image { #expect(image.samples.count <= ImageLimits.maximumPixels) }
        }
    }

    @Test func hugeSizesInSmallFilesAreRefused() throws {
        // Width and height are the first two fields that tifffile writes.
        var bytes = try Fixture.bytes("photos/float.tif")
        func setField(_ tag: UInt8, _ value: UInt16) throws {
            let entry = try #require(stride(from: 10, to: 300, by: 12).first { bytes[$0] == tag && bytes[$0 + 1] == 1 })
            (bytes[entry + 8], bytes[entry + 9]) = (UInt8(value & 0xFF), UInt8(value >> 8))
        }
        try setField(0, 65000)
        #expect(throws: ImagingError.self) { try TIFF.decode(bytes, name: "x") }
        try setField(1, 65000)
        #expect(throws: ImagingError.tooLarge(name: "x", width: 65000, height: 65000)) { try TIFF.decode(bytes, name: "x") }
    }
}
