/// What is loaded beside a checkpoint and changes what it paints.
public struct ModelAttachments: Sendable {
    /// Nothing.
    public static let none = ModelAttachments()

    /// Networks that steer the UNet by depth; all of them at once.
    public var controlNets: [ControlNetCheckpoint]
    /// Changes of the weights, added up.
    public var loras: [LoRA]
    /// A VAE in place of the checkpoint's own.
    public var autoencoder: AutoencoderCheckpoint?
    /// A VAE that decodes previews; nil for the one that decodes the finished picture.
    public var previewAutoencoder: AutoencoderCheckpoint?

    /// Nothing unless named. Whether it fits a checkpoint, the pipeline tells when it is made.
    ///
    /// - Parameters:
    ///   - controlNets: networks that steer the UNet by depth, in the order of `DiffusionRequest.controls`.
    ///   - loras: changes of the weights, added up.
    ///   - autoencoder: a VAE in place of the checkpoint's own.
    ///   - previewAutoencoder: a VAE that decodes previews alone.
    public init(
        controlNets: [ControlNetCheckpoint] = [], loras: [LoRA] = [], autoencoder: AutoencoderCheckpoint? = nil,
        previewAutoencoder: AutoencoderCheckpoint? = nil
    ) {
        self.controlNets = controlNets
        self.loras = loras
        self.autoencoder = autoencoder
        self.previewAutoencoder = previewAutoencoder
    }

    /// - Throws: `DiffusionError.unsupported` that says what would fit.
    func check(fit checkpoint: Checkpoint) throws {
        for control in controlNets { try control.check(fits: checkpoint) }
        try autoencoder?.check(fits: checkpoint)
        try previewAutoencoder?.check(fits: checkpoint)
    }
}
