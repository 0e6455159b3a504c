import CPNG

extension PNG {
    /// Reads what a file says about its pixels, without decoding them.
    ///
    /// - Parameters:
    ///   - bytes: a whole PNG file.
    ///   - name: the name of the file, for messages.
    /// - Throws: `ImagingError.notPNG`, `.damagedPNG` or `.tooLarge`.
    public static func header(of bytes: [UInt8], name: String) throws -> Header {
        try read(bytes, name: name) { reader in try reader.header() }
    }

    /// Decodes any PNG file to 8 bits a sample.
    ///
    /// Palettes become RGB, 16 bits are rounded to 8, fewer bits are widened to the full range.
    /// A file with any transparency (also grey with alpha) becomes RGBA, any other grey file has
    /// one channel.
    ///
    /// - Parameters:
    ///   - bytes: a whole PNG file.
    ///   - name: the name of the file, for messages.
    /// - Throws: `ImagingError.notPNG`, `.damagedPNG` or `.tooLarge`.
    public static func decode(_ bytes: [UInt8], name: String) throws -> Image {
        try read(bytes, name: name) { reader in
            let header = try reader.header()
            try reader.attempt(maquette_png_convert_to_8_bits)
            let channels = Int(png_get_channels(reader.png, reader.info))
            let samples = try reader.rows(width: header.width * channels, height: header.height)
            return Image(width: header.width, height: header.height, channels: channels, samples: samples)
        }
    }

    /// Decodes a grey PNG file to 16 bits a sample.
    ///
    /// Files of fewer bits are widened exactly (8 bits: times 257), so that white stays white.
    ///
    /// - Parameters:
    ///   - bytes: a whole PNG file without colour and transparency.
    ///   - name: the name of the file, for messages.
    /// - Throws: `ImagingError.unsupportedPNG` if the picture is not plain grey, `.notPNG`,
    ///   `.damagedPNG` or `.tooLarge`.
    public static func decodeGray16(_ bytes: [UInt8], name: String) throws -> GrayImage16 {
        try read(bytes, name: name) { reader in
            let header = try reader.header()
            let isTransparent = png_get_valid(reader.png, reader.info, UInt32(PNG_INFO_tRNS)) != 0
            guard header.colorType == .gray, !isTransparent else {
                throw ImagingError.unsupportedPNG(
                    name: name, reason: "a grey picture without transparency is needed")
            }
            try reader.attempt(maquette_png_convert_to_16_bits)
            let bytes = try reader.rows(width: header.width * 2, height: header.height)
            let samples = (0..<(header.width * header.height)).map { index in
                UInt16(bytes[2 * index]) << 8 | UInt16(bytes[2 * index + 1])
            }
            return GrayImage16(width: header.width, height: header.height, samples: samples)
        }
    }

    /// The ICC profile that a file holds, if any.
    ///
    /// - Throws: `ImagingError`, as for its pixels.
    static func colorProfile(in bytes: [UInt8], name: String) throws -> [UInt8]? {
        try read(bytes, name: name) { reader in reader.colorProfile() }
    }

    /// Reads the text chunks of a file (tEXt, zTXt and iTXt) as key → value.
    ///
    /// Where a key occurs twice, its last value counts.
    ///
    /// - Parameters:
    ///   - bytes: a whole PNG file.
    ///   - name: the name of the file, for messages.
    /// - Throws: `ImagingError.notPNG`, `.damagedPNG` or `.tooLarge`.
    public static func text(in bytes: [UInt8], name: String) throws -> [String: String] {
        try read(bytes, name: name) { reader in
            let header = try reader.header()
            // Text may follow the pixels, so they have to be read.
            try reader.attempt(maquette_png_convert_to_8_bits)
            let channels = Int(png_get_channels(reader.png, reader.info))
            _ = try reader.rows(width: header.width * channels, height: header.height)
            return reader.text()
        }
    }

    /// Opens the file, lets `body` read it and frees libpng's memory whatever happens.
    private static func read<Result>(
        _ bytes: [UInt8], name: String, _ body: (PNGReader) throws -> Result
    ) throws -> Result {
        guard bytes.starts(with: signature) else { throw ImagingError.notPNG(name: name) }
        return try bytes.withUnsafeBufferPointer { buffer in
            let reader = PNGReader(name: name, byteCount: buffer.count)
            defer { reader.close() }
            try reader.attempt { file in
                maquette_png_open(file, buffer.baseAddress, buffer.count, ImageLimits.longestSide)
            }
            return try body(reader)
        }
    }
}

/// An open PNG file; every step turns libpng's complaint into an `ImagingError`.
private struct PNGReader {
    let name: String
    let byteCount: Int
    /// On the heap because libpng remembers where it lies.
    private let file: UnsafeMutablePointer<maquette_png>

    init(name: String, byteCount: Int) {
        self.name = name
        self.byteCount = byteCount
        file = .allocate(capacity: 1)
        file.initialize(to: maquette_png())
    }

    func close() {
        maquette_png_close(file)
        file.deallocate()
    }

    var png: png_structp? { file.pointee.png }
    var info: png_infop? { file.pointee.info }

    func attempt(_ step: (UnsafeMutablePointer<maquette_png>) -> Int32) throws {
        if step(file) == 0 {
            throw ImagingError.damagedPNG(name: name, reason: file.pointee.reason)
        }
    }

    func header() throws -> PNG.Header {
        let width = Int(png_get_image_width(png, info))
        let height = Int(png_get_image_height(png, info))
        guard width * height <= ImageLimits.maximumPixels else {
            throw ImagingError.tooLarge(name: name, width: width, height: height)
        }
        guard let colorType = PNG.ColorType(rawValue: png_get_color_type(png, info)) else {
            throw ImagingError.damagedPNG(name: name, reason: "unknown colour type")
        }
        let header = PNG.Header(
            width: width, height: height,
            bitDepth: Int(png_get_bit_depth(png, info)), colorType: colorType)
        try checkPlausibleSize()
        return header
    }

    /// Refuses a file too short to hold the pixels it promises, before memory is taken for them:
    /// deflate shrinks at most 1032 to 1.
    private func checkPlausibleSize() throws {
        let promisedBytes = png_get_rowbytes(png, info)
            * Int(png_get_image_height(png, info))
        guard promisedBytes / 1032 <= byteCount else {
            throw ImagingError.damagedPNG(name: name, reason: "the file is too short for its picture")
        }
    }

    /// Reads the pixels: `height` rows of `width` bytes.
    func rows(width: Int, height: Int) throws -> [UInt8] {
        try [UInt8](unsafeUninitializedCapacity: width * height) { buffer, count in
            // Where a row is not written (a file that ends early) nothing undefined may remain.
            buffer.initialize(repeating: 0)
            try attempt { maquette_png_read_rows($0, buffer.baseAddress, width) }
            count = width * height
        }
    }

    func colorProfile() -> [UInt8]? {
        var title: png_charp?
        var compression: Int32 = 0
        var profile: png_bytep?
        var length: png_uint_32 = 0
        guard png_get_iCCP(png, info, &title, &compression, &profile, &length) != 0, let profile else { return nil }
        return Array(UnsafeBufferPointer(start: profile, count: Int(length)))
    }

    func text() -> [String: String] {
        var chunks: png_textp?
        let count = Int(png_get_text(png, info, &chunks, nil))
        guard let chunks else { return [:] }
        var result: [String: String] = [:]
        for chunk in UnsafeBufferPointer(start: chunks, count: count) {
            guard let key = chunk.key else { continue }
            result[latin1(key)] = value(of: chunk)
        }
        return result
    }

    private func value(of chunk: png_text) -> String {
        guard let text = chunk.text else { return "" }
        let isUTF8 = chunk.compression >= PNG_ITXT_COMPRESSION_NONE
        return isUTF8 ? String(cString: text) : latin1(text)
    }

    private func latin1(_ text: UnsafePointer<CChar>) -> String {
        var scalars = String.UnicodeScalarView()
        var next = text
        while next.pointee != 0 {
            scalars.append(Unicode.Scalar(UInt8(bitPattern: next.pointee)))
            next += 1
        }
        return String(scalars)
    }
}

extension maquette_png {
    /// Why the last call failed.
    var reason: String {
        withUnsafeBytes(of: message) { bytes in
            let text = String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            return text.isEmpty ? "out of memory" : text
        }
    }
}
