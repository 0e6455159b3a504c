import MaquetteTestSupport
import Testing

@testable import MaquetteImaging

@Suite struct PNGDecodingTests {
    @Test(arguments: [
        ("gray8", 1), ("rgb8", 3), ("rgba8", 4), ("grayalpha8", 4), ("gray1", 1), ("palette8", 3),
        ("palette-transparent", 4), ("palette2", 3), ("palette4", 3),
    ])
    func agreesWithPillow(name: String, channels: Int) throws {
        let image = try PNG.decode(Fixture.bytes("\(name).png"), name: name)
        #expect(image == Image(width: 13, height: 11, channels: channels, samples: try Fixture.bytes("\(name).raw")))
    }

    @Test func interlacedPictureEqualsPlainOne() throws {
        let interlaced = try PNG.decode(Fixture.bytes("interlaced.png"), name: "interlaced.png")
        #expect(interlaced == (try PNG.decode(Fixture.bytes("rgb8.png"), name: "rgb8.png")))
    }

    @Test func twoBitGreyIsWidenedToTheFullRange() throws {
        let image = try PNG.decode(Fixture.bytes("gray2.png"), name: "gray2.png")
        #expect(image.samples == [0, 85, 170, 255])
    }

    @Test func sixteenBitsAreRoundedToEight() throws {
        let image = try PNG.decode(Fixture.bytes("rgb16.png"), name: "rgb16.png")
        let wide: [Double] = [0, 128, 129, 257, 385, 386, 32768, 65407, 65535]
        #expect(image.samples == wide.map { UInt8(($0 * 255 / 65535).rounded()) })
    }

    @Test func sixteenBitGreyAgreesWithPillow() throws {
        let image = try PNG.decodeGray16(Fixture.bytes("gray16.png"), name: "gray16.png")
        let samples = try Fixture.words("gray16.raw", UInt16.self)
        #expect(image == GrayImage16(width: 13, height: 11, samples: samples))
    }

    @Test func eightBitGreyBecomesSixteenBits() throws {
        let image = try PNG.decodeGray16(Fixture.bytes("gray8.png"), name: "gray8.png")
        #expect(image.samples == (try Fixture.bytes("gray8.raw")).map { UInt16($0) * 257 })
    }

    @Test func headerIsThatOfTheFile() throws {
        let header = try PNG.header(of: Fixture.bytes("palette4.png"), name: "palette4.png")
        #expect(header == PNG.Header(width: 13, height: 11, bitDepth: 4, colorType: .palette))
    }

    @Test func textOfAllThreeChunkKindsIsRead() throws {
        let text = try PNG.text(in: Fixture.bytes("text.png"), name: "text.png")
        #expect(text == [
            "Comment": "caf\u{e9}",
            "Packed": String(repeating: "again and ", count: 20),
            "Prompt": "\u{5c0f}\u{5c4b} \u{2014} a doll\u{2019}s house",
        ])
    }
}

@Suite struct PNGEncodingTests {
    @Test(arguments: [1, 3, 4])
    func decodesToTheSamePicture(channels: Int) throws {
        for (width, height) in [(1, 1), (1, 40), (37, 1), (64, 33)] {
            let image = Image.noise(width: width, height: height, channels: channels, seed: UInt64(width))
            #expect(try PNG.decode(PNG.encode(image), name: "noise") == image)
        }
    }

    @Test func sixteenBitsSurvive() throws {
        let image = GrayImage16(width: 256, height: 256, samples: (0...65535).map { UInt16($0) })
        let bytes = try PNG.encode(image)
        #expect(try PNG.decodeGray16(bytes, name: "ramp") == image)
        #expect(try PNG.header(of: bytes, name: "ramp").bitDepth == 16)
    }

    @Test func textSurvives() throws {
        let text = ["Software": "maquette", "prompt": "Stra\u{df}e, \u{1f3e0}\nsecond line", "empty": ""]
        let image = Image(width: 2, height: 2, color: [1, 2, 3])
        #expect(try PNG.text(in: PNG.encode(image, text: text), name: "text") == text)
    }

    @Test func sameInputGivesSameBytes() throws {
        let image = Image.noise(width: 50, height: 20, channels: 3, seed: 3)
        let text = Dictionary(uniqueKeysWithValues: (0..<20).map { ("key \($0)", "value") })
        let again = Dictionary(uniqueKeysWithValues: (0..<20).reversed().map { ("key \($0)", "value") })
        #expect(try PNG.encode(image, text: text) == PNG.encode(image, text: again))
    }

    @Test(arguments: ["", String(repeating: "k", count: 80), " key", "key ", "a  b", "\u{5c0f}", "a\nb"])
    func refusesKeysPNGCannotHold(key: String) {
        let image = Image(width: 1, height: 1, color: [0])
        #expect { try PNG.encode(image, text: [key: "value"]) } throws: { error in
            if case .invalidText(key, _)? = error as? ImagingError { true } else { false }
        }
    }

    @Test func refusesTextWithAZero() {
        let image = Image(width: 1, height: 1, color: [0])
        #expect(throws: ImagingError.invalidText(key: "key", reason: "its value holds a zero character")) {
            try PNG.encode(image, text: ["key": "a\0b"])
        }
    }
}

@Suite struct DamagedPNGTests {
    @Test func anotherFormatIsRecognised() {
        #expect(throws: ImagingError.notPNG(name: "picture.jpg")) {
            try PNG.decode([0xFF, 0xD8, 0xFF, 0xE0], name: "picture.jpg")
        }
        #expect(throws: ImagingError.notPNG(name: "empty")) { try PNG.decode([], name: "empty") }
    }

    @Test(arguments: ["rgb8", "interlaced", "palette-transparent", "text"])
    func everyTruncationIsAnError(name: String) throws {
        let bytes = try Fixture.bytes("\(name).png")
        for count in 0..<bytes.count {
            let error = #expect(throws: ImagingError.self) {
                try PNG.decode(Array(bytes.prefix(count)), name: "cut.png")
            }
            switch error {
            case .notPNG: #expect(count < 8)
            case .damagedPNG("cut.png", let reason): #expect(!reason.isEmpty)
            default: Issue.record("cut to \(count) bytes: \(String(describing: error))")
            }
        }
    }

    /// Whatever is done to the bytes, the answer is a picture or a typed error.
    @Test(arguments: ["rgb8", "gray16", "interlaced", "palette4", "text"])
    func corruptionNeverCrashes(name: String) throws {
        let seed: UInt64 = 20_240_607
        var generator = SeededGenerator(seed: seed)
        let bytes = try Fixture.bytes("\(name).png")
        for round in 0..<60 {
            var corrupt = bytes
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let position = Int.random(in: 0..<bytes.count, using: &generator)
                corrupt[position] = UInt8.random(in: 0...255, using: &generator)
            }
            for decode in [
                { _ = try PNG.decode(corrupt, name: "corrupt.png") },
                { _ = try PNG.decodeGray16(corrupt, name: "corrupt.png") },
                { _ = try PNG.text(in: corrupt, name: "corrupt.png") },
            ] {
                do {
                    try decode()
                } catch is ImagingError {
                    continue
                } catch {
                    Issue.record("seed \(seed), round \(round): \(error)")
                }
            }
        }
    }

    @Test func damagedPixelsAreAnError() throws {
        var bytes = try PNG.encode(Image.noise(width: 30, height: 30, channels: 3, seed: 1))
        bytes[bytes.count / 2] ^= 0x10
        #expect { try PNG.decode(bytes, name: "flipped.png") } throws: { error in
            if case .damagedPNG("flipped.png", _)? = error as? ImagingError { true } else { false }
        }
    }

    @Test func hugePromisesAreRefusedBeforeMemoryIsTaken() throws {
        // 16384 x 16384 RGBA in a file of a few bytes, then sides beyond any limit.
        let promise = PNGBytes.file(width: 16384, height: 16384)
        #expect(throws: ImagingError.damagedPNG(name: "bomb.png", reason: "the file is too short for its picture")) {
            try PNG.decode(promise, name: "bomb.png")
        }
        #expect(throws: ImagingError.tooLarge(name: "bomb.png", width: 20000, height: 900_000)) {
            try PNG.decode(PNGBytes.file(width: 20000, height: 900_000), name: "bomb.png")
        }
        let impossible: [(UInt32, UInt32)] = [(0, 5), (5, 0), (2_000_000_000, 5), (.max, .max)]
        for (width, height) in impossible {
            #expect(throws: ImagingError.self) {
                try PNG.decode(PNGBytes.file(width: width, height: height), name: "bomb.png")
            }
        }
    }

    @Test(arguments: ["rgb8", "palette8", "grayalpha8"])
    func depthMustBeGrey(name: String) throws {
        let bytes = try Fixture.bytes("\(name).png")
        #expect(throws: ImagingError.unsupportedPNG(
            name: "depth.png", reason: "a grey picture without transparency is needed")
        ) { try PNG.decodeGray16(bytes, name: "depth.png") }
    }
}

/// PNG files put together by hand, for what no encoder writes.
enum PNGBytes {
    /// An RGBA file of the given size with an empty IDAT chunk.
    static func file(width: UInt32, height: UInt32) -> [UInt8] {
        let header = bigEndian(width) + bigEndian(height) + [8, 6, 0, 0, 0]
        return PNG.signature + chunk("IHDR", header) + chunk("IDAT", []) + chunk("IEND", [])
    }

    private static func chunk(_ kind: String, _ data: [UInt8]) -> [UInt8] {
        let body = Array(kind.utf8) + data
        return bigEndian(UInt32(data.count)) + body + bigEndian(crc32(body))
    }

    private static func bigEndian(_ value: UInt32) -> [UInt8] {
        withUnsafeBytes(of: value.bigEndian) { Array($0) }
    }

    private static func crc32(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(~0) { crc, byte in
            (0..<8).reduce(crc ^ UInt32(byte)) { crc, _ in crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
        }
    }
}
