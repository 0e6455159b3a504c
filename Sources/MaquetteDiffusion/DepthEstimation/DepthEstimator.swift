import Foundation
import MaquetteImaging
import MaquetteTensor

/// Estimates how far things are in a photo: a DPT network and how it wants its pictures.
///
///     let estimator = try DepthEstimator(contentsOf: URL(fileURLWithPath: "stable-diffusion-2-depth"))
///     let inverseDepth = try estimator.inverseDepth(of: photo.image)
public struct DepthEstimator: Sendable {
    /// The folder or file that it was read from.
    public let location: URL
    private let files: any DepthEstimatorFiles
    private let network: DPT
    private let preprocessing: DepthPreprocessing

    /// Builds the estimator of a folder or file: a folder of a DPT model as transformers saves it, a checkpoint of
    /// diffusers' that has the folders `depth_estimator` and `feature_extractor`, or a single-file checkpoint that holds
    /// one (`512-depth-ema.safetensors`).
    ///
    /// It computes in single precision, as the original pipeline does whatever the precision of the rest.
    ///
    /// - Parameters:
    ///   - location: the folder or file.
    ///   - threads: how many to compute on; nil for one a processor.
    /// - Throws: `DiffusionError` naming what is missing, `NetworkError` for a network of another kind,
    ///   `WeightsError` when weights do not fit.
    public init(contentsOf location: URL, threads: Int? = nil) throws {
        files = try DepthEstimatorLayouts.files(at: location)
        self.location = location
        preprocessing = try files.preprocessing()
        network = try DPT(
            configuration: files.configuration(), weights: files.weights(),
            context: ComputeContext(threadCount: threads, precision: .f32))
    }

    /// The SHA-256 over the weights, as 64 hexadecimal digits; of a single file, over the whole of it.
    /// - Parameter memory: what remembers the digests of files; nil for nothing.
    public func weightsSHA256(_ memory: DigestMemory? = nil) throws -> String { try files.weightsSHA256(memory) }

    /// Whether a model has an estimator at all.
    public static func isPresent(in location: URL) -> Bool {
        (try? DepthEstimatorLayouts.files(at: location)) != nil
    }

    /// The inverse depth of a picture, near = large, on a scale of its own, at the size that the network gives.
    ///
    /// - Throws: `DiffusionError.invalidRequest` for a picture that the network cannot be shown.
    public func inverseDepth(of image: Image) throws -> FloatImage {
        let (width, height) = preprocessing.size(ofPicture: image.width, image.height)
        let patch = network.configuration.patchSize
        guard width > 0, height > 0, width % patch == 0, height % patch == 0, width * height <= 1 << 24 else {
            throw DiffusionError.invalidRequest(
                reason: "a picture of \(image.width) x \(image.height) pixels would be shown to the depth estimator as "
                    + "\(width) x \(height), which are no multiples of \(patch); crop it to another shape")
        }
        let pixels = try Tensor(preprocessing.normalized(image, width: width, height: height), shape: [1, height, width, 3])
        let depth = try network.inverseDepth(pixels)
        let samples = depth.floats
        guard samples.allSatisfy(\.isFinite) else {
            throw DiffusionError.malformedFile(path: location.path, reason: "it estimates depths that are not numbers")
        }
        return FloatImage(width: depth.shape[2], height: depth.shape[1], channels: 1, samples: samples)
    }
}
