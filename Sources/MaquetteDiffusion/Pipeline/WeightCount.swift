import MaquetteTensor

/// How many numbers the weights of a network come to once they are packed, told from their shapes.
struct WeightCount: Sendable, Equatable {
    /// All that stay packed through a run, as they are stored.
    private(set) var stored = 0
    /// Those of them that stay in single precision whatever the precision.
    private(set) var single = 0
    /// Channels of all prompts' keys and values together.
    private(set) var promptChannels = 0
    /// Convolutions of 3 by 3, [output channels, input channels] → how many of them there are.
    private var convolutions: [[Int]: Int] = [:]

    /// - Parameter shapes: of all tensors, by the names that networks ask for.
    init(_ shapes: [String: Shape]) {
        for (name, shape) in shapes {
            let count = shape.reduce(1, *)
            if CrossAttention.packsOnlyForPrompts(name) {
                promptChannels += shape.first ?? 0
            } else {
                stored += count
                if TimestepEmbedding.isPart(name) { single += count }
            }
            if shape.count == 4, shape[2...] == [3, 3] { convolutions[Array(shape[..<2]), default: 0] += 1 }
        }
    }

    /// The numbers that packed weights hold.
    ///
    /// - Parameters:
    ///   - channels: of each level's feature maps, from the largest level down. A convolution is taken for one of the
    ///     largest level that has as many channels as its result.
    ///   - batch: pictures at a time.
    ///   - width: of the largest level's feature maps.
    ///   - height: likewise.
    func packed(channels: [Int], batch: Int, width: Int, height: Int) -> Int {
        convolutions.reduce(stored) { sum, entry in
            guard let level = channels.firstIndex(of: entry.key[0]) else { return sum }
            let weight = entry.key + [3, 3]
            let packed = Convolution.packedElementCount(
                weight: weight, output: [batch, max(1, height >> level), max(1, width >> level), entry.key[0]])
            return sum + entry.value * (packed - weight.reduce(1, *))
        }
    }
}
