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
            family: family,
            networks: try layout.networks.map { try describe($0) },
            conditioning: configs.takesDepth ? "depth" : configs.takesLatentOnly ? "none" : "unknown",
            estimatesDepth: configs.takesDepth ? DepthEstimator.isPresent(in: location) : nil,
            width: recommended.width,
            height: recommended.height,
            numInferenceSteps: recommended.numInferenceSteps,
            guidanceScale: recommended.guidanceScale,
            configuredScheduler: schedulerConfig.className,
            scheduler: recommended.scheduler,
            predictionType: schedulerConfig.predictionType.rawValue,
            maximumPromptTokens: maximumPromptTokens,
            title: layout.card?.title,
            author: layout.card?.author,
            license: layout.card?.license,
            source: layout.card?.source,
            trainingData: layout.card?.trainingData)
    }

    private func describe(_ network: CheckpointNetwork) throws -> CheckpointDescription.Network {
        let tensors = try layout.storedTensors(of: network)
        return CheckpointDescription.Network(
            folder: network.rawValue,
            className: try layout.className(of: network),
            parameterCount: tensors.parameterCount,
            dataTypes: Set(tensors.entries.map(\.type.rawValue)).sorted(),
            byteCount: tensors.byteCount)
    }
}
