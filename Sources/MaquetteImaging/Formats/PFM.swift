/// Floating-point pictures as Portable FloatMap files in memory.
///
/// A PFM file is a text header (`Pf` for grey or `PF` for RGB, width and height, a scale) and raw
/// Float32 samples, the bottom row first. A negative scale means little-endian samples; its size
/// is a unit that readers by custom ignore, as this one does.
/// Source: Paul Debevec, "PFM: Portable FloatMap Image Format".
public enum PFM {
    /// Encodes a picture of one or three channels, little-endian, with the scale -1.0.
    ///
    /// - Parameter image: any samples, infinite ones too.
    /// - Throws: `ImagingError.notEncodable` unless the picture has one or three channels.
    public static func encode(_ image: FloatImage) throws -> [UInt8] {
        guard image.channels == 1 || image.channels == 3 else {
            throw ImagingError.notEncodable(
                reason: "PFM holds one or three channels, this picture has \(image.channels)")
        }
        let kind = image.channels == 1 ? "Pf" : "PF"
        let header = Array("\(kind)\n\(image.width) \(image.height)\n-1.0\n".utf8)
        let rowLength = image.width * image.channels
        var bytes = header
        bytes.reserveCapacity(header.count + image.samples.count * 4)
        for row in (0..<image.height).reversed() {
            for sample in image.samples[row * rowLength..<(row + 1) * rowLength] {
                withUnsafeBytes(of: sample.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
            }
        }
        return bytes
    }

    /// Decodes a picture of one or three channels; row 0 of the result is on top.
    ///
    /// - Parameters:
    ///   - bytes: a whole PFM file of either byte order; infinite samples are let through.
    ///   - name: the name of the file, for messages.
    /// - Throws: `ImagingError.malformedPFM` or `.tooLarge`.
    public static func decode(_ bytes: [UInt8], name: String) throws -> FloatImage {
        var header = PFMHeaderReader(bytes: bytes, name: name)
        let channels = try header.readChannels()
        let width = try header.readSize("width")
        let height = try header.readSize("height")
        let isLittleEndian = try header.readScale() < 0

        let (pixels, overflow) = width.multipliedReportingOverflow(by: height)
        guard !overflow, pixels <= ImageLimits.maximumPixels else {
            throw ImagingError.tooLarge(name: name, width: width, height: height)
        }
        let (promised, present) = (pixels * channels * 4, bytes.count - header.position)
        guard promised == present else {
            throw ImagingError.malformedPFM(
                name: name, reason: "its header promises \(promised) bytes of samples, \(present) follow")
        }
        let rowLength = width * channels
        let samples = [Float](unsafeUninitializedCapacity: pixels * channels) { samples, count in
            bytes.withUnsafeBytes { bytes in
                for row in 0..<height {
                    let start = header.position + (height - 1 - row) * rowLength * 4
                    for index in 0..<rowLength {
                        let bits = bytes.loadUnaligned(fromByteOffset: start + index * 4, as: UInt32.self)
                        samples[row * rowLength + index] = Float(
                            bitPattern: isLittleEndian ? UInt32(littleEndian: bits) : UInt32(bigEndian: bits))
                    }
                }
            }
            count = pixels * channels
        }
        return FloatImage(width: width, height: height, channels: channels, samples: samples)
    }
}

/// Reads the header's words, each ended by one whitespace character or more.
private struct PFMHeaderReader {
    let bytes: [UInt8]
    let name: String
    /// Where the next word begins; after the scale, where the samples begin.
    private(set) var position = 0

    init(bytes: [UInt8], name: String) {
        self.bytes = bytes
        self.name = name
    }

    mutating func readChannels() throws -> Int {
        switch try readWord("kind") {
        case "Pf": return 1
        case "PF": return 3
        default: throw malformed("it begins with neither Pf nor PF")
        }
    }

    mutating func readSize(_ what: String) throws -> Int {
        skipWhitespace()
        let word = try readWord(what)
        guard word.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let size = Int(word), size > 0 else {
            throw malformed("its \(what) is not a whole number above 0")
        }
        return size
    }

    mutating func readScale() throws -> Double {
        skipWhitespace()
        let word = try readWord("scale")
        guard let scale = Double(word), scale.isFinite, scale != 0 else {
            throw malformed("its scale is not a number other than 0")
        }
        return scale
    }

    /// Reads up to a whitespace character and passes that one, but no more: samples may follow.
    private mutating func readWord(_ what: String) throws -> String {
        let longestWord = 32
        let word = bytes[position...].prefix(longestWord).prefix { !isWhitespace($0) }
        position += word.count
        guard !word.isEmpty, position < bytes.count, isWhitespace(bytes[position]) else {
            throw malformed("its header has no \(what)")
        }
        position += 1
        return String(decoding: word, as: UTF8.self)
    }

    private mutating func skipWhitespace() {
        while position < bytes.count, isWhitespace(bytes[position]) { position += 1 }
    }

    private func isWhitespace(_ byte: UInt8) -> Bool {
        byte == 0x20 || (0x09...0x0D).contains(byte)
    }

    private func malformed(_ reason: String) -> ImagingError {
        .malformedPFM(name: name, reason: reason)
    }
}
