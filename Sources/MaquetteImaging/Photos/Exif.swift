/// The one field of a photo's Exif data that matters here: how the camera was held.
///
/// Source: Exif 2.3 (CIPA DC-008), whose data are laid out as in TIFF 6.0.
enum Exif {
    private static let orientationTag: UInt16 = 0x0112
    private static let shortType: UInt16 = 3

    /// The orientation that Exif data state; upright where they state none, or are not sound.
    ///
    /// - Parameter bytes: with or without the six bytes `Exif`, 0, 0 before them.
    static func orientation(in bytes: some Collection<UInt8>) -> Orientation {
        var data = Array(bytes)
        if data.starts(with: Array("Exif\0\0".utf8)) { data.removeFirst(6) }
        guard let reader = TIFFFields(data) else { return .upright }
        for entry in reader.firstDirectory {
            guard reader.short(at: entry) == orientationTag, reader.short(at: entry + 2) == shortType else { continue }
            return reader.short(at: entry + 8).flatMap(Orientation.init(rawValue:)) ?? .upright
        }
        return .upright
    }
}

/// Numbers in data laid out as in TIFF; what lies outside the data is nil.
private struct TIFFFields {
    private let bytes: [UInt8]
    private let isLittleEndian: Bool

    init?(_ bytes: [UInt8]) {
        switch bytes.prefix(4) {
        case [0x49, 0x49, 42, 0]: isLittleEndian = true
        case [0x4D, 0x4D, 0, 42]: isLittleEndian = false
        default: return nil
        }
        self.bytes = bytes
    }

    /// Where the entries of the first directory begin; each has 12 bytes.
    var firstDirectory: [Int] {
        guard let start = long(at: 4), let count = short(at: start) else { return [] }
        return (0..<Int(count)).map { start + 2 + 12 * $0 }
    }

    func short(at offset: Int) -> UInt16? {
        guard offset >= 0, offset + 2 <= bytes.count else { return nil }
        let (first, second) = (UInt16(bytes[offset]), UInt16(bytes[offset + 1]))
        return isLittleEndian ? second << 8 | first : first << 8 | second
    }

    private func long(at offset: Int) -> Int? {
        guard let first = short(at: offset), let second = short(at: offset + 2) else { return nil }
        return isLittleEndian ? Int(second) << 16 | Int(first) : Int(first) << 16 | Int(second)
    }
}
