/// The format of a picture file, told by its content and never by its name.
public enum PictureFormat: Sendable, Equatable {
    case png, jpeg, webp, tiff, exr, npy, pfm
    /// A known format that is not read, such as `a HEIC photo`.
    case foreign(String)

    /// Looks at how a file begins; nil where that says nothing.
    public init?(of bytes: [UInt8]) {
        func begins(_ text: String, at offset: Int = 0) -> Bool { bytes.dropFirst(offset).starts(with: text.utf8) }
        if bytes.starts(with: PNG.signature) {
            self = .png
        } else if bytes.starts(with: JPEG.signature) {
            self = .jpeg
        } else if begins("RIFF"), begins("WEBP", at: 8) {
            self = .webp
        } else if TIFF.signatures.contains(where: bytes.starts(with:)) {
            self = .tiff
        } else if bytes.starts(with: EXR.signature) {
            self = .exr
        } else if bytes.starts(with: NPY.signature) {
            self = .npy
        } else if begins("Pf") || begins("PF") {
            self = .pfm
        } else if let name = Self.foreignName(begins) {
            self = .foreign(name)
        } else {
            return nil
        }
    }

    private static func foreignName(_ begins: (_ text: String, _ offset: Int) -> Bool) -> String? {
        let signatures: [(text: String, offset: Int, name: String)] = [
            ("ftypavif", 4, "an AVIF picture"), ("ftyp", 4, "a HEIC photo or a film"), ("GIF8", 0, "a GIF picture"),
            ("BM", 0, "a BMP picture"), ("8BPS", 0, "a Photoshop document"), ("%PDF", 0, "a PDF document"),
            ("PK\u{3}\u{4}", 0, "a ZIP archive"), ("RIFF", 0, "a film or a sound"), ("P5", 0, "a PGM picture"),
            ("P6", 0, "a PPM picture"), ("#?RADIANCE", 0, "a Radiance picture"), ("<svg", 0, "an SVG drawing"),
            ("<?xml", 0, "an XML document"), ("<", 0, "a web page"),
        ]
        return signatures.first { begins($0.text, $0.offset) }?.name
    }

    /// The format as it stands in a sentence.
    public var description: String {
        switch self {
        case .png: "a PNG picture"
        case .jpeg: "a JPEG photo"
        case .webp: "a WebP picture"
        case .tiff: "a TIFF picture"
        case .exr: "an EXR picture"
        case .npy: "a NumPy array"
        case .pfm: "a PFM picture"
        case .foreign(let name): name
        }
    }
}
