/// The schedulers that can be chosen by name.
public enum SchedulerKind: String, Sendable, Equatable, CaseIterable, Codable {
    /// Denoising diffusion implicit models (Song et al. 2020), deterministic (eta 0).
    case ddim
    /// Pseudo linear multistep (Liu et al. 2022), as Stable Diffusion 1 and 2 were released with.
    case pndm
}
