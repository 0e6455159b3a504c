import Foundation

/// A ControlNet on disk, in the layout of diffusers: `config.json` and `diffusion_pytorch_model.safetensors`.
///
/// Opening reads the config only; weights are mapped when a pipeline is built.
public struct ControlNetCheckpoint: Sendable {
    /// The folder, or the safetensors file in it that was named.
    public let location: URL
    /// How a ControlNet for depth is shown the depth: as MiDaS pictures are, which all of the known ones were
    /// trained on, whatever family they are for.
    public static let depthConditioning = "disparity in 0...1 as grey RGB, near is white"

    /// Which family of models it was made for.
    public var family: ModelFamily { ModelFamily(configuration.encoder) }

    let configuration: ControlNetConfiguration
    private let folder: NetworkFolder

    /// - Parameter location: the folder that holds `config.json`, or a safetensors file beside one.
    /// - Throws: `DiffusionError` naming what is missing, `NetworkError` for a ControlNet of a kind that
    ///   maquette does not have.
    public init(contentsOf location: URL) throws {
        self.location = location
        folder = try NetworkFolder(location, kind: "ControlNet")
        configuration = try folder.configuration()
    }

    /// The folder's or file's name.
    public var name: String { folder.name }

    func weights() throws -> Weights { try folder.weights() }

    /// The SHA-256 over the weights, as 64 hexadecimal digits.
    public func weightsSHA256() throws -> String { try folder.weightsSHA256() }

    /// Refuses a ControlNet whose results have other shapes than those that they are added to.
    ///
    /// - Throws: `DiffusionError.unsupported` that says what would fit.
    func check(fits checkpoint: Checkpoint) throws {
        let (own, other) = (configuration.encoder, checkpoint.configs.unet)
        let attends = own.downBlockTypes.contains("CrossAttnDownBlock2D") || own.midBlockType == "UNetMidBlock2DCrossAttn"
        let textChannels = try other.blocks().map(\.crossAttentionChannels)
        let fits = try own.skipChannels() == other.skipChannels()
            && (!attends || own.blocks().allSatisfy { textChannels.contains($0.crossAttentionChannels) })
            && own.pooledChannels == (own.takesAddedConditions ? other.pooledChannels : nil)
            && own.inputChannels == checkpoint.configs.vae.latentChannels
            && configuration.downsampling == checkpoint.configs.vae.downsampling
        guard fits else {
            throw DiffusionError.unsupported(
                path: location.path,
                reason: "this ControlNet is for the family \"\(family.rawValue)\" and the model \(checkpoint.name) is of the family "
                    + "\"\(checkpoint.family.rawValue)\"; choose a ControlNet made for \(checkpoint.family.controlNetAdvice)")
        }
        guard configuration.pictureChannels == 3 else {
            throw DiffusionError.unsupported(
                path: location.path,
                reason: "this ControlNet takes pictures of \(configuration.pictureChannels) channels, one for depth takes 3")
        }
    }
}

extension ModelFamily {
    /// Which ControlNets fit, for people.
    fileprivate var controlNetAdvice: String {
        switch self {
        case .stableDiffusion1: "Stable Diffusion 1.5"
        case .stableDiffusion2: "Stable Diffusion 2.1"
        case .stableDiffusionXL, .prunedStableDiffusionXL: "Stable Diffusion XL"
        case .other: "this very model"
        }
    }
}
