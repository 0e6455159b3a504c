import MaquetteDiffusion

/// What was added to a checkpoint, as reports tell it.
public struct AttachmentReport: Sendable, Codable, Equatable {
    /// A ControlNet that took part.
    public struct ControlNet: Sendable, Codable, Equatable {
        /// The folder or file it was read from.
        public var path: String
        /// The digest of its weights.
        public var sha256: String
        /// What its results were multiplied with.
        public var scale: Double
        /// In which part of the steps it took part.
        public var interval: GuidanceInterval
        /// How it was shown the depth.
        public var conditioning: String
    }

    /// A LoRA that was added to the checkpoint.
    public struct LoRA: Sendable, Codable, Equatable {
        /// The file it was read from.
        public var path: String
        /// The digest of the file.
        public var sha256: String
        /// What its change was multiplied with.
        public var scale: Double
    }

    /// A VAE in place of the checkpoint's own.
    public struct Autoencoder: Sendable, Codable, Equatable {
        /// The folder or file it was read from.
        public var path: String
        /// The digest of its weights.
        public var sha256: String
    }

    /// In their order.
    public var controlNets: [ControlNet]
    /// In their order.
    public var loras: [LoRA]
    /// If there was one.
    public var autoencoder: Autoencoder?

    /// Reads every byte of the attachments' weights.
    init(_ settings: AttachmentSettings, _ attachments: ModelAttachments) throws {
        controlNets = try zip(settings.controlNets, attachments.controlNets).map { asked, loaded in
            ControlNet(
                path: asked.path, sha256: try loaded.files.weightsSHA256(.ofUser), scale: asked.settings.scale,
                interval: asked.settings.interval, conditioning: ControlNetCheckpoint.depthConditioning)
        }
        loras = try zip(settings.loras, attachments.loras).map {
            LoRA(path: $0.path, sha256: try $1.sha256(.ofUser), scale: $0.scale)
        }
        if let path = settings.autoencoderPath, let loaded = attachments.autoencoder {
            autoencoder = Autoencoder(path: path, sha256: try loaded.files.weightsSHA256(.ofUser))
        }
    }
}
