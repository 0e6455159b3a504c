import Foundation

extension DiffusionPipeline {
    /// About how many bytes a run takes.
    ///
    /// - Throws: `DiffusionError.invalidRequest` for a size that no picture can have.
    package func estimatedMemory(of request: DiffusionRequest) throws -> Int {
        var notes: [String] = []
        let size = try pictureSize(of: request, notes: &notes)
        return estimatedMemory(of: request, latentWidth: size.latentWidth, latentHeight: size.latentHeight)
    }

    private func estimatedMemory(of request: DiffusionRequest, latentWidth: Int, latentHeight: Int) -> Int {
        MemoryEstimate(
            checkpoint.configs, weights: weightCounts, controls: controlSizes,
            codec: networks.autoencoder.configuration, latent: (latentWidth, latentHeight),
            batch: request.isGuided ? 2 : 1, encodes: request.initImage != nil, paintsOnce: options.paintsOnce,
            precision: options.precision
        ).total
    }

    /// Refuses a run that the machine has not the memory for, before it begins.
    ///
    /// - Throws: `DiffusionError.notEnoughMemory`.
    func checkMemory(for request: DiffusionRequest, size: PictureSize) throws {
        guard let available = options.memoryLimit ?? AvailableMemory.byteCount else { return }
        func needed(_ width: Int, _ height: Int) -> Int {
            estimatedMemory(of: request, latentWidth: width, latentHeight: height)
        }
        let total = needed(size.latentWidth, size.latentHeight)
        guard total > available else { return }
        // The same proportions, in sixteenths.
        let fitting = (1..<16).reversed().lazy
            .map { (width: size.latentWidth * $0 / 16, height: size.latentHeight * $0 / 16) }
            .first { $0.width > 0 && $0.height > 0 && needed($0.width, $0.height) <= available }
        let factor = checkpoint.configs.vae.downsampling
        throw DiffusionError.notEnoughMemory(
            width: size.width, height: size.height, needed: total, available: available,
            fitting: fitting.map { "\($0.width * factor) x \($0.height * factor)" })
    }
}
