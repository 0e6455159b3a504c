/// Models whose networks have the same shapes: what was made for one of a family fits the others.
public enum ModelFamily: String, Sendable, Equatable, Codable, CaseIterable {
    /// Stable Diffusion 1.1 to 1.5 (Rombach et al., 2022).
    case stableDiffusion1 = "Stable Diffusion 1"
    /// Stable Diffusion 2.0 and 2.1, with or without depth.
    case stableDiffusion2 = "Stable Diffusion 2"
    /// Stable Diffusion XL (Podell et al., 2023).
    case stableDiffusionXL = "Stable Diffusion XL"
    /// What was distilled from it with fewer layers, as SSD-1B (Gupta et al., 2024).
    case prunedStableDiffusionXL = "pruned Stable Diffusion XL (SSD-1B)"
    /// Anything else of the same architecture, such as the model that comes with maquette.
    case other = "of its own"

    /// Tells families apart by their UNets.
    init(_ unet: UNetConfiguration) {
        let crossAttention = unet.crossAttentionChannels.values(blockCount: unet.blockChannels.count)?.first
        switch crossAttention {
        case 768 where unet.blockChannels == [320, 640, 1280, 1280]: self = .stableDiffusion1
        case 1024 where unet.blockChannels == [320, 640, 1280, 1280]: self = .stableDiffusion2
        default:
            guard unet.takesAddedConditions else { self = .other; return }
            self = unet.midBlockType == "UNetMidBlock2DCrossAttn" ? .stableDiffusionXL : .prunedStableDiffusionXL
        }
    }

    /// The weight of classifier-free guidance that its makers suggest.
    var guidanceScale: Double {
        switch self {
        case .stableDiffusionXL: 5
        case .prunedStableDiffusionXL: 9
        case .stableDiffusion1, .stableDiffusion2, .other: 7.5
        }
    }
}
