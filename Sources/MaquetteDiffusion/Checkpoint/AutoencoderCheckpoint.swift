import Foundation

/// A VAE on disk that takes the place of a checkpoint's own, in the layout of diffusers: an AutoencoderKL
/// tuned anew, or an AutoencoderTiny (TAESD), which decodes in a fraction of the time.
public struct AutoencoderCheckpoint: Sendable {
    /// The folder, or the safetensors file in it that was named.
    public let location: URL
    let configuration: any PictureCodecConfiguration
    /// Its weights.
    public let files: any NetworkFiles

    /// - Parameter location: the folder that holds `config.json`, or a safetensors file beside one.
    /// - Throws: `DiffusionError` naming what is missing, `NetworkError` for a VAE of a kind that maquette
    ///   does not have.
    public init(contentsOf location: URL) throws {
        self.location = location
        let folder = try NetworkFolder(location, kind: "VAE")
        configuration = try folder.pictureCodec()
        files = folder
    }

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
