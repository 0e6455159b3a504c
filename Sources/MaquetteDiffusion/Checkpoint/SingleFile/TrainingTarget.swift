import Foundation

/// What a UNet was trained to predict and at which size: the facts about a single-file checkpoint that
/// the shapes of its tensors do not tell.
///
/// The first of these that says something decides on the prediction:
/// 1. `prediction_type` in `NAME.maquette.json` beside `NAME.safetensors`;
/// 2. `parameterization` in `NAME.yaml` beside it, the training's config as the original release has it;
/// 3. `modelspec.prediction_type` in the file's own metadata, or a tensor called `v_pred`;
/// 4. the rule of diffusers: a model of OpenCLIP's 1024 text channels predicts velocity, unless it was
///    saved at training step 875000 (the 512 pixel base model) or takes more than the latent (depth,
///    inpainting); all others predict noise.
struct TrainingTarget: Sendable {
    let predictionType: SchedulerConfig.PredictionType
    /// What the VAE's latents are multiplied with.
    var scalingFactor: Double { isXL ? 0.13025 : 0.18215 }
    private let isXL: Bool
    /// Width and height of the latents in training.
    let latentSize: Int

    /// - Throws: `DiffusionError` when a file beside the checkpoint cannot be understood.
    init(of file: SafetensorsFile, inputChannels: Int, textChannels: Int, isXL: Bool) throws {
        self.isXL = isXL
        let location = URL(fileURLWithPath: file.path)
        let isPlainSecondGeneration = textChannels == 1024 && inputChannels == 4
        predictionType = try Self.stated(beside: location) ?? Self.stated(in: file)
            ?? (isPlainSecondGeneration && file.wholeNumber("global_step") != 875_000 ? .vPrediction : .epsilon)
        latentSize = isXL ? 128 : isPlainSecondGeneration && predictionType == .vPrediction ? 96 : 64
    }

    /// The schedule of its training.
    var schedulerConfig: SchedulerConfig {
        isXL ? SchedulerConfig(stableDiffusionXLPredicting: predictionType)
            : SchedulerConfig(stableDiffusionPredicting: predictionType)
    }

    /// Where settings for a single file stand.
    static func settingsFile(beside checkpoint: URL) -> URL {
        checkpoint.deletingPathExtension().appendingPathExtension("maquette.json")
    }

    private static func stated(beside checkpoint: URL) throws -> SchedulerConfig.PredictionType? {
        let settings = settingsFile(beside: checkpoint)
        if let stated = try JSONFile.readIfPresent(StatedPrediction.self, at: settings)?.prediction_type { return stated }
        let training = checkpoint.deletingPathExtension().appendingPathExtension("yaml")
        guard JSONFile.exists(training) else { return nil }
        return try parameterization(
            String(decoding: JSONFile.contents(of: training), as: UTF8.self), path: training.path)
    }

    /// The line `parameterization: "v"` of a training's config; without one, noise is predicted.
    private static func parameterization(_ yaml: String, path: String) throws -> SchedulerConfig.PredictionType {
        for line in yaml.split(whereSeparator: \.isNewline) {
            let words = line.trimmingCharacters(in: .whitespaces)
            guard words.hasPrefix("parameterization:") else { continue }
            let value = words.dropFirst("parameterization:".count).prefix { $0 != "#" }
                .trimmingCharacters(in: CharacterSet(charactersIn: " \t\"'"))
            guard let type = name(value) else {
                throw DiffusionError.unsupported(path: path, reason: "its parameterization is \"\(value)\", not eps or v")
            }
            return type
        }
        return .epsilon
    }

    private static func stated(in file: SafetensorsFile) -> SchedulerConfig.PredictionType? {
        if file.shape(of: "v_pred") != nil { return .vPrediction }
        return file.metadata["modelspec.prediction_type"].flatMap(name)
    }

    private static func name(_ text: String) -> SchedulerConfig.PredictionType? {
        switch text.lowercased() {
        case "v", "v_prediction": .vPrediction
        case "eps", "epsilon": .epsilon
        default: nil
        }
    }

    private struct StatedPrediction: Decodable {
        var prediction_type: SchedulerConfig.PredictionType?
    }
}
