import Foundation
import MaquetteImaging
import MaquetteTensor

/// Estimates how far things are in a photo: a DPT network and how it wants its pictures.
///
///     let estimator = try DepthEstimator(contentsOf: URL(fileURLWithPath: "stable-diffusion-2-depth"))
///     let inverseDepth = try estimator.inverseDepth(of: photo.image)
public struct DepthEstimator: Sendable {
    /// The folder that holds the network.
    public let folder: URL
    private let network: DPT
    private let preprocessing: DepthPreprocessing

    /// Builds the estimator of a folder: one of a DPT model as transformers saves it, or a checkpoint of
    /// diffusers' that has the folders `depth_estimator` and `feature_extractor`.
    ///
    /// It computes in single precision, as the original pipeline does whatever the precision of the rest.
    ///
    /// - Parameters:
    ///   - location: the folder.
    ///   - threads: how many to compute on; nil for one a processor.
    /// - Throws: `DiffusionError` naming what is missing, `NetworkError` for a network of another kind,
    ///   `WeightsError` when weights do not fit.
    public init(contentsOf location: URL, threads: Int? = nil) throws {
        let files = try DepthEstimatorFiles(location)
        folder = files.network
        let config = files.network.appendingPathComponent("config.json")
        let configuration = try DPTConfiguration(json: JSONFile.contents(of: config), file: config.path)
        preprocessing = try JSONFile.read(DepthPreprocessing.self, at: files.preprocessing)
        try preprocessing.validate(path: files.preprocessing.path)
        let weights = try Weights(
            WeightsFiles.files(in: files.network, stem: "model").map { try SafetensorsFile(path: $0.path) })
        network = try DPT(
            configuration: configuration, weights: weights,
            context: ComputeContext(threadCount: threads, precision: .f32))
    }

    /// Whether a model has an estimator at all.
    public static func isPresent(in location: URL) -> Bool {
        (try? DepthEstimatorFiles(location)) != nil
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
            throw DiffusionError.malformedFile(path: folder.path, reason: "it estimates depths that are not numbers")
        }
        return FloatImage(width: depth.shape[2], height: depth.shape[1], channels: 1, samples: samples)
    }
}

/// Where an estimator's files lie.
private struct DepthEstimatorFiles {
    let network: URL
    let preprocessing: URL

    init(_ location: URL) throws {
        let part = location.appendingPathComponent("depth_estimator")
        if JSONFile.exists(part.appendingPathComponent("config.json")) {
            network = part
            preprocessing = location.appendingPathComponent("feature_extractor/preprocessor_config.json")
        } else if JSONFile.exists(location.appendingPathComponent("config.json")) {
            network = location
            preprocessing = location.appendingPathComponent("preprocessor_config.json")
        } else {
            throw DiffusionError.missingFile(
                path: part.path,
                advice: "the model has no depth estimator, name a folder of DPT or of stable-diffusion-2-depth, or pass --depth")
        }
    }
}
