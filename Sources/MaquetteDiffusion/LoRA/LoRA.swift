import Foundation
import MaquetteTensor

/// A low-rank change of a model's weights (Hu et al., 2021) on disk: one safetensors file, in the naming of
/// kohya's scripts or of diffusers and PEFT. Of each layer that it changes the file holds two small matrices,
/// whose product is added to the layer's weights.
public struct LoRA: Sendable {
    /// One layer's change: scale · alpha / rank · up · down.
    struct Module: Sendable {
        /// What the file calls the layer, for messages.
        var storedName: String
        /// [rank, inputs], for convolutions [rank, inputs, height, width].
        var down: Parameter
        /// [outputs, rank], for convolutions [outputs, rank, 1, 1].
        var up: Parameter
        var alpha: Float?

        var rank: Int { down.shape.first ?? 0 }
    }

    /// The file, or the folder that holds it.
    public let location: URL
    private let file: URL
    /// What the change is multiplied with.
    public let scale: Double
    /// By network, and by the layer's name with underscores for dots.
    let modules: [CheckpointNetwork: [String: Module]]

    /// - Parameters:
    ///   - location: the safetensors file, or the folder in which diffusers saved it.
    ///   - scale: what the change is multiplied with.
    /// - Throws: `WeightsError`, or `DiffusionError` for a file that is no LoRA, or a kind that is not merged here.
    public init(contentsOf location: URL, scale: Double = 1) throws {
        self.location = location
        self.scale = scale
        if ["ckpt", "bin", "pt", "pth"].contains(location.pathExtension.lowercased()) { throw DiffusionError.pickle(location) }
        var isFolder: ObjCBool = false
        _ = FileManager.default.fileExists(atPath: location.path, isDirectory: &isFolder)
        file = isFolder.boolValue ? Self.file(in: location) : location
        modules = try LoRAParts(SafetensorsFile(path: file.path)).modules()
    }

    /// Where diffusers saves a LoRA in its folder.
    static func file(in folder: URL) -> URL { folder.appendingPathComponent("pytorch_lora_weights.safetensors") }

    /// The name of the folder or file, without its ending.
    public var name: String { location.deletingPathExtension().lastPathComponent }

    /// The SHA-256 over the file, as 64 hexadecimal digits.
    /// - Parameter memory: what remembers the digests of files; nil for nothing.
    public func sha256(_ memory: DigestMemory? = nil) throws -> String { try SHA256.hexDigest(ofFile: file, memory) }

    /// Whether it seems to turn a model into a latent consistency model (Luo et al., 2023), which its own name, or that of
    /// its folder, tells.
    public var isForLatentConsistency: Bool {
        [file, file.deletingLastPathComponent()].contains {
            $0.lastPathComponent.lowercased().split { !$0.isLetter && !$0.isNumber }.contains("lcm")
        }
    }

    /// How many layers it changes.
    var moduleCount: Int { modules.values.reduce(0) { $0 + $1.count } }

    /// The family of models that it was made for, as far as its shapes tell.
    var family: ModelFamily {
        if modules[.textEncoder2] != nil { return .stableDiffusionXL }
        let widths = (modules[.unet] ?? [:]).filter { $0.key.hasSuffix("attn2_to_k") }.compactMap { $0.value.down.shape.dropFirst().first }
        switch widths.first {
        case 768: return .stableDiffusion1
        case 1024: return .stableDiffusion2
        case 2048: return .stableDiffusionXL
        default: return .other
        }
    }
}
