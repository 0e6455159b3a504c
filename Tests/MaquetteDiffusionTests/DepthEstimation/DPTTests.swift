import Foundation
import MaquetteTensor
import MaquetteTestSupport
import Testing

@testable import MaquetteDiffusion

/// DPT against transformers' DPTForDepthEstimation on the same weights.
@Suite struct DPTTests {
    @Test(arguments: ["dpt-large", "dpt-ignore", "dpt-add", "dpt-hybrid"], [1, 2])
    func equalsTransformers(name: String, threadCount: Int) throws {
        let fixture = try NetworkFixture(name, in: "depth-estimation", changing: ["head.head.4.bias": 1])
        let configuration = try DPTConfiguration(json: fixture.configuration, file: name)
        let network = try DPT(
            configuration: configuration, weights: fixture.weights, context: ComputeContext(threadCount: threadCount))
        let output = try network.inverseDepth(fixture.tensor("input"))
        #expect(relativeDifference(output, try fixture.tensor("output")) <= 1e-4)
        // What is idle in transformers' network as well: a residual block and the last normalization.
        #expect(fixture.weights.unusedNames.allSatisfy {
            $0.hasPrefix("neck.fusion_stage.layers.0.residual_layer1") || $0.hasPrefix("dpt.layernorm")
        })
    }

    @Test func anotherSizeStretchesThePositions() throws {
        let fixture = try NetworkFixture("dpt-large", in: "depth-estimation")
        let configuration = try DPTConfiguration(json: fixture.configuration, file: "dpt-large")
        let network = try DPT(
            configuration: configuration, weights: fixture.weights, context: ComputeContext(threadCount: 1))
        let wide = try Tensor(SyntheticValues.uniform("wide", 0..<32 * 48 * 3), shape: [1, 32, 48, 3])
        #expect(try network.inverseDepth(wide).shape == [1, 64, 96, 1])
        let odd = try Tensor(SyntheticValues.uniform("odd", 0..<20 * 48 * 3), shape: [1, 20, 48, 3])
        #expect(throws: NetworkError.self) { try network.inverseDepth(odd) }
    }

    @Test func releasedConfigurationsAreUnderstood() throws {
        let large = try DPTConfiguration(json: Data(Self.large.utf8), file: "config.json")
        #expect(!large.isHybrid && large.hiddenSize == 1024 && large.tappedLayers == [5, 11, 17, 23])
        let hybrid = try DPTConfiguration(json: Data(Self.hybrid.utf8), file: "config.json")
        #expect(hybrid.isHybrid)
        #expect(hybrid.backbone?.stages.map(\.channels) == [256, 512, 1024])
        #expect(hybrid.backbone?.stages.map(\.depth) == [3, 4, 9])
    }

    @Test(arguments: [
        (#"{"model_type": "glpn"}"#, "model_type"), (#"{"backbone_config": {"model_type": "dinov2"}}"#, "backbone"),
        (#"{"hidden_act": "relu"}"#, "hidden_act"), (#"{"is_hybrid": true, "readout_type": "add"}"#, "readout_type"),
        (#"{"neck_hidden_sizes": [96]}"#, "neck_hidden_sizes"), (#"{"num_attention_heads": 7}"#, "num_attention_heads"),
        (#"{"backbone_out_indices": [2, 5, 8, 99]}"#, "backbone_out_indices"), (#"{"reassemble_factors": [0, 2, 1, 3]}"#, "reassemble_factors"),
        (#"{"is_hybrid": true, "neck_hidden_sizes": [256, 512, 768, 768], "backbone_config": {"layer_type": "preactivation"}}"#, "layer_type"),
        (#"{"is_hybrid": true, "backbone_config": {"num_groups": 7}}"#, "num_groups"),
    ])
    func otherConfigurationsAreRefusedByName(json: String, setting: String) throws {
        let error = try #require(throws: NetworkError.self) {
            try DPTConfiguration(json: Data(json.utf8), file: "config.json")
        }
        #expect(error.description.contains(setting))
    }

    /// Intel's DPT-large, what is not at its default.
    private static let large = """
        {"architectures": ["DPTForDepthEstimation"], "model_type": "dpt", "backbone_out_indices": [5, 11, 17, 23],
         "fusion_hidden_size": 256, "head_in_index": -1, "hidden_size": 1024, "intermediate_size": 4096,
         "neck_hidden_sizes": [256, 512, 1024, 1024], "num_attention_heads": 16, "num_hidden_layers": 24,
         "reassemble_factors": [4, 2, 1, 0.5], "readout_type": "project", "use_batch_norm_in_fusion_residual": false}
        """

    /// The depth estimator of Stable Diffusion 2 depth, what is not at its default.
    private static let hybrid = """
        {"architectures": ["DPTForDepthEstimation"], "model_type": "dpt", "is_hybrid": true, "hidden_size": 768,
         "neck_hidden_sizes": [256, 512, 768, 768], "reassemble_factors": [1, 1, 1, 0.5], "neck_ignore_stages": [0, 1],
         "backbone_config": {"model_type": "bit", "depths": [3, 4, 9], "embedding_dynamic_padding": true,
         "global_padding": "SAME", "layer_type": "bottleneck", "out_features": ["stage1", "stage2", "stage3"],
         "hidden_sizes": [256, 512, 1024, 2048], "num_groups": 32, "output_stride": 32, "width_factor": 1},
         "backbone_featmap_shape": [1, 1024, 24, 24]}
        """
}
