import COpenEXR
import Foundation

/// Depth as OpenEXR files in memory: one channel of Float32 samples.
///
/// Source: OpenEXR's technical introduction; depth is by its naming rules the channel Z.
public enum EXR {
    /// What every EXR file begins with.
    public static let signature: [UInt8] = [0x76, 0x2F, 0x31, 0x01]

    /// The names by which a channel is taken for depth, in this order: the depth channel, grey, and the first
    /// of a grey picture's colours. Only the part after the last dot counts, as in `ViewLayer.Depth.Z`.
    private static let depthChannels = ["Z", "Y", "R"]

    /// Encodes a picture of one channel, called Z, as Float32 in losslessly compressed scanlines.
    ///
    /// - Parameter image: any samples, infinite ones too.
    /// - Throws: `ImagingError.notEncodable` unless the picture has one channel.
    public static func encode(_ image: FloatImage) throws -> [UInt8] {
        guard image.channels == 1 else {
            throw ImagingError.notEncodable(reason: "a depth EXR holds one channel, this picture has \(image.channels)")
        }
        guard image.width <= Int(ImageLimits.longestSide), image.height <= Int(ImageLimits.longestSide) else {
            throw ImagingError.notEncodable(
                reason: "\(image.width) x \(image.height) pixels are too many for an EXR file")
        }
        var file = maquette_exr()
        // The library keeps the address of `file` from the first call to the last.
        return try withUnsafeMutablePointer(to: &file) { file in
            defer { free(file.pointee.bytes) }
            let isWritten = image.samples.withUnsafeBufferPointer {
                maquette_exr_write(file, "Z", $0.baseAddress, Int32(image.width), Int32(image.height))
            }
            let isFinished = maquette_exr_finish(file)
            guard isWritten == 1, isFinished == 1, let bytes = file.pointee.bytes else {
                throw ImagingError.notEncodable(reason: reason(file.pointee))
            }
            return [UInt8](UnsafeBufferPointer(start: bytes, count: file.pointee.count))
        }
    }

    /// Decodes the depth channel: Z, or else Y, or else R.
    ///
    /// - Parameters:
    ///   - bytes: a whole EXR file of one part with scanlines, its channel of half or float samples; any compression
    ///     that OpenEXRCore undoes, infinite samples are let through.
    ///   - name: the name of the file, for messages.
    /// - Returns: one channel, row 0 on top: the file's data window.
    /// - Throws: `ImagingError.damagedEXR`, `.unsupportedEXR` or `.tooLarge`.
    public static func decode(_ bytes: [UInt8], name: String) throws -> FloatImage {
        guard bytes.starts(with: signature) else {
            throw ImagingError.damagedEXR(name: name, reason: "it does not begin like an EXR file")
        }
        var file = maquette_exr()
        return try bytes.withUnsafeBufferPointer { bytes in
            try withUnsafeMutablePointer(to: &file) { file in
                defer { _ = maquette_exr_finish(file) }
                guard maquette_exr_open(file, bytes.baseAddress, bytes.count, Int32(ImageLimits.longestSide)) == 1 else {
                    throw ImagingError.damagedEXR(name: name, reason: reason(file.pointee))
                }
                return try picture(file, name)
            }
        }
    }

    private static func picture(_ file: UnsafeMutablePointer<maquette_exr>, _ name: String) throws -> FloatImage {
        var parts: Int32 = 0
        exr_get_count(file.pointee.context, &parts)
        var storage = EXR_STORAGE_LAST_TYPE
        exr_get_storage(file.pointee.context, 0, &storage)
        guard parts == 1, storage == EXR_STORAGE_SCANLINE else {
            throw ImagingError.unsupportedEXR(
                name: name, reason: "it has tiles, deep samples or several parts; save it as one flat picture in scanlines")
        }
        let channel = try depthChannel(file, name)
        var window = exr_attr_box2i_t()
        guard exr_get_data_window(file.pointee.context, 0, &window) == EXR_ERR_SUCCESS.rawValue else {
            throw ImagingError.damagedEXR(name: name, reason: "it has no data window")
        }
        let width = Int(window.max.x) - Int(window.min.x) + 1
        let height = Int(window.max.y) - Int(window.min.y) + 1
        guard width > 0, height > 0 else {
            throw ImagingError.damagedEXR(name: name, reason: "its data window is empty")
        }
        let longest = Int(ImageLimits.longestSide)
        guard width <= longest, height <= longest, width * height <= ImageLimits.maximumPixels else {
            throw ImagingError.tooLarge(name: name, width: width, height: height)
        }
        var isRead = false
        let samples = [Float](unsafeUninitializedCapacity: width * height) { samples, count in
            samples.initialize(repeating: 0)
            isRead = maquette_exr_read(file, Int32(channel), samples.baseAddress) == 1
            count = width * height
        }
        guard isRead else { throw ImagingError.damagedEXR(name: name, reason: reason(file.pointee)) }
        return FloatImage(width: width, height: height, channels: 1, samples: samples)
    }

    /// The index of the channel that holds the depth.
    private static func depthChannel(_ file: UnsafeMutablePointer<maquette_exr>, _ name: String) throws -> Int {
        var list: UnsafePointer<exr_attr_chlist_t>?
        guard exr_get_channels(file.pointee.context, 0, &list) == EXR_ERR_SUCCESS.rawValue,
            let channels = list?.pointee
        else { throw ImagingError.damagedEXR(name: name, reason: "it has no list of channels") }
        let entries = UnsafeBufferPointer(start: channels.entries, count: Int(channels.num_channels))
        let names = entries.map { entry in entry.name.str.map { String(cString: $0) } ?? "" }
        let lastParts = names.map { $0.split(separator: ".").last.map(String.init) ?? "" }
        guard let index = depthChannels.lazy.compactMap({ lastParts.firstIndex(of: $0) }).first else {
            throw ImagingError.unsupportedEXR(
                name: name, reason: "it has no channel Z, Y or R, but \(names.joined(separator: ", "))")
        }
        let channel = entries[index]
        guard channel.pixel_type == EXR_PIXEL_FLOAT || channel.pixel_type == EXR_PIXEL_HALF else {
            throw ImagingError.unsupportedEXR(
                name: name, reason: "its channel \(names[index]) holds whole numbers; save it as float or half")
        }
        guard channel.x_sampling == 1, channel.y_sampling == 1 else {
            throw ImagingError.unsupportedEXR(
                name: name, reason: "its channel \(names[index]) is subsampled; save it at full size")
        }
        return index
    }

    private static func reason(_ file: maquette_exr) -> String {
        let text = withUnsafeBytes(of: file.message) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        return text.isEmpty ? "its samples cannot be read" : text
    }
}
