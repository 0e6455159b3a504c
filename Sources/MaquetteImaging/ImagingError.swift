/// What can be wrong with a picture file or with pictures put together.
///
/// `name` is the name of the file as its reader was told it.
public enum ImagingError: Error, Equatable, CustomStringConvertible {
    /// The bytes do not begin like a PNG file.
    case notPNG(name: String)
    /// A PNG file that is cut short or corrupt.
    case damagedPNG(name: String, reason: String)
    /// A sound PNG file of a kind that is of no use here.
    case unsupportedPNG(name: String, reason: String)
    /// A file whose picture would not fit into memory.
    case tooLarge(name: String, width: Int, height: Int)
    /// A PFM file that is cut short or corrupt.
    case malformedPFM(name: String, reason: String)
    /// An NPY file that is cut short or corrupt.
    case malformedNPY(name: String, reason: String)
    /// A sound NPY file of a kind that is of no use here.
    case unsupportedNPY(name: String, reason: String)
    /// An EXR file that is cut short or corrupt.
    case damagedEXR(name: String, reason: String)
    /// A sound EXR file of a kind that is of no use here.
    case unsupportedEXR(name: String, reason: String)
    /// A JPEG, WebP or TIFF file that is cut short or corrupt.
    case damaged(name: String, format: PictureFormat, reason: String)
    /// A sound JPEG, WebP or TIFF file of a kind that is of no use here.
    case unsupported(name: String, reason: String)
    /// A file that is no photo; `format` is what it looks like.
    case notPhoto(name: String, format: PictureFormat?)
    /// Text that a PNG file cannot hold.
    case invalidText(key: String, reason: String)
    /// A picture that cannot be written as PNG, PFM or EXR.
    case notEncodable(reason: String)
    /// Pictures that do not fit each other.
    case mismatch(reason: String)
    /// The machine has no font to draw text with.
    case noFont

    public var description: String {
        switch self {
        case .notPNG(let name):
            "\(name) is not a PNG file; give a PNG picture."
        case .damagedPNG(let name, let reason):
            "\(name) is damaged (\(reason)); save or download the PNG file again."
        case .unsupportedPNG(let name, let reason), .unsupportedNPY(let name, let reason),
            .unsupportedEXR(let name, let reason), .unsupported(let name, let reason):
            "\(name) cannot be used: \(reason)."
        case .tooLarge(let name, let width, let height):
            "\(name) says it is \(width) x \(height) pixels, more than the "
                + "\(ImageLimits.maximumPixels) that fit; give a smaller picture."
        case .malformedPFM(let name, let reason):
            "\(name) is not a sound PFM file: \(reason); write it again."
        case .malformedNPY(let name, let reason):
            "\(name) is not a sound NPY file: \(reason); write it again."
        case .damagedEXR(let name, let reason):
            "\(name) is not a sound EXR file (\(reason)); write it again."
        case .damaged(let name, let format, let reason):
            "\(name) is damaged: it begins as \(format.description), but \(reason); save or download it again."
        case .notPhoto(let name, .tiff?), .notPhoto(let name, .exr?), .notPhoto(let name, .npy?), .notPhoto(let name, .pfm?):
            "\(name) is read as a depth map only, pass it with --depth; a photo is a PNG, JPEG or WebP file."
        case .notPhoto(let name, let format?):
            "\(name) is \(format.description), which is not read; save it as PNG, JPEG or WebP."
        case .notPhoto(let name, nil):
            "\(name) is no picture that is read; give a PNG, JPEG or WebP file."
        case .invalidText(let key, let reason):
            "The text \"\(key)\" does not fit into a PNG file: \(reason)."
        case .notEncodable(let reason):
            "The picture cannot be encoded: \(reason)."
        case .noFont:
            "There is no font to write labels with: install one, for example the package fonts-dejavu-core."
        case .mismatch(let reason):
            "The pictures do not fit each other: \(reason)."
        }
    }
}
