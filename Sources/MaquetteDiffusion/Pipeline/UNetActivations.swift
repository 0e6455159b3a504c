/// How many values are alive in a UNet at a time.
struct UNetActivations: Sendable {
    private let unet: UNetConfiguration
    private let layers: [Int]

    init(_ unet: UNetConfiguration) {
        self.unet = unet
        layers = unet.layersPerBlock.values(blockCount: unet.blockChannels.count) ?? []
    }

    /// What the way down keeps for the way up.
    /// - Parameter area: of the latent.
    func kept(area: Int) -> Int { sum(area) { keptTensors(level: $0) } }

    /// The most at a time.
    /// - Parameter area: of the latent.
    func most(area: Int) -> Int {
        // Measured. A transformer's feed-forward layer is its widest place: twice four times the channels between its
        // input, its normalized input and its result; attention has other sizes, and blocks of memory are shared among
        // similar sizes only.
        sum(area) { level in
            keptTensors(level: level) + (unet.downBlockTypes[level] == "CrossAttnDownBlock2D" ? 20 : 6)
        }
    }

    private func sum(_ area: Int, _ tensors: (_ level: Int) -> Int) -> Int {
        unet.blockChannels.enumerated().reduce(0) { sum, level in
            sum + max(1, area >> (2 * level.offset)) * level.element * tensors(level.offset)
        }
    }

    /// Each layer's result, and the first convolution's or the halving's.
    private func keptTensors(level: Int) -> Int { (layers.indices.contains(level) ? layers[level] : 2) + 1 }
}
