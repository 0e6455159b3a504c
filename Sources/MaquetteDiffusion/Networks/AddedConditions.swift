import MaquetteTensor

/// What Stable Diffusion XL is told besides prompt and noise level (Podell et al., 2023, section 2.2), for
/// each picture of a batch.
public struct AddedConditions: Sendable {
    /// How many numbers say size and crop of one picture.
    static let numberCount = 6

    /// The pooled prompts: [batch, channels] in single precision.
    public var pooled: Tensor
    /// Height and width of the original picture, top and left of the crop, height and width of the
    /// result, in pixels; the same for the whole batch.
    public var sizeAndCrop: [Float]

    /// A picture that is its own original, uncropped.
    ///
    /// - Parameters:
    ///   - pooled: [batch, channels] in single precision.
    ///   - width: pixels.
    ///   - height: pixels.
    public init(pooled: Tensor, width: Int, height: Int) {
        self.init(pooled: pooled, sizeAndCrop: [height, width, 0, 0, height, width].map { Float($0) })
    }

    init(pooled: Tensor, sizeAndCrop: [Float]) {
        self.pooled = pooled
        self.sizeAndCrop = sizeAndCrop
    }
}

/// Turns added conditions into a summand of the time embedding.
///
///     pooled prompt ─┬─ linear ─ SiLU ─ linear ─
///     sinusoids ─────┘
final class AddedConditionsEmbedding: Sendable {
    private let linear1, linear2: Linear
    private let sinusoids: Sinusoids
    private let pooledChannels: Int

    init(_ weights: Weights, _ configuration: UNetConfiguration, _ context: ComputeContext) throws {
        let input = configuration.additionInputChannels ?? 0
        linear1 = try weights["linear_1"].linear(input, configuration.timeChannels, context)
        linear2 = try weights["linear_2"].linear(configuration.timeChannels, configuration.timeChannels, context)
        sinusoids = Sinusoids(channels: configuration.additionTimeChannels ?? 0, configuration)
        pooledChannels = configuration.pooledChannels ?? 0
    }

    /// - Returns: [batch, time channels] in single precision.
    func callAsFunction(_ conditions: AddedConditions) throws -> Tensor {
        let pooled = conditions.pooled
        guard pooled.shape.count == 2, pooled.shape[1] == pooledChannels,
            conditions.sizeAndCrop.count == AddedConditions.numberCount
        else {
            throw NetworkError.invalidInput(
                network: UNetConfiguration.networkName,
                reason: "a pooled prompt of shape \(pooled.shape) where [batch, \(pooledChannels)] belongs")
        }
        let waves = conditions.sizeAndCrop.flatMap { sinusoids($0) }
        let values = pooled.floats
        let rows = (0..<pooled.shape[0]).flatMap { values[$0 * pooledChannels..<($0 + 1) * pooledChannels] + waves }
        let input = try Tensor(rows, shape: [pooled.shape[0], pooledChannels + waves.count])
        return try linear2(linear1(input, .activation(.silu)))
    }
}
