import Foundation
import MaquetteImaging
import MaquetteTensor
import Testing

@testable import MaquetteDiffusion

/// From a photo to the map that the UNet sees, against StableDiffusionDepth2ImgPipeline.prepare_depth_map.
@Suite struct DepthEstimatorTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../Fixtures/depth-estimation").standardizedFileURL

    private static func expected(_ name: String) throws -> Tensor {
        let file = try SafetensorsFile(path: folder.appendingPathComponent("checkpoint.safetensors").path)
        let parameter = try #require(file.parameter(name))
        return try Tensor(parameter.floats(), shape: parameter.shape)
    }

    private static func photo() throws -> Image {
        let photo = try expected("photo")
        return Image(width: photo.shape[1], height: photo.shape[0], channels: 3, samples: photo.floats.map { UInt8($0) })
    }

    private static func preprocessing(_ json: String) throws -> DepthPreprocessing {
        try JSONDecoder().decode(DepthPreprocessing.self, from: Data(json.utf8))
    }

    @Test func photosArePreparedAsPillowAndTransformersDo() throws {
        let file = Self.folder.appendingPathComponent("checkpoint/feature_extractor/preprocessor_config.json")
        let preprocessing = try JSONFile.read(DepthPreprocessing.self, at: file)
        let pixels = preprocessing.normalized(try Self.photo(), width: 64, height: 64)
        let found = try Tensor(pixels, shape: [1, 64, 64, 3])
        #expect(relativeDifference(found, try Self.expected("pixels")) <= 1e-6)
    }

    @Test func estimatesAsTheOriginalPipelineDoes() throws {
        let estimator = try DepthEstimator(contentsOf: Self.folder.appendingPathComponent("checkpoint"))
        let estimate = try estimator.inverseDepth(of: Self.photo())
        let found = try Tensor(estimate.samples, shape: [1, estimate.height, estimate.width, 1])
        #expect(relativeDifference(found, try Self.expected("estimate")) <= 1e-4)

        let prepared = try Self.expected("prepared")
        let conditioning = DepthConditioning(estimate, width: prepared.shape[2], height: prepared.shape[1])
        let map = try Tensor(conditioning.samples, shape: prepared.shape)
        #expect(relativeDifference(map, prepared) <= 1e-4)
    }

    /// The names of 512-depth-ema.safetensors, against transformers (`make_single_file.py`).
    @Test func anEstimatorInASingleFileIsThatOfAFolder() throws {
        let tensors = try JSONDecoder().decode(
            [String: [Int]].self, from: Data(contentsOf: Self.folder.appendingPathComponent("single-file.json")))
        let values = try SafetensorsFile(path: Self.folder.appendingPathComponent("single-file.safetensors").path)
        let expected = try #require(values.parameter("estimate"))
        let place = FileManager.default.temporaryDirectory.appendingPathComponent("maquette-\(UUID().uuidString).safetensors")
        defer { try? FileManager.default.removeItem(at: place) }
        try SingleFileTests.write(tensors, metadata: [:], spoil: nil, to: place)
        #expect(DepthEstimator.isPresent(in: place))
        let estimate = try DepthEstimator(contentsOf: place).inverseDepth(of: Self.photo())
        let found = try Tensor(estimate.samples, shape: [1, estimate.height, estimate.width, 1])
        #expect(relativeDifference(found, try Tensor(expected.floats(), shape: expected.shape)) <= 1e-4)

        // What is idle in the network, and nothing else.
        let stored = try #require(SingleFileDepthEstimator(SafetensorsFile(path: place.path)))
        let weights = try stored.weights()
        _ = try DPT(configuration: stored.configuration(), weights: weights, context: ComputeContext(threadCount: 1))
        let idle = ["scratch.refinenet4.resConfUnit1.", "pretrained.model.norm."].map { SingleFileDepthEstimator.prefix + $0 }
        #expect(weights.unusedNames.allSatisfy { name in idle.contains { name.hasPrefix($0) } }, "\(weights.unusedNames)")
        #expect(weights.unusedNames.count == 6)

        var broken = tensors
        let positions = SingleFileDepthEstimator.prefix + "pretrained.model.pos_embed"
        broken[positions] = [1, 16, 128]
        try SingleFileTests.write(broken, metadata: [:], spoil: nil, to: place)
        let error = try #require(throws: DiffusionError.self) { try DepthEstimator(contentsOf: place) }
        #expect(error.description.contains("15 tokens"))
        broken[positions] = nil
        try SingleFileTests.write(broken, metadata: [:], spoil: nil, to: place)
        let missing = try #require(throws: DiffusionError.self) { try DepthEstimator(contentsOf: place) }
        #expect(missing.description.contains(positions))
    }

    @Test func filesWithoutAnEstimatorSaySo() throws {
        try SingleFileTests.withCheckpoint("depth") { file in
            #expect(!DepthEstimator.isPresent(in: file))
            let error = try #require(throws: DiffusionError.self) { try DepthEstimator(contentsOf: file) }
            #expect(error.description.contains("has no depth estimator"))
        }
        let pickle = try #require(throws: DiffusionError.self) {
            try DepthEstimator(contentsOf: URL(fileURLWithPath: "/nowhere/dpt_hybrid.pt"))
        }
        #expect(pickle.description.contains("pickle"))
    }

    @Test func theFolderOfTheNetworkItselfNeedsItsOwnPreprocessing() throws {
        let part = Self.folder.appendingPathComponent("checkpoint/depth_estimator")
        #expect(throws: DiffusionError.self) { try DepthEstimator(contentsOf: part) }
        let error = try #require(throws: DiffusionError.self) { try DepthEstimator(contentsOf: Self.folder) }
        #expect(error.description.contains("has no depth estimator"))
        #expect(!DepthEstimator.isPresent(in: Self.folder))
    }

    @Test func sizesFollowThePreprocessing() throws {
        let square = try Self.preprocessing(#"{"size": 384}"#)
        #expect(square.size(ofPicture: 640, 480) == (384, 384))
        let sides = try Self.preprocessing(#"{"size": {"height": 384, "width": 512}}"#)
        #expect(sides.size(ofPicture: 64, 48) == (512, 384))
        // Numbers of transformers' get_resize_output_image_size.
        let kept = try Self.preprocessing(#"{"size": 384, "keep_aspect_ratio": true, "ensure_multiple_of": 32}"#)
        #expect(kept.size(ofPicture: 640, 480) == (512, 384))
        #expect(kept.size(ofPicture: 480, 640) == (384, 512))
        #expect(kept.size(ofPicture: 1000, 333) == (1152, 384))
    }

    @Test(arguments: [
        #"{"do_pad": true}"#, #"{"resample": 0}"#, #"{"size": 0}"#, #"{"image_std": [0, 1, 1]}"#, #"{"do_resize": false}"#,
        #"{"image_mean": [0.5]}"#,
    ])
    func otherPreprocessingIsRefused(json: String) throws {
        let preprocessing = try Self.preprocessing(json)
        #expect(throws: DiffusionError.self) { try preprocessing.validate(path: "preprocessor_config.json") }
    }
}
