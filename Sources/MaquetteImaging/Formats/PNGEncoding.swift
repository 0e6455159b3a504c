import CPNG

extension PNG {
    /// Encodes a picture as an 8-bit grey, RGB or RGBA file.
    ///
    /// The same picture and text give the same bytes.
    ///
    /// - Parameters:
    ///   - image: the picture, any number of channels.
    ///   - text: comments to store, key → value; ASCII goes to tEXt chunks, the rest to iTXt.
    /// - Throws: `ImagingError.invalidText` if a key is not 1 to 79 printable ASCII characters or a
    ///   value holds a zero, `.notEncodable` if the picture is beyond what PNG can hold.
    public static func encode(_ image: Image, text: [String: String] = [:]) throws -> [UInt8] {
        let colorType: ColorType =
            switch image.channels {
            case 1: .gray
            case 3: .rgb
            default: .rgba
            }
        let header = Header(width: image.width, height: image.height, bitDepth: 8, colorType: colorType)
        return try image.samples.withUnsafeBufferPointer {
            try encode($0, stride: image.width * image.channels, header: header, text: text)
        }
    }

    /// Encodes a picture as a 16-bit grey file.
    ///
    /// The same picture and text give the same bytes.
    ///
    /// - Parameters:
    ///   - image: the picture.
    ///   - text: comments to store, key → value; ASCII goes to tEXt chunks, the rest to iTXt.
    /// - Throws: `ImagingError.invalidText` if a key is not 1 to 79 printable ASCII characters or a
    ///   value holds a zero, `.notEncodable` if the picture is beyond what PNG can hold.
    public static func encode(_ image: GrayImage16, text: [String: String] = [:]) throws -> [UInt8] {
        let header = Header(width: image.width, height: image.height, bitDepth: 16, colorType: .gray)
        let bigEndian = image.samples.map(\.bigEndian)
        return try bigEndian.withUnsafeBytes {
            try encode($0.assumingMemoryBound(to: UInt8.self), stride: image.width * 2, header: header, text: text)
        }
    }

    private static func encode(
        _ samples: UnsafeBufferPointer<UInt8>, stride: Int, header: Header, text: [String: String]
    ) throws -> [UInt8] {
        let chunks = try text.sorted { $0.key < $1.key }.map(TextChunk.init)
        let output = Output(capacity: samples.count / 2)
        // On the heap because libpng remembers where it lies.
        let file = UnsafeMutablePointer<maquette_png>.allocate(capacity: 1)
        file.initialize(to: maquette_png())
        defer {
            maquette_png_finish(file)
            file.deallocate()
        }

        func attempt(_ step: (UnsafeMutablePointer<maquette_png>) -> Int32) throws {
            if step(file) == 0 { throw ImagingError.notEncodable(reason: file.pointee.reason) }
        }
        return try withExtendedLifetime(output) {
            try attempt { file in
                maquette_png_create(
                    file, append, Unmanaged.passUnretained(output).toOpaque(),
                    UInt32(clamping: header.width), UInt32(clamping: header.height), Int32(header.bitDepth),
                    Int32(header.colorType.rawValue), compressionLevel, filters)
            }
            for chunk in chunks {
                try attempt { maquette_png_add_text($0, chunk.key, chunk.value, chunk.isASCII ? 1 : 0) }
            }
            try attempt { maquette_png_write_rows($0, samples.baseAddress, stride) }
            return output.bytes
        }
    }

    /// zlib's level: a 2048 x 2048 texture takes less than half a second.
    private static let compressionLevel: Int32 = 6
    /// The row filters libpng may choose from; the others cost more time than they save space.
    private static let filters = Int32(PNG_FILTER_SUB | PNG_FILTER_UP)
}

/// Where libpng's bytes go.
private final class Output {
    var bytes: [UInt8] = []

    init(capacity: Int) { bytes.reserveCapacity(capacity) }
}

/// libpng's write function; it returns normally always, so no jump crosses it.
private func append(png: png_structp?, bytes: UnsafeMutablePointer<UInt8>?, count: Int) {
    guard let destination = png_get_io_ptr(png) else { return }
    Unmanaged<Output>.fromOpaque(destination).takeUnretainedValue()
        .bytes.append(contentsOf: UnsafeBufferPointer(start: bytes, count: count))
}

/// A checked key and value for a text chunk.
private struct TextChunk {
    let key: String
    let value: String
    var isASCII: Bool { value.utf8.allSatisfy { $0 < 0x80 } }

    init(key: String, value: String) throws {
        guard (1...79).contains(key.utf8.count) else {
            throw ImagingError.invalidText(key: key, reason: "a key has 1 to 79 characters")
        }
        guard key.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
            throw ImagingError.invalidText(key: key, reason: "a key is made of printable ASCII characters")
        }
        guard !key.hasPrefix(" "), !key.hasSuffix(" "), !key.utf8.hasDoubleSpace else {
            throw ImagingError.invalidText(
                key: key, reason: "a key has no space at its ends and no two in a row")
        }
        guard !value.utf8.contains(0) else {
            throw ImagingError.invalidText(key: key, reason: "its value holds a zero character")
        }
        self.key = key
        self.value = value
    }
}

extension String.UTF8View {
    fileprivate var hasDoubleSpace: Bool {
        zip(self, dropFirst()).contains { $0 == 0x20 && $1 == 0x20 }
    }
}
