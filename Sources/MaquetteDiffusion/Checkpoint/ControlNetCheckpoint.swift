import Foundation

/// A ControlNet on disk: in the layout of diffusers (`config.json` and `diffusion_pytorch_model.safetensors`), or in a
/// single file with the names of the original release.
///
/// Opening reads the config, or the head of the file, only; weights are mapped when a pipeline is built.
public struct ControlNetCheckpoint: Sendable {
    /// The folder, or the safetensors file in it that was named.
    public let location: URL
    /// How a ControlNet for depth is shown the depth: as MiDaS pictures are, which all of the known ones were
    /// trained on, whatever family they are for.
    public static let depthConditioning = "disparity in 0...1 as grey RGB, near is white"

    /// Which family of models it was made for.
    public var family: ModelFamily { ModelFamily(configuration.encoder) }

    /// Its weights.
    public let files: any NetworkFiles
    let configuration: ControlNetConfiguration
    /// By what it steers, where its name, config or metadata tell.
    let purpose: ControlNetPurpose?

    /// - Parameter location: the folder that holds `config.json`, a safetensors file beside one, or a safetensors file
    ///   with the names of the original release.
    /// - Throws: `DiffusionError` naming what is missing, `NetworkError` for a ControlNet of a kind that
    ///   maquette does not have, `WeightsError` for a file that cannot be read.
    public init(contentsOf location: URL) throws {
        self.location = location
        let isFile = location.pathExtension.lowercased() == "safetensors" && JSONFile.exists(location)
        var names: [String?] = [location.deletingPathExtension().lastPathComponent]
        if isFile, let original = try OriginalControlNet(contentsOf: location) {
            files = original
            configuration = try original.configuration()
            names += ["modelspec.title", "ss_output_name"].map { original.metadata[$0] }
        } else {
            let folder = try NetworkFolder(location, kind: "ControlNet")
            let identity = folder.identity
            if let className = identity.className, className != "ControlNetModel" {
                throw DiffusionError.unsupported(
                    path: location.path, reason: "it is a \(className), choose a plain ControlNet (ControlNetModel) for depth")
            }
            files = folder
            configuration = try folder.configuration()
            names += [folder.name, identity.origin]
        }
        purpose = ControlNetPurpose(names: names.compactMap { $0 })
    }

    /// Refuses a ControlNet that steers by something else than depth, as far as is known.
    ///
    /// - Throws: `DiffusionError.unsupported`.
    private func checkPurpose() throws {
        guard let purpose, purpose.control != ControlNetPurpose.depth else { return }
        throw DiffusionError.unsupported(
            path: location.path,
            reason: "this ControlNet steers by \(purpose.control), as its name \"\(purpose.evidence)\" says, and maquette shows "
                + "it depth; choose one for depth, or rename it if the name is wrong")
    }

    /// What to say about a ControlNet of which nothing tells what it steers by: nothing, or one sentence.
    var notes: [String] {
        guard purpose == nil else { return [] }
        return [
            "Neither name, config nor metadata of the ControlNet \(location.standardizedFileURL.lastPathComponent) tell what it steers by; it is "
                + "shown depth, as one for depth is."
        ]
    }

    /// Refuses a ControlNet whose results have other shapes than those that they are added to.
    ///
    /// - Throws: `DiffusionError.unsupported` that says what would fit.
    func check(fits checkpoint: Checkpoint) throws {
        try checkPurpose()
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
