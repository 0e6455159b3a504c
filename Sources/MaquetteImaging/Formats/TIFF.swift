import CTIFF

/// Depth as TIFF files in memory, through libtiff (TIFF 6.0 and BigTIFF).
///
/// Read are pictures of one channel of integers or floating point numbers, in strips or tiles, in every
/// compression that libtiff undoes; of several pictures in a file the first.
public enum TIFF {
    /// What TIFF and BigTIFF files of either byte order begin with.
    static let signatures: [[UInt8]] = [
        [0x49, 0x49, 42, 0], [0x4D, 0x4D, 0, 42], [0x49, 0x49, 43, 0], [0x4D, 0x4D, 0, 43],
    ]

    /// The version of the libtiff library that reads, as in "4.5.0".
    public static var libraryVersion: String {
        String(String(cString: TIFFGetVersion()).prefix { !$0.isNewline }.drop { !$0.isNumber })
    }

    /// How the samples of a file are stored.
    public enum SampleFormat: Sendable, Equatable {
        case unsigned(bits: Int)
        case signed(bits: Int)
        case float(bits: Int)
    }

    /// Decodes a picture of one channel, turned upright as its orientation field says.
    ///
    /// - Parameters:
    ///   - bytes: a whole file.
    ///   - name: the name of the file, for messages.
    /// - Returns: the samples as they are, NaN and infinity too, and how they were stored.
    /// - Throws: `ImagingError.damaged`, `.unsupported` or `.tooLarge`.
    public static func decode(_ bytes: [UInt8], name: String) throws -> (image: FloatImage, format: SampleFormat) {
        var file = maquette_tiff()
        return try bytes.withUnsafeBufferPointer { bytes in
            // The library keeps the address of `file` from the first call to the last.
            try withUnsafeMutablePointer(to: &file) { file in
                defer { maquette_tiff_close(file) }
                let largest = tmsize_t(4 * ImageLimits.maximumPixels)
                guard maquette_tiff_open(file, bytes.baseAddress, bytes.count, largest) == 1 else {
                    throw ImagingError.damaged(name: name, format: .tiff, reason: file.pointee.reason)
                }
                return try TIFFReader(file: file, name: name).picture()
            }
        }
    }
}

/// An open TIFF file.
private struct TIFFReader {
    let file: UnsafeMutablePointer<maquette_tiff>
    let name: String

    private var width: Int { Int(file.pointee.width) }
    private var height: Int { Int(file.pointee.height) }

    func picture() throws -> (FloatImage, TIFF.SampleFormat) {
        guard width > 0, height > 0 else { throw damaged("it has no pixels") }
        guard width * height <= ImageLimits.maximumPixels else {
            throw ImagingError.tooLarge(name: name, width: width, height: height)
        }
        guard file.pointee.channels == 1 else {
            throw ImagingError.unsupported(
                name: name, reason: "it has \(file.pointee.channels) channels, and a depth map has one")
        }
        guard file.pointee.photometric != UInt16(PHOTOMETRIC_PALETTE) else {
            throw ImagingError.unsupported(name: name, reason: "its samples are numbers of colours, and a depth map's are distances")
        }
        let format = try sampleFormat()
        // No compression in use shrinks more than this.
        guard width * height / 4096 <= Int(file.pointee.count) else { throw damaged("the file is too short for its picture") }
        let samples = try blocks().map(format)
        let orientation = Orientation(rawValue: file.pointee.orientation) ?? .upright
        return (
            FloatImage(width: width, height: height, channels: 1, samples: samples).turned(orientation), format
        )
    }

    private func sampleFormat() throws -> TIFF.SampleFormat {
        let bits = Int(file.pointee.bits)
        switch (Int32(file.pointee.format), bits) {
        case (SAMPLEFORMAT_IEEEFP, 16), (SAMPLEFORMAT_IEEEFP, 32), (SAMPLEFORMAT_IEEEFP, 64): return .float(bits: bits)
        case (SAMPLEFORMAT_UINT, 8), (SAMPLEFORMAT_UINT, 16), (SAMPLEFORMAT_UINT, 32): return .unsigned(bits: bits)
        case (SAMPLEFORMAT_INT, 16), (SAMPLEFORMAT_INT, 32): return .signed(bits: bits)
        default:
            throw ImagingError.unsupported(
                name: name, reason: "its samples of \(bits) bits are of a kind that is not read; save it as 32-bit float")
        }
    }

    private func damaged(_ reason: String) -> ImagingError { .damaged(name: name, format: .tiff, reason: reason) }

    /// The stored samples of all strips or tiles, row after row, as bytes.
    private func blocks() throws -> StoredSamples {
        let isTiled = TIFFIsTiled(file.pointee.tiff) != 0
        let blockWidth = isTiled ? Int(file.pointee.tile_width) : width
        let blockHeight = isTiled ? Int(file.pointee.tile_height) : min(Int(file.pointee.rows_per_strip), height)
        let size = Int(file.pointee.bits) / 8
        let blockBytes = Int(isTiled ? TIFFTileSize(file.pointee.tiff) : TIFFStripSize(file.pointee.tiff))
        guard blockWidth > 0, blockHeight > 0, blockBytes >= blockWidth * blockHeight * size,
            blockBytes <= 8 * ImageLimits.maximumPixels
        else { throw damaged("its strips or tiles are of an impossible size") }

        var block = [UInt8](repeating: 0, count: blockBytes)
        var stored = [UInt8](repeating: 0, count: width * height * size)
        let columns = (width + blockWidth - 1) / blockWidth
        for (number, top) in stride(from: 0, to: height, by: blockHeight).enumerated() {
            for column in 0..<columns {
                let left = column * blockWidth
                let (rows, wide) = (min(blockHeight, height - top), min(blockWidth, width - left))
                let index = UInt32(number * columns + column)
                let wanted = (isTiled ? blockHeight : rows) * blockWidth * size
                let read = isTiled
                    ? TIFFReadEncodedTile(file.pointee.tiff, index, &block, tmsize_t(blockBytes))
                    : TIFFReadEncodedStrip(file.pointee.tiff, index, &block, tmsize_t(blockBytes))
                guard read >= wanted else { throw damaged(file.pointee.reason) }
                for row in 0..<rows {
                    let target = ((top + row) * width + left) * size
                    stored.replaceSubrange(
                        target..<target + wide * size, with: block[row * blockWidth * size..<(row * blockWidth + wide) * size])
                }
            }
        }
        return StoredSamples(bytes: stored)
    }
}

/// Samples in the processor's byte order.
private struct StoredSamples {
    let bytes: [UInt8]

    func map(_ format: TIFF.SampleFormat) -> [Float] {
        switch format {
        case .float(bits: 16): values(UInt16.self) { Float(Float16(bitPattern: $0)) }
        case .float(bits: 64): values(UInt64.self) { Float(Double(bitPattern: $0)) }
        case .float: values(UInt32.self) { Float(bitPattern: $0) }
        case .unsigned(bits: 8): values(UInt8.self) { Float($0) }
        case .unsigned(bits: 16): values(UInt16.self) { Float($0) }
        case .unsigned: values(UInt32.self) { Float($0) }
        case .signed(bits: 16): values(Int16.self) { Float($0) }
        case .signed: values(Int32.self) { Float($0) }
        }
    }

    private func values<Stored: BitwiseCopyable>(_: Stored.Type, _ convert: (Stored) -> Float) -> [Float] {
        let size = MemoryLayout<Stored>.size
        return bytes.withUnsafeBytes { bytes in
            (0..<bytes.count / size).map { convert(bytes.loadUnaligned(fromByteOffset: $0 * size, as: Stored.self)) }
        }
    }
}

extension maquette_tiff {
    /// Why the last call failed.
    fileprivate var reason: String {
        withUnsafeBytes(of: message) { bytes in
            let text = String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            return text.isEmpty ? "the file ends too early or is corrupt" : text
        }
    }
}
