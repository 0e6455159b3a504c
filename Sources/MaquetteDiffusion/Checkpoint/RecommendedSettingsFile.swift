/// `maquette.json`: settings that suit a checkpoint; every one may be left out.
struct RecommendedSettingsFile: Decodable {
    var size: [Int]?
    var numInferenceSteps: Int?
    var guidanceScale: Double?
    var scheduler: String?

    private enum CodingKeys: String, CodingKey {
        case size
        case numInferenceSteps = "num_inference_steps"
        case guidanceScale = "guidance_scale"
        case scheduler
    }

    /// Lays what the file says over what the checkpoint's configs suggest.
    ///
    /// - Parameter path: the file to name in errors.
    func applied(to settings: RecommendedSettings, path: String) throws -> RecommendedSettings {
        var settings = settings
        if let size {
            guard size.count == 2, size.allSatisfy({ (8...16384).contains($0) }) else {
                throw DiffusionError.malformedFile(path: path, reason: "\"size\" is not [width, height] in pixels")
            }
            (settings.width, settings.height) = (size[0], size[1])
        }
        if let numInferenceSteps {
            guard (1...1000).contains(numInferenceSteps) else {
                throw DiffusionError.malformedFile(path: path, reason: "\"num_inference_steps\" is not 1...1000")
            }
            settings.numInferenceSteps = numInferenceSteps
        }
        if let guidanceScale {
            guard guidanceScale >= 0, guidanceScale.isFinite else {
                throw DiffusionError.malformedFile(path: path, reason: "\"guidance_scale\" is below 0")
            }
            settings.guidanceScale = guidanceScale
        }
        if let scheduler {
            guard let kind = SchedulerKind(rawValue: scheduler) else {
                let names = SchedulerKind.allCases.map(\.rawValue).joined(separator: ", ")
                throw DiffusionError.malformedFile(
                    path: path, reason: "\"scheduler\" is \"\(scheduler)\", not one of \(names)")
            }
            settings.scheduler = kind
        }
        return settings
    }
}
