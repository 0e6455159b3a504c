import CPNG

/// Pictures as PNG files in memory, through libpng (W3C PNG Specification, third edition).
///
///     let bytes = try PNG.encode(picture, text: ["Software": "maquette"])
///     let again = try PNG.decode(bytes, name: "picture.png")
///
/// Colours are taken and given as sRGB: gAMA, cHRM and iCCP chunks are neither read nor written.
public enum PNG {
    /// The bytes every PNG file begins with.
    static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

    /// The version of the libpng library that reads and writes, as in "1.6.39".
    public static var libraryVersion: String { String(cString: png_get_libpng_ver(nil)) }

    /// What a PNG file says about its pixels, as stored in the file.
    public struct Header: Sendable, Equatable {
        /// Width in pixels, at least 1.
        public let width: Int
        /// Height in pixels, at least 1.
        public let height: Int
        /// Bits a sample (or a palette index): 1, 2, 4, 8 or 16.
        public let bitDepth: Int
        /// How the pixels are stored.
        public let colorType: ColorType
    }

    /// How the pixels of a PNG file are stored; the raw value is the one in the file.
    public enum ColorType: UInt8, Sendable {
        case gray = 0
        case rgb = 2
        case palette = 3
        case grayAlpha = 4
        case rgba = 6
    }
}
