import Foundation

/// The UNet of a single file: which settings its tensors' shapes tell, and how its modules are named
/// (Rombach et al., 2022; the original `openaimodel.UNetModel`).
///
///     input_blocks    0: first convolution; then of each level its layers and, but for the last, a halving
///     middle_block    residual block, transformer, residual block
///     output_blocks   of each level, from the bottom, one layer more; the last of them doubles
struct SingleFileUNet: Sendable {
    static let prefix = "model.diffusion_model."

    private let encoder: OriginalUNetEncoder
    var modules: StoredModules { encoder.modules }
    /// Whether it is of the XL family.
    var isXL: Bool { encoder.isXL }

    /// - Throws: `DiffusionError` when the tensors are not those of such a UNet.
    init(_ file: SafetensorsFile) throws {
        let modules = StoredModules(file: file, prefix: Self.prefix)
        let hasSecondEncoder = file.tensorNames.contains { $0.hasPrefix(SingleFileTextEncoder.Place.secondOfTwo.rawValue) }
        guard !OriginalUNetEncoder.isXL(modules) || hasSecondEncoder else {
            throw DiffusionError.unsupported(
                path: file.path,
                reason: "its UNet takes more than a prompt, as unCLIP and the refiner of Stable Diffusion XL do; "
                    + "choose a Stable Diffusion 1, 2 or XL model")
        }
        encoder = try OriginalUNetEncoder(modules, of: "UNet")
    }

    /// Channels of the input.
    func inputChannels() throws -> Int { try encoder.inputChannels() }

    /// Transformer layers after each residual block on the way up, of each level from the bottom.
    private var upTransformerLayers: [[Int]] {
        let layerCount = encoder.layerCount
        return encoder.levels.reversed().enumerated().map { index, level in
            (0...layerCount).map {
                level.attends ? modules.count("output_blocks.\(index * (layerCount + 1) + $0).1.transformer_blocks") : 1
            }
        }
    }

    /// - Parameter latentSize: the width and height of latents that it was trained on.
    func configuration(latentSize: Int) throws -> UNetConfiguration {
        var settings = try encoder.settings()
        settings["sample_size"] = latentSize
        settings["out_channels"] = try modules.shape("out.2.weight", rank: 4)[0]
        settings["up_block_types"] = encoder.levels.reversed().map { $0.attends ? "CrossAttnUpBlock2D" : "UpBlock2D" }
        if isXL {
            settings["transformer_layers_per_block"] = encoder.transformerLayers
            settings["reverse_transformer_layers_per_block"] = upTransformerLayers
            settings["mid_block_type"] =
                modules.contains("middle_block.1.norm.weight") ? "UNetMidBlock2DCrossAttn" : "UNetMidBlock2D"
        }
        return try UNetConfiguration(
            json: JSONSerialization.data(withJSONObject: settings), file: modules.file.path)
    }

    func weights() -> Weights { modules.weights(.originalUNet(attends: encoder.levels.map(\.attends), layerCount: encoder.layerCount)) }
}
