import Foundation

/// How a depth estimator lies on disk.
protocol DepthEstimatorFiles: Sendable {
    /// Its settings, checked.
    func configuration() throws -> DPTConfiguration
    /// How it wants its pictures, checked.
    func preprocessing() throws -> DepthPreprocessing
    /// Its tensors, under the names that transformers gives them.
    func weights() throws -> Weights
    /// The SHA-256 over its weights, as 64 hexadecimal digits.
    func weightsSHA256(_ memory: DigestMemory?) throws -> String
}

/// Recognizes how a depth estimator is kept.
enum DepthEstimatorLayouts {
    /// The files of the estimator that a folder or a single file holds.
    ///
    /// - Throws: `DiffusionError` when there is none, `WeightsError` for a single file that cannot be read.
    static func files(at location: URL) throws -> any DepthEstimatorFiles {
        switch location.pathExtension.lowercased() {
        case "safetensors" where JSONFile.exists(location):
            if let stored = SingleFileDepthEstimator(try SafetensorsFile(path: location.path)) { return stored }
            throw DiffusionError.missingFile(
                path: SingleFileDepthEstimator.prefix + "* in " + location.path,
                advice: "the model has no depth estimator, name a folder of DPT or of stable-diffusion-2-depth, or pass --depth")
        case "ckpt", "bin", "pt", "pth": throw DiffusionError.pickle(location)
        default: return try DepthEstimatorFolder(location)
        }
    }
}

/// A folder of a DPT model as transformers saves it, or a checkpoint folder that has one.
struct DepthEstimatorFolder: DepthEstimatorFiles {
    /// The folder of the network itself.
    let network: URL
    private let preprocessingFile: URL

    /// - Throws: `DiffusionError.missingFile`.
    init(_ location: URL) throws {
        let part = location.appendingPathComponent("depth_estimator")
        if JSONFile.exists(part.appendingPathComponent("config.json")) {
            network = part
            preprocessingFile = location.appendingPathComponent("feature_extractor/preprocessor_config.json")
        } else if JSONFile.exists(location.appendingPathComponent("config.json")) {
            network = location
            preprocessingFile = location.appendingPathComponent("preprocessor_config.json")
        } else {
            throw DiffusionError.missingFile(
                path: part.path,
                advice: "the model has no depth estimator, name a folder of DPT or of stable-diffusion-2-depth, or pass --depth")
        }
    }

    func configuration() throws -> DPTConfiguration {
        let config = network.appendingPathComponent("config.json")
        return try DPTConfiguration(json: JSONFile.contents(of: config), file: config.path)
    }

    func preprocessing() throws -> DepthPreprocessing {
        let preprocessing = try JSONFile.read(DepthPreprocessing.self, at: preprocessingFile)
        try preprocessing.validate(path: preprocessingFile.path)
        return preprocessing
    }

    func weights() throws -> Weights {
        try Weights(files().map { try SafetensorsFile(path: $0.path) })
    }

    func weightsSHA256(_ memory: DigestMemory?) throws -> String { try SHA256.hexDigest(ofFiles: files(), memory) }

    private func files() throws -> [URL] { try WeightsFiles.files(in: network, stem: "model") }
}
