/// How large a ControlNet is, as far as memory is concerned.
struct ControlSize: Sendable, Equatable {
    let configuration: ControlNetConfiguration
    let weights: WeightCount

    /// Values that stay while the UNet runs, for one latent of some area: what is added to the UNet's results, and what
    /// the control picture contributes.
    func values(area: Int) -> Int {
        let encoder = configuration.encoder
        return UNetActivations(encoder).kept(area: area) + area * (encoder.blockChannels.first ?? 0)
    }
}
