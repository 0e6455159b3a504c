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

    /// Of a prompt that is not longer than models take at a time.
    private static let promptTokens = 77

    /// Program, tokenizer, pictures, and the plans of layers.
    static let program = 30_000_000

    /// - Parameters:
    ///   - configs: the networks.
    ///   - weights: of each network.
    ///   - controls: the ControlNets.
    ///   - codec: what encodes and decodes pictures, if not the checkpoint's own VAE.
    ///   - latent: width and height.
    ///   - batch: pictures that the UNet sees at a time: 2 with guidance.
    ///   - encodes: whether the run starts from a picture.
    ///   - paintsOnce: whether the UNet's weights are let go of before decoding.
    ///   - precision: of the arithmetic.
    init(
        _ configs: CheckpointConfigs, weights counts: [CheckpointNetwork: WeightCount], controls: [ControlSize] = [],
        codec: (any PictureCodecConfiguration)? = nil, latent: (width: Int, height: Int), batch: Int, encodes: Bool,
        paintsOnce: Bool = false, precision: PipelineOptions.Precision
    ) {
        let byteCount = precision == .bf16 ? 2 : 4
        // Embeddings are looked up in the file.
        let embeddings = configs.textEncoders.reduce(0) { $0 + $1.vocabularySize * $1.hiddenSize }
        let textEncoders = (counts[.textEncoder]?.stored ?? 0) + (counts[.textEncoder2]?.stored ?? 0)
        let codec = codec ?? configs.vae
        let downsampling = codec.downsampling
        let halfOfVAE = (counts[.vae]?.packed(
            channels: codec.levelChannels, batch: 1, width: latent.width * downsampling, height: latent.height * downsampling) ?? 0) / 2
        let encoder = encodes ? halfOfVAE : 0
        let denoising = [(counts[.unet], configs.unet)] + controls.map { ($0.weights, $0.configuration.encoder) }
        let denoisers = denoising.reduce(0) { sum, network in
            guard let count = network.0 else { return sum }
            let packed = count.packed(channels: network.1.blockChannels, batch: batch, width: latent.width, height: latent.height)
            return sum + packed + count.single * (4 - byteCount) / byteCount
        }
        // As they come, and packed.
        let prompts = denoising.reduce(0) { $0 + 2 * Self.promptTokens * ($1.0?.promptChannels ?? 0) }
        let area = latent.width * latent.height
        let flowing = controls.reduce(UNetActivations(configs.unet).most(area: area)) { $0 + $1.values(area: area) }
        let stages = [
            (weights: max(0, textEncoders - embeddings), activations: 0),
            (weights: denoisers + encoder, activations: batch * (flowing + prompts)),
            (
                weights: halfOfVAE + encoder + (paintsOnce ? 0 : denoisers),
                activations: batch * prompts + Self.values(of: codec, area: area)
            ),
        ]
        let largest = stages.max { $0.weights + $0.activations < $1.weights + $1.activations } ?? stages[0]
        weights = byteCount * largest.weights
        activations = byteCount * largest.activations
    }

    /// Values alive in a VAE that decodes, which takes more than one that encodes.
    private static func values(of vae: any PictureCodecConfiguration, area: Int) -> Int {
        let channels = Array(vae.levelChannels.reversed())
        let areas = channels.indices.map { area << (2 * $0) }
        let inputs = channels.indices.map { channels[max($0 - 1, 0)] }
        guard let pixels = areas.last, let widest = inputs.last, let narrowest = channels.last else { return 0 }
        guard pixels > RowBands.Limits.standard.wholeArea else {
            // Of each level four tensors of its own channels, and of the last one more and two of its input's.
            return zip(areas, channels).reduce(pixels * (narrowest + 2 * widest)) { $0 + $1.0 * 4 * $1.1 }
        }
        // A level's input, of its own channels two more, and of a band four of the input's; between levels, all of it is
        // there for the next.
        return channels.indices.map { level in
            areas[level] * (inputs[level] + 2 * channels[level])
                + 4 * min(RowBands.Limits.standard.bandArea, areas[level]) * inputs[level]
        }.max() ?? 0
    }
}
