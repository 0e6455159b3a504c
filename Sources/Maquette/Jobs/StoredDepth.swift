import MaquetteImaging

/// The values of a depth file as they are stored.
struct StoredDepth {
    /// One channel.
    let image: FloatImage
    /// What white is, where values are grey levels; nil where they are numbers of their own.
    let fullScale: Float?

    private static let whatFits =
        "a depth map is a grey PNG (best of 16 bits), a TIFF, EXR, PFM or NPY of one channel"

    /// Reads a file, told by its content.
    ///
    /// - Throws: `InputFileError` for a file that is no depth map, `ImagingError` for a damaged one.
    init(contentsOf path: String) throws {
        let bytes = try InputFile.bytes(of: path)
        switch PictureFormat(of: bytes) {
        case .png: (image, fullScale) = try Self.grey(bytes, path)
        case .tiff:
            let (image, format) = try TIFF.decode(bytes, name: path)
            self.image = image
            fullScale =
                switch format {
                case .unsigned(let bits) where bits <= 16: Float((1 << bits) - 1)
                default: nil
                }
        case .exr: (image, fullScale) = (try EXR.decode(bytes, name: path), nil)
        case .npy: (image, fullScale) = (try NPY.decode(bytes, name: path), nil)
        case .pfm:
            (image, fullScale) = (try PFM.decode(bytes, name: path), nil)
            guard image.channels == 1 else {
                throw InputFileError.unusable(path: path, reason: "it holds colours, and \(Self.whatFits)")
            }
        case .jpeg, .webp:
            throw InputFileError.unusable(
                path: path, reason: "it is a photo; pass it with --image and its depth is estimated, or give its depth: \(Self.whatFits)")
        case .foreign(let name):
            throw InputFileError.unusable(path: path, reason: "it is \(name), and \(Self.whatFits)")
        case nil:
            throw InputFileError.unknownFormat(path: path, expected: "a grey PNG, or a TIFF, EXR, PFM or NPY of one channel")
        }
    }

    /// Grey levels of a PNG. Colours that are all grey pass too, since many programs know no grey files.
    private static func grey(_ bytes: [UInt8], _ path: String) throws -> (FloatImage, Float) {
        let header = try PNG.header(of: bytes, name: path)
        if header.colorType == .gray {
            let picture = try PNG.decodeGray16(bytes, name: path)
            let isDeep = header.bitDepth == 16
            return (
                FloatImage(
                    width: picture.width, height: picture.height, channels: 1,
                    samples: picture.samples.map { isDeep ? Float($0) : Float($0 >> 8) }),
                isDeep ? 65535 : 255
            )
        }
        let picture = try PNG.decode(bytes, name: path)
        let pixels = stride(from: 0, to: picture.samples.count, by: picture.channels)
        let isGrey = pixels.allSatisfy {
            picture.samples[$0] == picture.samples[$0 + 1] && picture.samples[$0] == picture.samples[$0 + 2]
        }
        guard isGrey else {
            throw InputFileError.unusable(
                path: path,
                reason: "it is a picture in colour, and \(whatFits); if it is the photo, pass it with --image")
        }
        guard picture.channels == 3 || pixels.allSatisfy({ picture.samples[$0 + 3] == 255 }) else {
            throw InputFileError.unusable(path: path, reason: "parts of it are transparent, and \(whatFits)")
        }
        return (
            FloatImage(
                width: picture.width, height: picture.height, channels: 1, samples: pixels.map { Float(picture.samples[$0]) }),
            255
        )
    }

    /// What the user should look at where no convention was given: grey values that look like millimetres.
    var suspicion: String? {
        guard fullScale == 65535, let greatest = image.samples.max(), greatest > 255, greatest < 16384 else { return nil }
        return "goes up to \(Int(greatest)) of 65535 and is read as near-is-white; "
            + "if these are millimetres, pass --depth-convention millimetres"
    }
}
