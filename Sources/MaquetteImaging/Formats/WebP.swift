import CWebP

/// Pictures as WebP files in memory, through libwebp (RFC 9649), lossy and lossless.
public enum WebP {
    /// The version of the libwebp library that reads, as in "1.2.4".
    public static var libraryVersion: String {
        let version = WebPGetDecoderVersion()
        return "\(version >> 16).\(version >> 8 & 0xFF).\(version & 0xFF)"
    }

    /// Decodes a picture to RGB, or to RGBA if it is transparent.
    ///
    /// - Parameters:
    ///   - bytes: a whole file of a single picture.
    ///   - name: the name of the file, for messages.
    /// - Returns: the picture as it is stored, and how it has to be turned.
    /// - Throws: `ImagingError.damaged`, `.unsupported` or `.tooLarge`.
    static func decode(_ bytes: [UInt8], name: String) throws -> (Image, Orientation) {
        var features = WebPBitstreamFeatures()
        let status = WebPGetFeatures(bytes, bytes.count, &features)
        guard status == VP8_STATUS_OK else { throw error(status, name) }
        guard features.has_animation == 0 else {
            throw ImagingError.unsupported(name: name, reason: "it is an animation, and a single picture is needed")
        }
        let (width, height) = (Int(features.width), Int(features.height))
        guard width * height <= ImageLimits.maximumPixels else {
            throw ImagingError.tooLarge(name: name, width: width, height: height)
        }
        let channels = features.has_alpha == 0 ? 3 : 4
        let samples = try [UInt8](unsafeUninitializedCapacity: width * height * channels) { buffer, count in
            let decode = channels == 3 ? WebPDecodeRGBInto : WebPDecodeRGBAInto
            guard decode(bytes, bytes.count, buffer.baseAddress, buffer.count, Int32(width * channels)) != nil else {
                throw error(VP8_STATUS_NOT_ENOUGH_DATA, name)
            }
            count = width * height * channels
        }
        return (
            Image(width: width, height: height, channels: channels, samples: samples),
            chunk("EXIF", in: bytes).map(Exif.orientation) ?? .upright
        )
    }

    /// Encodes a picture without transparency, with losses.
    ///
    /// - Parameters:
    ///   - image: grey or RGB, at most 16383 pixels a side.
    ///   - quality: 0 (smallest) to 100 (best).
    /// - Throws: `ImagingError.notEncodable`.
    public static func encode(_ image: Image, quality: Float) throws -> [UInt8] {
        let picture = image.converted(toChannels: 3)
        var encoded: UnsafeMutablePointer<UInt8>?
        let count = WebPEncodeRGB(
            picture.samples, Int32(picture.width), Int32(picture.height), Int32(picture.width * 3), quality, &encoded)
        defer { WebPFree(encoded) }
        guard count > 0, let encoded else {
            throw ImagingError.notEncodable(
                reason: "a picture of \(image.width) x \(image.height) pixels cannot be written as WebP")
        }
        return Array(UnsafeBufferPointer(start: encoded, count: count))
    }

    private static func error(_ status: VP8StatusCode, _ name: String) -> ImagingError {
        switch status {
        case VP8_STATUS_OUT_OF_MEMORY: .damaged(name: name, format: .webp, reason: "it asks for more memory than there is")
        case VP8_STATUS_NOT_ENOUGH_DATA: .damaged(name: name, format: .webp, reason: "the file ends too early or is corrupt")
        default: .damaged(name: name, format: .webp, reason: "its contents break the rules of the format")
        }
    }

    /// The contents of the first chunk of a type, where the file is sound up to there.
    static func chunk(_ type: String, in bytes: [UInt8]) -> ArraySlice<UInt8>? {
        var offset = 12
        while offset + 8 <= bytes.count {
            let length = bytes[offset + 4..<offset + 8].reversed().reduce(0) { $0 << 8 | Int($1) }
            guard offset + 8 + length <= bytes.count else { return nil }
            let contents = offset + 8..<offset + 8 + length
            if bytes[offset..<offset + 4].elementsEqual(type.utf8) { return bytes[contents] }
            offset = contents.upperBound + length % 2
        }
        return nil
    }
}
