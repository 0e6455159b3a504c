import Foundation

extension Checkpoint {
    /// What this checkpoint is.
    ///
    /// Reads the heads of the weights files, not the weights.
    ///
    /// - Throws: `DiffusionError` or `WeightsError` when a weights file cannot be read.
    public func describe() throws -> CheckpointDescription {
        CheckpointDescription(
            name: name,
            pipelineClass: layout.pipelineClass,
            networks: try CheckpointLayout.Network.allCases.map { try describe($0) },
            conditioning: configs.takesDepth ? "depth" : configs.takesLatentOnly ? "none" : "unknown",
            width: recommended.width,
            height: recommended.height,
            numInferenceSteps: recommended.numInferenceSteps,
            guidanceScale: recommended.guidanceScale,
            configuredScheduler: schedulerConfig.className,
            scheduler: recommended.scheduler,
            predictionType: schedulerConfig.predictionType.rawValue,
            maximumPromptTokens: maximumPromptTokens,
            license: card?.license,
            source: card?.source)
    }

    private func describe(_ network: CheckpointLayout.Network) throws -> CheckpointDescription.Network {
        var tensors: [SafetensorsHeader.Entry] = []
        var byteCount = 0
        for file in try layout.weights(of: network) {
            let data = try mappedContents(of: file)
            let header = try data.withUnsafeBytes { try SafetensorsHeader(file: $0, path: file.path) }
            tensors += header.entries.values
            byteCount += data.count
        }
        let className = try JSONFile.read(ClassName.self, at: layout.config(of: network))
        return CheckpointDescription.Network(
            folder: network.rawValue,
            className: className.diffusers ?? className.transformers?.first ?? "unknown",
            parameterCount: tensors.reduce(0) { $0 + $1.shape.reduce(1, *) },
            dataTypes: Set(tensors.map(\.type.rawValue)).sorted(),
            byteCount: byteCount)
    }

    /// A file's bytes, read from disk as they are looked at.
    func mappedContents(of file: URL) throws -> Data {
        do {
            return try Data(contentsOf: file, options: .alwaysMapped)
        } catch {
            throw DiffusionError.unreadableFile(path: file.path, reason: "the system refuses it")
        }
    }

    private struct ClassName: Decodable {
        var diffusers: String?
        var transformers: [String]?

        private enum CodingKeys: String, CodingKey {
            case diffusers = "_class_name"
            case transformers = "architectures"
        }
    }
}
