import CJPEG

/// Photos as JPEG files in memory, through libjpeg-turbo (ITU-T T.81), baseline and progressive.
public enum JPEG {
    /// What every JPEG file begins with.
    static let signature: [UInt8] = [0xFF, 0xD8, 0xFF]

    /// The version of the interface that libjpeg-turbo was built with, and its own, as in "62 (turbo 2.1.5)".
    public static var libraryVersion: String {
        let number = Int(LIBJPEG_TURBO_VERSION_NUMBER)
        return "\(JPEG_LIB_VERSION) (turbo \(number / 1_000_000).\(number / 1000 % 1000).\(number % 1000))"
    }

    /// Decodes a photo to one channel if it is grey and to RGB otherwise. CMYK is taken as Adobe's programs store
    /// it, inverted, and multiplied out.
    ///
    /// - Parameters:
    ///   - bytes: a whole file.
    ///   - name: the name of the file, for messages.
    /// - Returns: the picture as it is stored, and how it has to be turned.
    /// - Throws: `ImagingError.damaged`, `.unsupported` or `.tooLarge`.
    static func decode(_ bytes: [UInt8], name: String) throws -> (Image, Orientation) {
        try bytes.withUnsafeBufferPointer { buffer in
            let reader = JPEGReader(name: name)
            defer { reader.close() }
            try reader.attempt { maquette_jpeg_open($0, buffer.baseAddress, buffer.count) }
            return (try reader.image(byteCount: buffer.count), reader.orientation)
        }
    }
}

extension JPEG {
    /// The ICC profile that a file holds in segments APP2 before its pixels, if any.
    static func colorProfile(in bytes: [UInt8]) -> [UInt8]? {
        let mark = Array("ICC_PROFILE\0".utf8)
        var parts: [UInt8: ArraySlice<UInt8>] = [:]
        var offset = 2
        while offset + 4 <= bytes.count, bytes[offset] == 0xFF, bytes[offset + 1] != 0xDA {
            let length = Int(bytes[offset + 2]) << 8 | Int(bytes[offset + 3])
            let end = offset + 2 + length
            guard length >= 2, end <= bytes.count else { break }
            let contents = bytes[offset + 4..<end]
            if bytes[offset + 1] == 0xE2, contents.count > mark.count + 2, contents.starts(with: mark) {
                parts[contents[contents.startIndex + mark.count]] = contents.dropFirst(mark.count + 2)
            }
            offset = end
        }
        return parts.isEmpty ? nil : parts.sorted { $0.key < $1.key }.flatMap(\.value)
    }
}

/// An open JPEG file; every step turns libjpeg's complaint into an `ImagingError`.
private struct JPEGReader {
    let name: String
    /// On the heap because libjpeg remembers where it lies.
    private let file: UnsafeMutablePointer<maquette_jpeg>

    init(name: String) {
        self.name = name
        file = .allocate(capacity: 1)
        file.initialize(to: maquette_jpeg())
    }

    func close() {
        maquette_jpeg_close(file)
        file.deallocate()
    }

    func attempt(_ step: (UnsafeMutablePointer<maquette_jpeg>) -> Int32) throws {
        if step(file) == 0 { throw damaged(file.pointee.reason) }
    }

    private func damaged(_ reason: String) -> ImagingError {
        .damaged(name: name, format: .jpeg, reason: reason)
    }

    func image(byteCount: Int) throws -> Image {
        let (width, height) = (Int(file.pointee.decompress.image_width), Int(file.pointee.decompress.image_height))
        guard width * height <= ImageLimits.maximumPixels else {
            throw ImagingError.tooLarge(name: name, width: width, height: height)
        }
        // Huffman coding spends a bit at least on every square of 8 x 8 pixels.
        guard width * height / 512 <= byteCount || file.pointee.decompress.arith_code != 0 else {
            throw damaged("the file is too short for its picture")
        }
        let (colorSpace, stored) = try colorSpace()
        let samples = try [UInt8](unsafeUninitializedCapacity: width * height * stored) { buffer, count in
            try attempt { maquette_jpeg_read($0, colorSpace, buffer.baseAddress, width * stored) }
            count = width * height * stored
        }
        return Image(
            width: width, height: height, channels: stored == 4 ? 3 : stored,
            samples: stored == 4 ? Self.rgb(ofInvertedCMYK: samples) : samples)
    }

    /// What to ask libjpeg for, and how many channels that has.
    private func colorSpace() throws -> (J_COLOR_SPACE, Int) {
        switch file.pointee.decompress.jpeg_color_space {
        case JCS_GRAYSCALE: (JCS_GRAYSCALE, 1)
        case JCS_RGB, JCS_YCbCr: (JCS_RGB, 3)
        case JCS_CMYK, JCS_YCCK: (JCS_CMYK, 4)
        default:
            throw ImagingError.unsupported(
                name: name, reason: "its \(file.pointee.decompress.num_components) channels are not grey, RGB or CMYK")
        }
    }

    /// Ink on white paper: what is left of the light is the product of what each ink lets through.
    private static func rgb(ofInvertedCMYK samples: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(samples.count / 4 * 3)
        for pixel in stride(from: 0, to: samples.count, by: 4) {
            let black = UInt32(samples[pixel + 3])
            for channel in 0..<3 {
                let product = UInt32(samples[pixel + channel]) * black + 128
                result.append(UInt8((product >> 8 + product) >> 8))
            }
        }
        return result
    }

    /// How the file's Exif data say that it has to be turned.
    var orientation: Orientation {
        var marker = file.pointee.decompress.marker_list
        while let current = marker?.pointee {
            let contents = UnsafeBufferPointer(start: current.data, count: Int(current.data_length))
            if contents.starts(with: Array("Exif\0\0".utf8)) { return Exif.orientation(in: contents) }
            marker = current.next
        }
        return .upright
    }
}

extension maquette_jpeg {
    /// Why the last call failed.
    fileprivate var reason: String {
        withUnsafeBytes(of: message) { bytes in
            let text = String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            return text.isEmpty ? "out of memory" : text
        }
    }
}
