import MaquetteTestSupport
import Testing

@testable import MaquetteImaging

/// Photos against what Pillow sees in the same files.
@Suite struct PhotoTests {
    private static func photo(_ name: String) throws -> Photo {
        try Photo(Fixture.bytes("photos/" + name), name: name)
    }

    /// Decoders of other versions may round differently by one.
    private static func expectLikePillow(_ name: String, tolerance: Int) throws {
        let image = try photo(name).image
        let expected = try Fixture.bytes("photos/\(name).raw")
        #expect(image.samples.count == expected.count)
        let difference = zip(image.samples, expected).map { abs(Int($0) - Int($1)) }.max() ?? 0
        #expect(difference <= tolerance, "\(name) differs by \(difference)")
    }

    @Test(arguments: Orientation.allCases)
    func everyOrientationStandsUpright(orientation: Orientation) throws {
        let name = "orientation-\(orientation.rawValue).jpg"
        try Self.expectLikePillow(name, tolerance: 0)
        let photo = try Self.photo(name)
        #expect(photo.orientation == orientation)
        #expect((photo.image.width, photo.image.height) == (orientation.swapsSides ? (12, 20) : (20, 12)))
    }

    @Test(arguments: [
        "progressive.jpg", "grey.jpg", "cmyk.jpg", "subsampled.jpg", "big-endian-exif.jpg", "alpha.webp", "lossy.webp",
        "lossless.webp", "exif.png",
    ])
    func everyKindIsRead(name: String) throws {
        try Self.expectLikePillow(name, tolerance: name == "lossy.webp" || name == "subsampled.jpg" ? 1 : 0)
    }

    @Test func channelsFollowTheFile() throws {
        #expect(try Self.photo("grey.jpg").image.channels == 1)
        #expect(try Self.photo("cmyk.jpg").image.channels == 3)
        #expect(try Self.photo("alpha.webp").image.channels == 4)
        #expect(try Self.photo("lossless.webp").image.channels == 3)
        #expect(try Self.photo("lossy.webp").orientation == .quarterCounterclockwise)
        #expect(try Self.photo("exif.png").orientation == .quarterClockwise)
    }

    @Test(arguments: ["jpg", "png", "webp"])
    func coloursOtherThanSRGBAreSaid(ending: String) throws {
        #expect(try Self.photo("p3." + ending).notes == [
            "p3.\(ending) has the colour profile \"Display P3\", and its colours are taken as sRGB: "
                + "convert it to sRGB if they look dull or wrong."
        ])
        #expect(try Self.photo("srgb." + ending).notes == [])
    }

    @Test func coloursAreToldByTheirPrimariesToo() throws {
        #expect(try Self.photo("nameless.jpg").notes == [])
        #expect(try Self.photo("progressive.jpg").notes == [])
        let profile = try #require(JPEG.colorProfile(in: Fixture.bytes("photos/p3.jpg")))
        #expect(ColorProfile(profile) == ColorProfile(profile + [0]))
        // Whatever is cut off, nothing is read beyond.
        for count in 0..<profile.count { _ = ColorProfile(Array(profile[..<count])) }
        #expect(ColorProfile(Array(profile[..<30])) == nil)
    }

    @Test func animationsAreRefused() throws {
        #expect(throws: ImagingError.unsupported(
            name: "animation.webp", reason: "it is an animation, and a single picture is needed")
        ) { try Self.photo("animation.webp") }
    }

    @Test(arguments: [
        ("photos/float.tif", "x is read as a depth map only, pass it with --depth; a photo is a PNG, JPEG or WebP file."),
        ("gray.pfm", "x is read as a depth map only, pass it with --depth; a photo is a PNG, JPEG or WebP file."),
        ("make_fixtures.py", "x is no picture that is read; give a PNG, JPEG or WebP file."),
    ])
    func whatIsNoPhotoIsNamed(file: String, sentence: String) throws {
        let bytes = try Fixture.bytes(file)
        let error = try #require(throws: ImagingError.self) { try Photo(bytes, name: "x") }
        #expect(error.description == sentence)
    }

    @Test func aHEICPhotoIsNamed() throws {
        let bytes = [0, 0, 0, 24] + Array("ftypheic".utf8) + [UInt8](repeating: 0, count: 40)
        let error = try #require(throws: ImagingError.self) { try Photo(bytes, name: "IMG_1.jpg") }
        #expect(error.description == "IMG_1.jpg is a HEIC photo or a film, which is not read; save it as PNG, JPEG or WebP.")
    }

    @Test(arguments: ["orientation-1.jpg", "progressive.jpg", "cmyk.jpg", "alpha.webp", "lossy.webp"])
    func aFileCutShortIsAnErrorOrWhole(name: String) throws {
        let bytes = try Fixture.bytes("photos/" + name)
        let whole = try Photo(bytes, name: name).image
        for count in 0..<bytes.count {
            guard let photo = try? Photo(Array(bytes[..<count]), name: name) else { continue }
            // What follows the pixels may be missing.
            #expect(count > bytes.count * 3 / 4)
            #expect(photo.image.samples.count == whole.samples.count)
        }
    }

    @Test(arguments: ["subsampled.jpg", "progressive.jpg", "alpha.webp", "lossy.webp"])
    func corruptBytesDoNoHarm(name: String) throws {
        let bytes = try Fixture.bytes("photos/" + name)
        var generator = SeededGenerator(seed: 11)
        for _ in 0..<300 {
            var corrupt = bytes
            for _ in 0..<3 { corrupt[.random(in: 4..<bytes.count, using: &generator)] = .random(in: 0...255, using: &generator) }
            let photo = try? Photo(corrupt, name: name)
            if let photo { #expect(photo.image.width * photo.image.height <= ImageLimits.maximumPixels) }
        }
    }

    @Test func hugeSizesInSmallFilesAreRefused() throws {
        var bytes = try Fixture.bytes("photos/orientation-1.jpg")
        let frame = try #require(bytes.indices.dropLast().first { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xC0 })
        bytes.replaceSubrange(frame + 5..<frame + 9, with: [0x3F, 0xFF, 0x3F, 0xFF])
        #expect(throws: ImagingError.damaged(name: "x", format: .jpeg, reason: "the file is too short for its picture")) {
            try Photo(bytes, name: "x")
        }
        bytes.replaceSubrange(frame + 5..<frame + 9, with: [0xFF, 0xDC, 0xFF, 0xDC])
        #expect(throws: ImagingError.tooLarge(name: "x", width: 65500, height: 65500)) { try Photo(bytes, name: "x") }
    }
}
