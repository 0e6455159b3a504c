/// About how much memory a run takes, told from the networks' configs before anything is computed.
///
/// A run encodes the prompts, denoises and decodes, one after the other, and lets go of the text encoders' weights when the
/// prompts are encoded, and of the UNet's before decoding if no other run follows. What is stated is the stage that takes
/// most. Weights are kept once, packed in the precision of the arithmetic. Between layers, the tensors of a
/// level of a network share blocks of memory, but levels do not share with each other: what is counted
/// is the sum over levels of the tensors that are alive at a time there.
struct MemoryEstimate: Sendable, Equatable {
    /// Bytes of the weights that are packed at the time.
    var weights: Int
    /// Bytes of what flows between layers.
    var activations: Int
    /// Bytes in all, with what the program takes besides.
    var total: Int { weights + activations + Self.program }

    /// Program, tokenizer, pictures, and the plans of layers.
    private static let program = 30_000_000

    /// - Parameters:
    ///   - configs: the networks.
    ///   - parameterCounts: trained values of each network.
    ///   - attached: trained values of the ControlNets.
    ///   - codec: what encodes and decodes pictures, if not the checkpoint's own VAE.
    ///   - latent: width and height.
    ///   - batch: pictures that the UNet sees at a time: 2 with guidance.
    ///   - encodes: whether the run starts from a picture.
    ///   - paintsOnce: whether the UNet's weights are let go of before decoding.
    ///   - precision: of the arithmetic.
    init(
        _ configs: CheckpointConfigs, parameterCounts: [CheckpointNetwork: Int], attached: Int = 0,
        codec: (any PictureCodecConfiguration)? = nil, latent: (width: Int, height: Int), batch: Int, encodes: Bool,
        paintsOnce: Bool = false, precision: PipelineOptions.Precision
    ) {
        let byteCount = precision == .bf16 ? 2 : 4
        // Embeddings are looked up in the file.
        let embeddings = configs.textEncoders.reduce(0) { $0 + $1.vocabularySize * $1.hiddenSize }
        let textEncoders = (parameterCounts[.textEncoder] ?? 0) + (parameterCounts[.textEncoder2] ?? 0)
        let halfOfVAE = (parameterCounts[.vae] ?? 0) / 2
        let encoder = encodes ? halfOfVAE : 0
        // Convolutions of large maps keep transformed weights, 16 for each 9: measured, a sixth more of all.
        let denoiser = ((parameterCounts[.unet] ?? 0) + attached) * 7 / 6
        let area = latent.width * latent.height
        let stages = [
            (weights: max(0, textEncoders - embeddings), activations: 0),
            (weights: denoiser + encoder, activations: batch * Self.values(of: configs.unet, area: area)),
            (
                weights: halfOfVAE + encoder + (paintsOnce ? 0 : denoiser),
                activations: Self.values(of: codec ?? configs.vae, area: area)
            ),
        ]
        let largest = stages.max { $0.weights + $0.activations < $1.weights + $1.activations } ?? stages[0]
        weights = byteCount * largest.weights
        activations = byteCount * largest.activations
    }

    /// Values alive in a UNet, for one latent of some area.
    private static func values(of unet: UNetConfiguration, area: Int) -> Int {
        let layers = unet.layersPerBlock.values(blockCount: unet.blockChannels.count) ?? []
        var sum = 0
        for (level, channels) in unet.blockChannels.enumerated() {
            let levelArea = max(1, area >> (2 * level))
            // Kept for the way up: each layer's result, and the first convolution's or the halving's.
            let kept = (layers.indices.contains(level) ? layers[level] : 2) + 1
            // A transformer's feed-forward layer is the widest place: twice four times the channels
            // between its input, its normalized input and its result.
            sum += levelArea * channels * (kept + 12)
        }
        return sum
    }

    /// Values alive in a VAE that decodes, which takes more than one that encodes.
    private static func values(of vae: any PictureCodecConfiguration, area: Int) -> Int {
        let channels = Array(vae.levelChannels.reversed())
        let pixels = area << (2 * (channels.count - 1))
        let levels = channels.indices.map { level -> Int in
            let levelArea = area << (2 * level)
            let input = channels[max(level - 1, 0)]
            // In bands: the level's input, and of its own channels two more. Whole: the input enlarged,
            // convolved and normalized, and four of its own channels.
            return pixels > RowBands.Limits.standard.wholeArea
                ? levelArea * (input + 2 * channels[level]) : levelArea * (3 * input + 4 * channels[level])
        }
        // Between levels, bands give back what they leave behind; a convolution's workspace comes to four
        // times its band.
        return pixels > RowBands.Limits.standard.wholeArea
            ? (levels.max() ?? 0) + 4 * RowBands.Limits.standard.bandArea * (channels.max() ?? 0)
            : levels.reduce(0, +)
    }
}
