import Foundation
import MaquetteTestSupport

@testable import MaquetteImaging

/// The files in Tests/Fixtures/imaging, written by its make_fixtures.py.
enum Fixture {
    static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Fixtures/imaging")

    static func bytes(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: folder.appendingPathComponent(name)))
    }

    static func floats(_ name: String) throws -> [Float] {
        try words(name, UInt32.self).map { Float(bitPattern: $0) }
    }

    static func words<Word: FixedWidthInteger>(_ name: String, _: Word.Type) throws -> [Word] {
        let bytes = try bytes(name)
        let size = MemoryLayout<Word>.size
        return bytes.withUnsafeBytes { bytes in
            stride(from: 0, to: bytes.count, by: size).map {
                Word(littleEndian: bytes.loadUnaligned(fromByteOffset: $0, as: Word.self))
            }
        }
    }
}

extension Image {
    /// Noise of a seed.
    static func noise(width: Int, height: Int, channels: Int, seed: UInt64) -> Image {
        var generator = SeededGenerator(seed: seed)
        let samples = (0..<(width * height * channels)).map { _ in UInt8.random(in: 0...255, using: &generator) }
        return Image(width: width, height: height, channels: channels, samples: samples)
    }
}
