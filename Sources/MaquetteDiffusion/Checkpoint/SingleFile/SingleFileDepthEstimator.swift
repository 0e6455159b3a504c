import Foundation

/// The depth estimator of a single file (`depth_model.*` in 512-depth-ema.safetensors): DPT-hybrid under the names
/// that MiDaS 3.0 and timm give its modules (Ranftl et al., 2021).
///
///     pretrained.model            the backbone (patch_embed.backbone) and the transformer (blocks)
///     pretrained.act_postprocess  3 and 4: tokens to maps; 1 and 2 take the backbone's maps as they are
///     scratch                     from maps to depth; layers and refinenets count from the finest
struct SingleFileDepthEstimator: DepthEstimatorFiles {
    static let prefix = "depth_model.model."

    let modules: StoredModules
    private static let stageCount = 4
    /// The backbone shrinks by this.
    private static let patchSize = 16

    /// - Returns: nil for a file that has none.
    init?(_ file: SafetensorsFile) {
        modules = StoredModules(file: file, prefix: Self.prefix)
        guard modules.contains("pretrained.model.cls_token") else { return nil }
    }

    private var layerCount: Int { modules.count("pretrained.model.blocks") }

    private func stageName(_ stage: Int) -> String { "pretrained.model.patch_embed.backbone.stages.\(stage)" }

    /// Side of the square pictures that it was trained on.
    private func imageSize() throws -> Int {
        let tokens = try modules.shape("pretrained.model.pos_embed", rank: 3)[1] - 1
        let side = Int(Double(max(tokens, 0)).squareRoot())
        guard side * side == tokens, side > 0 else {
            throw DiffusionError.malformedFile(
                path: modules.file.path, reason: "the positions of its depth estimator are for \(tokens) tokens, which is no square")
        }
        return side * Self.patchSize
    }

    func configuration() throws -> DPTConfiguration {
        let hidden = try modules.shape("pretrained.model.cls_token", rank: 3)[2]
        let stages = 0..<modules.count("pretrained.model.patch_embed.backbone.stages")
        let necks = try (1...Self.stageCount).map { try modules.shape("scratch.layer\($0)_rn.weight", rank: 4)[1] }
        let settings: [String: Any] = [
            "model_type": "dpt", "is_hybrid": true, "hidden_size": hidden, "num_hidden_layers": layerCount,
            "num_attention_heads": max(1, hidden / 64),
            "intermediate_size": try modules.shape("pretrained.model.blocks.0.mlp.fc1.weight", rank: 2)[0],
            "image_size": try imageSize(), "patch_size": Self.patchSize,
            // The last layer of each quarter; the first two taps are the backbone's.
            "backbone_out_indices": (1...Self.stageCount).map { $0 * layerCount / Self.stageCount - 1 },
            "neck_hidden_sizes": necks, "reassemble_factors": [1, 1, 1, 0.5],
            "fusion_hidden_size": try modules.shape("scratch.layer1_rn.weight", rank: 4)[0],
            "backbone_config": [
                "embedding_size": try modules.shape("pretrained.model.patch_embed.backbone.stem.conv.weight", rank: 4)[0],
                "depths": stages.map { modules.count("\(stageName($0)).blocks") },
                "hidden_sizes": try stages.map { try modules.shape("\(stageName($0)).blocks.0.conv3.weight", rank: 4)[0] },
            ] as [String: Any],
        ]
        return try DPTConfiguration(
            json: JSONSerialization.data(withJSONObject: settings), file: modules.file.path)
    }

    /// Pictures are brought to the network as the released folder's feature extractor does it.
    func preprocessing() throws -> DepthPreprocessing {
        let settings: [String: Any] = ["size": try imageSize(), "resample": 2, "keep_aspect_ratio": false]
        return try JSONDecoder().decode(DepthPreprocessing.self, from: JSONSerialization.data(withJSONObject: settings))
    }

    /// The classifier that the backbone was trained with is not part of the network.
    func weights() throws -> Weights {
        modules.weights(
            naming,
            ignoring: { $0.contains(".attn.qkv.") || $0.hasPrefix("pretrained.model.head.") }, adding: try modules.split((0..<layerCount).map(projections)))
    }

    func weightsSHA256(_ memory: DigestMemory?) throws -> String {
        try SHA256.hexDigest(ofFile: URL(fileURLWithPath: modules.file.path), memory)
    }

    private var naming: TensorNaming {
        var naming = TensorNaming()
        let model = "pretrained.model"
        naming.pair("dpt.embeddings.cls_token", "\(model).cls_token")
        naming.pair("dpt.embeddings.position_embeddings", "\(model).pos_embed")
        naming.pair("dpt.embeddings.projection", "\(model).patch_embed.proj")
        naming.pair("dpt.layernorm", "\(model).norm")
        naming.pairBackbone("dpt.embeddings.backbone.bit", "\(model).patch_embed.backbone", stages: modules)
        for layer in 0..<layerCount {
            let (network, stored) = ("dpt.encoder.layer.\(layer)", "\(model).blocks.\(layer)")
            naming.pair("\(network).layernorm_before", "\(stored).norm1")
            naming.pair("\(network).layernorm_after", "\(stored).norm2")
            naming.pair("\(network).attention.output.dense", "\(stored).attn.proj")
            naming.pair("\(network).intermediate.dense", "\(stored).mlp.fc1")
            naming.pair("\(network).output.dense", "\(stored).mlp.fc2")
            naming.pair(projections(layer))
        }
        for stage in 0..<Self.stageCount {
            let stored = "pretrained.act_postprocess\(stage + 1)"
            naming.pair("neck.reassemble_stage.readout_projects.\(stage).0", "\(stored).0.project.0")
            naming.pair("neck.reassemble_stage.layers.\(stage).projection", "\(stored).3")
            naming.pair("neck.reassemble_stage.layers.\(stage).resize", "\(stored).4")
            naming.pair("neck.convs.\(stage)", "scratch.layer\(stage + 1)_rn")
            naming.pairFusion("neck.fusion_stage.layers.\(stage)", "scratch.refinenet\(Self.stageCount - stage)")
        }
        naming.pair("head.head", "scratch.output_conv")
        return naming
    }

    private func projections(_ layer: Int) -> StackedProjections {
        StackedProjections(
            networkNames: ["query", "key", "value"].map { "dpt.encoder.layer.\(layer).attention.attention.\($0)" },
            storedPrefix: "pretrained.model.blocks.\(layer).attn.qkv.")
    }
}

extension TensorNaming {
    /// The residual network, whose layers have the same names within a stage.
    fileprivate mutating func pairBackbone(_ networkName: String, _ storedName: String, stages modules: StoredModules) {
        pair("\(networkName).embedder.convolution", "\(storedName).stem.conv")
        pair("\(networkName).embedder.norm", "\(storedName).stem.norm")
        for stage in 0..<modules.count("\(storedName).stages") {
            for layer in 0..<modules.count("\(storedName).stages.\(stage).blocks") {
                pair("\(networkName).encoder.stages.\(stage).layers.\(layer)", "\(storedName).stages.\(stage).blocks.\(layer)")
            }
        }
    }

    fileprivate mutating func pairFusion(_ networkName: String, _ storedName: String) {
        pair("\(networkName).projection", "\(storedName).out_conv")
        for unit in 1...2 {
            for convolution in 1...2 {
                pair("\(networkName).residual_layer\(unit).convolution\(convolution)", "\(storedName).resConfUnit\(unit).conv\(convolution)")
            }
        }
    }
}
