import Foundation
import MaquetteDiffusion

/// What the user adds to a checkpoint.
public struct AttachmentSettings: Sendable, Equatable {
    /// A ControlNet and how it takes part.
    public struct ControlNet: Sendable, Equatable {
        /// Its folder, or the safetensors file in it.
        public var path: String
        /// Its scale and interval.
        public var settings: ControlSettings

        /// Nothing is opened before the job runs.
        ///
        /// - Parameters:
        ///   - path: its folder, or a safetensors file of diffusers or of the original release; no bare names, see
        ///     `ModelLocator.attachment`.
        ///   - settings: how strongly and when it steers; all of the way in all steps unless told otherwise.
        public init(path: String, settings: ControlSettings = ControlSettings()) {
            self.path = path
            self.settings = settings
        }
    }

    /// A LoRA and how much of it is added.
    public struct LoRA: Sendable, Equatable {
        /// Its safetensors file.
        public var path: String
        /// What its change is multiplied with.
        public var scale: Double

        /// Nothing is opened before the job runs.
        ///
        /// - Parameters:
        ///   - path: a safetensors file in kohya's or diffusers' naming, or its folder.
        ///   - scale: how much of the change is added: 0 is none, 1 all that was trained, below 0 its opposite.
        public init(path: String, scale: Double = 1) {
            self.path = path
            self.scale = scale
        }
    }

    /// Nothing.
    public static let none = AttachmentSettings()

    /// ControlNets for depth, all of them at once.
    public var controlNets: [ControlNet]

    /// Changes of the weights, added up.
    public var loras: [LoRA]
    /// The folder or file of a VAE in place of the checkpoint's own.
    public var autoencoderPath: String?
    /// The folder or file of a VAE for previews; nil for the one that decodes the finished picture.
    public var previewAutoencoderPath: String?

    /// Nothing is added unless named; whether it fits the checkpoint, the job finds out.
    ///
    /// - Parameters:
    ///   - controlNets: ControlNets for depth, all of them at once; they need a depth map to steer by.
    ///   - loras: changes of the weights, added up.
    ///   - autoencoderPath: the folder or file of a VAE in place of the checkpoint's own.
    ///   - previewAutoencoderPath: the folder or file of a VAE for previews alone, which counts where previews are
    ///     written.
    public init(
        controlNets: [ControlNet] = [], loras: [LoRA] = [], autoencoderPath: String? = nil, previewAutoencoderPath: String? = nil
    ) {
        self.controlNets = controlNets
        self.loras = loras
        self.autoencoderPath = autoencoderPath
        self.previewAutoencoderPath = previewAutoencoderPath
    }

    /// Opens what the paths name.
    func load() throws -> ModelAttachments {
        func codec(_ path: String) throws -> AutoencoderCheckpoint {
            try AutoencoderCheckpoint(contentsOf: URL(fileURLWithPath: path))
        }
        return ModelAttachments(
            controlNets: try controlNets.map { try ControlNetCheckpoint(contentsOf: URL(fileURLWithPath: $0.path)) },
            loras: try loras.map {
                try MaquetteDiffusion.LoRA(contentsOf: URL(fileURLWithPath: $0.path), scale: $0.scale)
            },
            autoencoder: try autoencoderPath.map(codec), previewAutoencoder: try previewAutoencoderPath.map(codec))
    }
}
