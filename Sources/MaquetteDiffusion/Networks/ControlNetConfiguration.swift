import Foundation

/// The settings of a ControlNet: its `config.json`, with diffusers' defaults for what is absent.
public struct ControlNetConfiguration: NetworkConfiguration, Equatable {
    public static let networkName = "ControlNet"

    /// The settings of its way down, which is that of the UNet it was made for.
    public var encoder: UNetConfiguration
    /// Channels of the control picture.
    public var pictureChannels: Int
    /// Channels on the control picture's way to the size of latents.
    public var embeddingChannels: [Int]
    private var poolsConditions: Bool

    private enum CodingKeys: String, CodingKey {
        case pictureChannels = "conditioning_channels"
        case embeddingChannels = "conditioning_embedding_out_channels"
        case poolsConditions = "global_pool_conditions"
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        encoder = try UNetConfiguration(from: decoder)
        // It has no way up; these stand for one that mirrors its way down.
        encoder.upBlockTypes = encoder.downBlockTypes.reversed().map {
            $0.replacingOccurrences(of: "Down", with: "Up")
        }
        pictureChannels = try values.decodeIfPresent(Int.self, forKey: .pictureChannels) ?? 3
        embeddingChannels = try values.decodeIfPresent([Int].self, forKey: .embeddingChannels) ?? [16, 32, 96, 256]
        poolsConditions = try values.decodeIfPresent(Bool.self, forKey: .poolsConditions) ?? false
    }

    public func validate() throws {
        do {
            try encoder.validate()
        } catch NetworkError.unsupportedConfiguration(_, let setting, let value) {
            throw unsupported(setting, value)
        } catch NetworkError.inconsistentConfiguration(_, let reason) {
            throw inconsistent(reason)
        }
        guard !poolsConditions else { throw unsupported("global_pool_conditions", "true") }
        guard encoder.midBlockType != nil else { throw unsupported("mid_block_type", "null") }
        let sizes = embeddingChannels + [pictureChannels]
        guard (1...10).contains(embeddingChannels.count), sizes.allSatisfy({ (1...100_000).contains($0) }) else {
            throw inconsistent("one of its numbers of channels is zero, negative or absurdly large")
        }
    }

    /// How many pixels of the control picture one latent spans in each direction.
    public var downsampling: Int { 1 << (embeddingChannels.count - 1) }
}
