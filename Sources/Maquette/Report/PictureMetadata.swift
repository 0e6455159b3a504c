import Foundation
import MaquetteDiffusion

/// What a painted PNG says about how it was made, in two text chunks: `parameters` for people and the programs around
/// Stable Diffusion, and `maquette`, the same and more as JSON.
struct PictureMetadata: Sendable {
    /// The model, by the name and the numbers that tell it from others; where it lay is nobody's business.
    private struct Model: Codable {
        var name, sha256, pipelineClass: String
        var title, author, license, source: String?
        var trainingData: [String]?
    }

    private struct Record: Codable {
        var maquette: String
        var model: Model
        var attachments: AttachmentReport?
        var sampling: RunReport.Sampling
        /// Width and height that the model painted, in pixels.
        var size: [Int]
    }

    /// The model that painted.
    var model: RunReport.Model
    /// ControlNets, LoRAs and the like that were added to it.
    var attachments: AttachmentReport?
    /// What it was asked.
    var sampling: RunReport.Sampling
    /// Width and height of the picture in pixels.
    var size: SIMD2<Int>
    /// Whether the painting began with a picture, so that its strength says something.
    var startsFromPicture = false

    /// The chunks by their keys.
    func textChunks() throws -> [String: String] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let record = Record(
            maquette: BuildInfo.version,
            model: Model(
                name: model.name, sha256: model.sha256, pipelineClass: model.pipelineClass, title: model.title,
                author: model.author, license: model.license, source: model.source, trainingData: model.trainingData),
            attachments: attachments?.withoutFolders, sampling: sampling, size: [size.x, size.y])
        // A PNG's text ends at a zero.
        return try ["parameters": parameters, "maquette": String(decoding: encoder.encode(record), as: UTF8.self)]
            .mapValues { $0.replacingOccurrences(of: "\0", with: "") }
    }

    /// The convention of AUTOMATIC1111's web UI: the prompt, the negative prompt, and a last line of settings.
    private var parameters: String {
        var settings: [(String, String)] = [
            ("Steps", "\(sampling.numInferenceSteps)"), ("Sampler", samplerName),
            ("CFG scale", String(format: "%g", sampling.guidanceScale)), ("Seed", "\(sampling.seed)"),
            ("Size", "\(size.x)x\(size.y)"), ("Model hash", String(model.sha256.prefix(10))), ("Model", model.name),
        ]
        if startsFromPicture { settings.append(("Denoising strength", String(format: "%g", sampling.strength))) }
        settings.append(("Version", "maquette \(BuildInfo.version)"))
        let lines = [
            sampling.prompt, (sampling.negativePrompt ?? "").isEmpty ? nil : "Negative prompt: \(sampling.negativePrompt ?? "")",
            settings.map { "\($0): \(Self.quoted($1))" }.joined(separator: ", "),
        ]
        return lines.compactMap { $0 }.joined(separator: "\n")
    }

    /// The scheduler as the web UI calls it.
    private var samplerName: String {
        switch SchedulerKind(rawValue: sampling.scheduler) {
        case .ddim: "DDIM"
        case .pndm: "PLMS"
        case .euler: "Euler"
        case .eulerAncestral: "Euler a"
        case .heun: "Heun"
        case .dpmPlusPlus2M: "DPM++ 2M"
        case .dpmPlusPlus2MKarras: "DPM++ 2M Karras"
        case .uniPC: "UniPC"
        case .lcm: "LCM"
        case nil: sampling.scheduler
        }
    }

    /// A value that holds what separates values is written as a JSON string.
    private static func quoted(_ value: String) -> String {
        guard value.contains(where: { ",:\n".contains($0) }) else { return value }
        let escaped = value.replacingOccurrences(of: "\\", with: "\\\\").replacingOccurrences(of: "\"", with: "\\\"")
            .replacingOccurrences(of: "\n", with: "\\n")
        return "\"\(escaped)\""
    }
}

extension AttachmentReport {
    /// The same with the names of the files alone; nil if there are none.
    fileprivate var withoutFolders: AttachmentReport? { mappingPaths { URL(fileURLWithPath: $0).lastPathComponent } }

    /// What the files hold, wherever they are; nil if there are none.
    var withoutPaths: AttachmentReport? { mappingPaths { _ in "" } }

    private func mappingPaths(_ map: (String) -> String) -> AttachmentReport? {
        var report = self
        for index in controlNets.indices { report.controlNets[index].path = map(controlNets[index].path) }
        for index in loras.indices { report.loras[index].path = map(loras[index].path) }
        if let autoencoder { report.autoencoder?.path = map(autoencoder.path) }
        return controlNets.isEmpty && loras.isEmpty && autoencoder == nil ? nil : report
    }
}
