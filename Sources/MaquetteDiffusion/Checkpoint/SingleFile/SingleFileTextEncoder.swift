import Foundation
import MaquetteTensor

/// A text encoder of a single file: CLIP as transformers names it (Stable Diffusion 1), or as OpenCLIP
/// does (Stable Diffusion 2). Stable Diffusion XL has one of each.
struct SingleFileTextEncoder: Sendable {
    private enum Kind {
        /// `transformer.`, with or without `text_model.` after it.
        case transformers
        /// `model.`
        case openCLIP
    }

    /// Where text encoders lie in a file.
    enum Place: String {
        case only = "cond_stage_model."
        case firstOfTwo = "conditioner.embedders.0."
        case secondOfTwo = "conditioner.embedders.1."

        /// Of the layers that are stored, Stable Diffusion 2 leaves out the last; XL takes the last but one's
        /// result and the pooled prompt from the last.
        fileprivate var unusedOpenCLIPLayers: Int { self == .only ? 1 : 0 }
    }

    private let place: Place
    let modules: StoredModules
    private let kind: Kind

    /// - Throws: `DiffusionError` when there is no such text encoder.
    init(_ file: SafetensorsFile, _ place: Place = .only) throws {
        self.place = place
        let open = StoredModules(file: file, prefix: place.rawValue + "model.")
        let plain = StoredModules(file: file, prefix: place.rawValue + "transformer.")
        if open.contains("token_embedding.weight") {
            (modules, kind) = (open, .openCLIP)
        } else if !plain.names.isEmpty {
            (modules, kind) = (plain, .transformers)
        } else {
            throw DiffusionError.unsupported(
                path: file.path,
                reason: "it holds no text encoder of Stable Diffusion (\(place.rawValue)*); "
                    + "choose a whole checkpoint of Stable Diffusion 1, 2 or XL, and not a refiner")
        }
    }

    /// The token that short prompts were filled up with in training.
    var paddingToken: String { kind == .openCLIP ? "!" : "<|endoftext|>" }

    /// What the stored names begin with after the prefix, in transformers' layout.
    private var root: String { modules.contains("text_model.final_layer_norm.weight") ? "text_model." : "" }

    private var openLayerCount: Int {
        max(1, modules.count("transformer.resblocks") - place.unusedOpenCLIPLayers)
    }

    func configuration() throws -> CLIPTextConfiguration {
        let isOpen = kind == .openCLIP
        let embeddings = try modules.shape(
            isOpen ? "token_embedding.weight" : "\(root)embeddings.token_embedding.weight", rank: 2)
        let positions = try modules.shape(
            isOpen ? "positional_embedding" : "\(root)embeddings.position_embedding.weight", rank: 2)
        let expansion = try modules.shape(
            isOpen ? "transformer.resblocks.0.mlp.c_fc.weight" : "\(root)encoder.layers.0.mlp.fc1.weight", rank: 2)
        var settings: [String: Any] = [
            "vocab_size": embeddings[0],
            "hidden_size": embeddings[1],
            "intermediate_size": expansion[0],
            "num_hidden_layers": isOpen ? openLayerCount : modules.count("\(root)encoder.layers"),
            // All of CLIP's text encoders have heads of 64 channels.
            "num_attention_heads": max(1, embeddings[1] / 64),
            "max_position_embeddings": positions[0],
            "hidden_act": isOpen ? "gelu" : "quick_gelu",
        ]
        if place == .secondOfTwo {
            settings["projection_dim"] = try modules.shape("text_projection", rank: 2)[1]
            // Stands for the greatest token of a prompt, at whose place OpenCLIP pools.
            settings["eos_token_id"] = 2
        }
        return try CLIPTextConfiguration(
            json: JSONSerialization.data(withJSONObject: settings), file: modules.file.path)
    }

    func weights() throws -> Weights {
        switch kind {
        case .transformers:
            var naming = TensorNaming()
            naming.pair("text_model", root.isEmpty ? "" : "text_model")
            return modules.weights(naming)
        case .openCLIP:
            let unused = ["text_projection", "logit_scale", "attn_mask"]
                + (openLayerCount..<modules.count("transformer.resblocks")).map { "transformer.resblocks.\($0)." }
            return modules.weights(
                openNaming,
                ignoring: { name in name.contains(".attn.in_proj_") || unused.contains(where: name.hasPrefix) },
                adding: try modules.split((0..<openLayerCount).map(openProjections)).merging(poolingProjection()) { $1 })
        }
    }

    private var openNaming: TensorNaming {
        var naming = TensorNaming()
        naming.pair("text_model.embeddings.token_embedding", "token_embedding")
        naming.pair("text_model.embeddings.position_embedding.weight", "positional_embedding")
        naming.pair("text_model.final_layer_norm", "ln_final")
        for index in 0..<openLayerCount {
            let (network, stored) = ("text_model.encoder.layers.\(index)", "transformer.resblocks.\(index)")
            naming.pair("\(network).layer_norm1", "\(stored).ln_1")
            naming.pair("\(network).layer_norm2", "\(stored).ln_2")
            naming.pair("\(network).mlp.fc1", "\(stored).mlp.c_fc")
            naming.pair("\(network).mlp.fc2", "\(stored).mlp.c_proj")
            naming.pair("\(network).self_attn.out_proj", "\(stored).attn.out_proj")
            naming.pair(openProjections(index))
        }
        return naming
    }

    /// OpenCLIP multiplies from the other side.
    private func poolingProjection() throws -> [String: Parameter] {
        guard place == .secondOfTwo, let stored = modules.file.parameter(modules.prefix + "text_projection") else { return [:] }
        return ["text_projection.weight": try stored.transposed()]
    }

    private func openProjections(_ index: Int) -> StackedProjections {
        StackedProjections(
            networkNames: ["q_proj", "k_proj", "v_proj"].map { "text_model.encoder.layers.\(index).self_attn.\($0)" },
            storedPrefix: "transformer.resblocks.\(index).attn.in_proj_")
    }
}

extension Parameter {
    /// A matrix with rows and columns exchanged.
    fileprivate func transposed() throws -> Parameter {
        let (rows, columns) = (shape[0], shape[1])
        let source = self
        return Parameter(name: name, shape: [columns, rows]) { range, buffer in
            let values = try source.floats()
            for (place, index) in range.enumerated() {
                buffer[place] = values[index % rows * columns + index / rows]
            }
        }
    }
}
