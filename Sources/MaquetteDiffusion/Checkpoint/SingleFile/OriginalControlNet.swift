import Foundation

/// A ControlNet in one safetensors file with the names of the original release (Zhang et al., 2023; `cldm.ControlNet`),
/// as model sites offer them: `control_model.*`, or the same names without that beginning.
///
///     input_hint_block    what brings the control picture to the size of latents; every other module is a SiLU
///     input_blocks, middle_block, time_embed    as in the UNet
///     zero_convs, middle_block_out    what is added to the UNet's results
///
/// Such a file holds no config; the settings are told from the tensors' shapes.
struct OriginalControlNet: NetworkFiles {
    private static let prefixes = ["control_model.", ""]
    private static let mark = "input_hint_block.0.weight"

    private let location: URL
    private let encoder: OriginalUNetEncoder
    private var modules: StoredModules { encoder.modules }

    /// - Returns: nil for a file with other names.
    /// - Throws: `WeightsError` when the file cannot be read, `DiffusionError` when tensors that tell its settings are
    ///   missing.
    init?(contentsOf location: URL) throws {
        let file = try SafetensorsFile(path: location.path)
        guard let prefix = Self.prefixes.first(where: { file.shape(of: $0 + Self.mark) != nil }) else { return nil }
        guard file.shape(of: "lora_controlnet") == nil else {
            throw DiffusionError.unsupported(
                path: location.path,
                reason: "it is a Control-LoRA, which is only the difference to a model; choose the whole ControlNet")
        }
        self.location = location
        encoder = try OriginalUNetEncoder(StoredModules(file: file, prefix: prefix), of: "ControlNet")
    }

    var name: String { location.deletingPathExtension().lastPathComponent }

    /// What whoever saved the file left in it.
    var metadata: [String: String] { modules.file.metadata }

    /// Places of the hint's convolutions in their list.
    private var hintPlaces: [Int] {
        Array(sequence(first: 0) { $0 + 2 }.prefix { modules.contains("input_hint_block.\($0).weight") })
    }

    func configuration() throws -> ControlNetConfiguration {
        var settings = try encoder.settings()
        var layers = encoder.transformerLayers.map { $0.last ?? 1 }
        layers[layers.count - 1] = encoder.midTransformerLayers
        settings["transformer_layers_per_block"] = layers
        settings["conditioning_channels"] = try modules.shape(Self.mark, rank: 4)[1]
        // Of the convolutions between the first and the last, each second one halves and widens.
        settings["conditioning_embedding_out_channels"] = try stride(from: 0, to: hintPlaces.count - 1, by: 2).map {
            try modules.shape("input_hint_block.\(hintPlaces[$0]).weight", rank: 4)[0]
        }
        return try ControlNetConfiguration(
            json: JSONSerialization.data(withJSONObject: settings), file: location.path)
    }

    func weights() throws -> Weights { modules.weights(naming) }

    private var naming: TensorNaming {
        var naming = TensorNaming.originalUNet(attends: encoder.levels.map(\.attends), layerCount: encoder.layerCount)
        let places = hintPlaces
        for (index, place) in places.enumerated() {
            let part = index == 0 ? "conv_in" : index == places.count - 1 ? "conv_out" : "blocks.\(index - 1)"
            naming.pair("controlnet_cond_embedding.\(part)", "input_hint_block.\(place)")
        }
        for index in 0..<modules.count("zero_convs") {
            naming.pair("controlnet_down_blocks.\(index)", "zero_convs.\(index).0")
        }
        naming.pair("controlnet_mid_block", "middle_block_out.0")
        return naming
    }

    func weightsSHA256(_ memory: DigestMemory?) throws -> String { try SHA256.hexDigest(ofFile: location, memory) }
}
