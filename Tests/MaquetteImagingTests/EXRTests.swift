import Foundation
import MaquetteTestSupport
import Testing

@testable import MaquetteImaging

@Suite struct EXRTests {
    private static let depthFiles = ["depth-z-zip.exr", "depth-y-none.exr", "depth-r-piz.exr", "depth-layer-rle.exr"]

    private func expected() throws -> FloatImage {
        FloatImage(width: 13, height: 21, channels: 1, samples: try Fixture.floats("exr.raw"))
    }

    @Test(arguments: depthFiles)
    func decodesWhatOpenEXRWrote(name: String) throws {
        #expect(try EXR.decode(Fixture.bytes(name), name: name) == expected())
    }

    @Test func decodesHalves() throws {
        let image = try EXR.decode(Fixture.bytes("half-zips.exr"), name: "half.exr")
        #expect(image == FloatImage(width: 3, height: 2, channels: 1, samples: [0.5, 1.5, .infinity, 2, -3, 1024]))
    }

    @Test(arguments: [SIMD2(1, 1), SIMD2(13, 21), SIMD2(200, 3), SIMD2(3, 200)])
    func everySampleSurvives(size: SIMD2<Int>) throws {
        var generator = SeededGenerator(seed: UInt64(size.x))
        let samples = (0..<size.x * size.y).map { index -> Float in
            index % 7 == 0 ? .infinity : Float.random(in: -1e6...1e6, using: &generator)
        }
        let image = FloatImage(width: size.x, height: size.y, channels: 1, samples: samples)
        #expect(try EXR.decode(EXR.encode(image), name: "again.exr") == image)
    }

    @Test func refusesSeveralChannels() {
        let image = FloatImage(width: 1, height: 1, channels: 3, samples: [1, 2, 3])
        #expect(throws: ImagingError.notEncodable(reason: "a depth EXR holds one channel, this picture has 3")) {
            try EXR.encode(image)
        }
    }

    @Test(arguments: [("whole-numbers.exr", "whole numbers"), ("no-depth.exr", "no channel Z"), ("tiles.exr", "tiles")])
    func refusesWhatItCannotUse(name: String, reason: String) throws {
        let bytes = try Fixture.bytes(name)
        #expect { try EXR.decode(bytes, name: "other.exr") } throws: { error in
            if case .unsupportedEXR("other.exr", let found)? = error as? ImagingError { found.contains(reason) } else { false }
        }
    }

    @Test(arguments: depthFiles)
    func refusesFilesCutShort(name: String) throws {
        let bytes = try Fixture.bytes(name)
        for count in 0..<bytes.count {
            do {
                _ = try EXR.decode(Array(bytes[..<count]), name: "cut.exr")
                Issue.record("\(count) of \(bytes.count) bytes are taken for a whole file")
            } catch ImagingError.damagedEXR("cut.exr", _) {
                // As it should be.
            }
        }
    }

    /// Whatever a few wrong bytes do, the answer is an error or a picture.
    @Test(arguments: depthFiles + ["half-zips.exr", "tiles.exr"])
    func survivesDamage(name: String) throws {
        let bytes = try Fixture.bytes(name)
        for seed in 0..<UInt64(2000) {
            var generator = SeededGenerator(seed: seed)
            var damaged = bytes
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                damaged[place] = seed % 2 == 0 ? 0xFF : UInt8.random(in: 0...255, using: &generator)
            }
            do {
                let image = try EXR.decode(damaged, name: "damaged.exr")
                #expect(image.samples.count == image.width * image.height, "seed \(seed)")
            } catch {
                #expect(error is ImagingError, "seed \(seed): \(error)")
            }
        }
    }

    @Test func refusesHugePromises() throws {
        var bytes = try Fixture.bytes("depth-y-none.exr")
        let key = Array("dataWindow\0box2i\0".utf8)
        let start = try #require(bytes.indices.first { bytes[$0...].starts(with: key) }) + key.count + 4
        // The window's far corner: 900000 by 900000 pixels.
        for place in [start + 8, start + 12] {
            withUnsafeBytes(of: Int32(899_999).littleEndian) { bytes.replaceSubrange(place..<place + 4, with: $0) }
        }
        #expect(throws: ImagingError.self) { try EXR.decode(bytes, name: "bomb.exr") }
    }
}
