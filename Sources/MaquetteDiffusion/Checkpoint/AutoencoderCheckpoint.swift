import Foundation

/// A VAE on disk that takes the place of a checkpoint's own, in the layout of diffusers: an AutoencoderKL
/// tuned anew, or an AutoencoderTiny (TAESD), which decodes in a fraction of the time.
public struct AutoencoderCheckpoint: Sendable {
    /// The folder, or the safetensors file in it that was named.
    public let location: URL
    let configuration: any PictureCodecConfiguration
    private let folder: NetworkFolder

    /// - Parameter location: the folder that holds `config.json`, or a safetensors file beside one.
    /// - Throws: `DiffusionError` naming what is missing, `NetworkError` for a VAE of a kind that maquette
    ///   does not have.
    public init(contentsOf location: URL) throws {
        self.location = location
        folder = try NetworkFolder(location, kind: "VAE")
        configuration = try folder.pictureCodec()
    }

    /// The folder's name.
    public var name: String { folder.name }

    func weights() throws -> Weights { try folder.weights() }

    /// The SHA-256 over the weights, as 64 hexadecimal digits.
    public func weightsSHA256() throws -> String { try folder.weightsSHA256() }

    /// Refuses a VAE of other latents than the model's.
    ///
    /// - Throws: `DiffusionError.unsupported`.
    func check(fits checkpoint: Checkpoint) throws {
        let own = checkpoint.configs.vae
        guard configuration.latentChannels == own.latentChannels, configuration.downsampling == own.downsampling,
            configuration.inputChannels == 3, configuration.outputChannels == 3, configuration.shiftFactor ?? 0 == 0
        else {
            throw DiffusionError.unsupported(
                path: location.path,
                reason: "this VAE makes latents of \(configuration.latentChannels) channels, one for \(configuration.downsampling) pixels, "
                    + "and the model \(checkpoint.name) takes \(own.latentChannels), one for \(own.downsampling)")
        }
    }
}
