/// The schedulers that can be chosen by name.
public enum SchedulerKind: String, Sendable, Equatable, CaseIterable, Codable {
    /// Denoising diffusion implicit models (Song et al. 2020), deterministic (eta 0).
    case ddim
    /// Pseudo linear multistep (Liu et al. 2022), as Stable Diffusion 1 and 2 were released with.
    case pndm
    /// Euler steps along the probability flow (Karras et al. 2022, algorithm 2 without churn).
    case euler
    /// Euler steps to below the next noise level, and fresh noise up to it.
    case eulerAncestral = "euler-ancestral"
    /// Heun's second-order steps (Karras et al. 2022, algorithm 1): the model is called twice a step.
    case heun
    /// DPM-Solver++ of second order, multistep (Lu et al. 2022).
    case dpmPlusPlus2M = "dpm++2m"
    /// The same at the noise levels that Karras et al. 2022 suggest.
    case dpmPlusPlus2MKarras = "dpm++2m-karras"
    /// Unified predictor-corrector (Zhao et al. 2023).
    case uniPC = "unipc"
    /// Latent consistency models (Luo et al. 2023): a few steps, for models distilled that way.
    case lcm
}
