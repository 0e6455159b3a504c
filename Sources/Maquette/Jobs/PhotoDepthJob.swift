import Foundation
import MaquetteDiffusion
import MaquetteImaging

/// Estimates how far things are in a photo and writes it as a picture.
public struct PhotoDepthJob: Sendable {
    /// The photo: a PNG, JPEG or WebP file.
    public var photoPath: String
    /// The folder of a depth estimator, or of a checkpoint that has one.
    public var modelPath: String
    /// The form of the result.
    public var format: DepthFormat

    /// Opens nothing before it runs.
    ///
    /// - Parameters:
    ///   - photoPath: a PNG, JPEG or WebP file; it is turned as its Exif data say.
    ///   - modelPath: a DPT folder, or the folder or file of a checkpoint with a depth estimator.
    ///   - format: the form of the result. Other than depth that was measured in a scene, `.pfm` and `.exr` hold
    ///     inverse depth on the estimator's own scale, near = large.
    public init(photoPath: String, modelPath: String, format: DepthFormat) {
        self.photoPath = photoPath
        self.modelPath = modelPath
        self.format = format
    }

    /// Whether a file is a picture and no scene, told by its content.
    public static func isPicture(_ path: String) -> Bool {
        guard let file = FileHandle(forReadingAtPath: path), let head = try? file.read(upToCount: 64) else { return false }
        return switch PictureFormat(of: [UInt8](head)) {
        case .png, .jpeg, .webp, .tiff: true
        case .foreign: ["heic", "heif", "avif", "gif", "bmp"].contains((path as NSString).pathExtension.lowercased())
        default: false
        }
    }

    /// Estimates and encodes.
    ///
    /// - Returns: the encoded file, of the photo's size: inverse depth on the estimator's own scale.
    /// - Throws: the error of the room that met the problem; `Failure` sorts them.
    public func run(observer: JobObserver) throws -> [UInt8] {
        let stored = try Photo(InputFile.bytes(of: photoPath), name: photoPath)
        stored.notes.forEach { observer(.noted($0)) }
        let photo = stored.image
        observer(.began(.loadingModel))
        let estimator = try DepthEstimator(contentsOf: URL(fileURLWithPath: modelPath))
        observer(.began(.estimatingDepth))
        let inverseDepth = try estimator.inverseDepth(of: photo)
        return try format.encode(inverseDepth: inverseDepth.resizedBicubic(width: photo.width, height: photo.height))
    }
}
