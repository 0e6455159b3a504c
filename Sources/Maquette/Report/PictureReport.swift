import Foundation
import MaquetteDiffusion

/// What `NAME.run.json` beside a picture says about how it was made: everything that is needed to paint it again.
public struct PictureReport: Sendable, Codable, Equatable {
    /// The depth that the picture follows.
    public struct Depth: Sendable, Codable, Equatable {
        /// The depth map, or the estimator that saw it in the photo.
        public var path: String
        /// What the values of the map mean; nil if that was left to its format, or depth was estimated.
        public var convention: String?
        /// The digest of the estimator's weights; nil for a map.
        public var estimatorSHA256: String?
    }

    /// The version of maquette.
    public var maquette: String
    /// The versions of the libraries that took part, by their names.
    public var libraries: [String: String]
    /// The checkpoint that painted.
    public var model: RunReport.Model
    /// The ControlNets that took part.
    public var controlNets: [AttachmentReport.ControlNet]
    /// The LoRAs that were added to the checkpoint.
    public var loras: [AttachmentReport.LoRA]
    /// The VAE in place of the checkpoint's own, if there was one.
    public var autoencoder: AttachmentReport.Autoencoder?
    /// What the diffusion model was asked.
    public var sampling: RunReport.Sampling
    /// Width and height of the picture in pixels.
    public var size: [Int]
    /// The depth it follows, if any.
    public var depth: Depth?
    /// The picture it started from, if any.
    public var image: String?
    /// What the user was told.
    public var notes: [String]
    /// Seconds by phase of the work.
    public var timings: [String: Double]

    /// Where the report on a picture belongs.
    ///
    /// - Parameter picture: its path, which ends in `.png`.
    public static func path(forPicture picture: String) -> String {
        (picture.lowercased().hasSuffix(".png") ? String(picture.dropLast(4)) : picture) + "." + RunReport.fileName
    }

    /// The file's bytes.
    public func json() throws -> [UInt8] { try ReportJSON.bytes(self) }
}
