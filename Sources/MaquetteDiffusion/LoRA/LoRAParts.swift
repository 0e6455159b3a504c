import Foundation
import MaquetteTensor

/// The tensors of a LoRA file, sorted by the layers that they change.
struct LoRAParts {
    private enum Role {
        case down, up, alpha
    }

    private let file: SafetensorsFile
    private var parts: [String: [Role: Parameter]] = [:]

    /// How names end, and what the tensor is.
    private static let endings: [(String, Role)] = [
        (".lora_linear_layer.down.weight", Role.down), (".lora_linear_layer.up.weight", Role.up),
        (".lora_A.default.weight", Role.down), (".lora_B.default.weight", Role.up),
        (".lora_A.weight", Role.down), (".lora_B.weight", Role.up),
        (".lora_down.weight", Role.down), (".lora_up.weight", Role.up),
        (".lora.down.weight", Role.down), (".lora.up.weight", Role.up),
        ("_lora.down.weight", Role.down), ("_lora.up.weight", Role.up),
        (".alpha", Role.alpha),
    ]

    /// Kinds of adapters that are something else than a product of two matrices.
    private static let otherKinds: [(String, String)] = [
        ("dora_scale", "DoRA"), ("lora_magnitude_vector", "DoRA"), ("hada_w", "LoHa"), ("lokr_w", "LoKr"),
        ("lora_mid", "LoCon with a third matrix"), ("oft_", "OFT"), ("ia3", "IA3"),
    ]

    init(_ file: SafetensorsFile) throws {
        self.file = file
        for name in file.tensorNames {
            if let kind = Self.otherKinds.first(where: { name.contains($0.0) })?.1 {
                throw DiffusionError.unsupported(
                    path: file.path, reason: "it is a \(kind) and not a plain LoRA (\"\(name)\"); choose a LoRA, or merge it elsewhere")
            }
            guard let (ending, role) = Self.endings.first(where: { name.hasSuffix($0.0) }) else {
                throw DiffusionError.unsupported(
                    path: file.path, reason: "its tensor \"\(name)\" is none that a LoRA of kohya's or diffusers' naming has")
            }
            parts[String(name.dropLast(ending.count)), default: [:]][role] = file.parameter(name)
        }
        guard !parts.isEmpty else { throw DiffusionError.unsupported(path: file.path, reason: "it holds no tensors") }
    }

    /// - Throws: `DiffusionError.malformedFile` for halves without the other, and shapes that are no product.
    func modules() throws -> [CheckpointNetwork: [String: LoRA.Module]] {
        var modules: [CheckpointNetwork: [String: LoRA.Module]] = [:]
        for (name, part) in parts {
            func malformed(_ reason: String) -> DiffusionError {
                .malformedFile(path: file.path, reason: "its layer \"\(name)\" \(reason)")
            }
            guard let down = part[.down], let up = part[.up] else { throw malformed("lacks one of its two matrices") }
            guard down.shape.count >= 2, up.shape.count >= 2, down.shape[0] == up.shape[1], down.shape[0] > 0,
                up.shape.dropFirst(2).allSatisfy({ $0 == 1 })
            else {
                throw malformed("has matrices of shapes \(up.shape) and \(down.shape), which do not multiply")
            }
            let (network, path) = try Self.place(of: name, in: file)
            modules[network, default: [:]][path] = LoRA.Module(
                storedName: name, down: down, up: up, alpha: try part[.alpha]?.floats().first)
        }
        return modules
    }

    /// Which network a layer is in, and its name there with underscores for dots.
    private static func place(of name: String, in file: SafetensorsFile) throws -> (CheckpointNetwork, String) {
        let networks: [(String, CheckpointNetwork)] = [
            ("lora_unet_", .unet), ("lora_te1_", .textEncoder), ("lora_te2_", .textEncoder2), ("lora_te_", .textEncoder),
            ("unet.", .unet), ("text_encoder.", .textEncoder), ("text_encoder_2.", .textEncoder2),
            ("base_model.model.", .unet), ("down_blocks.", .unet), ("mid_block.", .unet), ("up_blocks.", .unet),
        ]
        guard let (beginning, network) = networks.first(where: { name.hasPrefix($0.0) }) else {
            throw DiffusionError.unsupported(
                path: file.path,
                reason: "its layer \"\(name)\" is in no network of Stable Diffusion 1, 2 or XL; choose a LoRA made for those")
        }
        let isWhole = beginning.hasSuffix("blocks.") || beginning.hasSuffix("block.")
        var path = String(isWhole ? name[...] : name.dropFirst(beginning.count))
        path = path.replacingOccurrences(of: ".processor", with: "").replacingOccurrences(of: ".", with: "_")
        // The oldest naming of diffusers leaves out that this layer stands in a list.
        if path.hasSuffix("_to_out") { path += "_0" }
        return (network, path)
    }
}
