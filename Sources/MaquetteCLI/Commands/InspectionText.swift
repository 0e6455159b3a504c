import Foundation
import Maquette

/// Findings as a person reads them.
enum InspectionText {
    static func text(_ finding: InspectJob.Finding) -> String {
        switch finding {
        case .scene(let summary): text(summary)
        case .model(let description): text(description)
        }
    }

    private static func text(_ scene: SceneSummary) -> String {
        let extent = zip(scene.lower, scene.upper).map { String(format: "%.6g", $1 - $0) }.joined(separator: " x ")
        var lines = [
            "scene      \(scene.name)",
            "extent     \(extent) scene units",
            "vertices   \(scene.vertexCount)",
            "faces      \(scene.faceCount) (\(scene.triangleCount) triangles)",
            "objects    \(scene.objects.count): \(list(scene.objects))",
        ]
        if !scene.groups.isEmpty { lines.append("groups     \(scene.groups.count): \(list(scene.groups))") }
        if !scene.cameras.isEmpty { lines.append("cameras    \(scene.cameras.count): \(list(scene.cameras))") }
        lines.append("materials  \(scene.materials.count)")
        lines += scene.materials.map { material in
            var facts = ["\(material.faceCount) faces"]
            facts.append(material.hasTextureCoordinates ? "texture coordinates" : "no texture coordinates")
            if material.hasTexture { facts.append("a texture") }
            return "           \(material.name): \(facts.joined(separator: ", "))"
        }
        lines += scene.notes.map { "note       \($0)" }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func text(_ model: CheckpointDescription) -> String {
        var lines = [
            "model      \(model.name)",
            "pipeline   \(model.pipelineClass)",
            "family     \(model.family.rawValue)",
            "sees       prompt of \(model.maximumPromptTokens) tokens, conditioning: \(model.conditioning)",
            "picture    \(model.width) x \(model.height), \(model.numInferenceSteps) steps, guidance \(model.guidanceScale)",
            "scheduler  \(model.scheduler.rawValue) (the checkpoint names \(model.configuredScheduler), \(model.predictionType))",
        ]
        if let estimatesDepth = model.estimatesDepth {
            lines.append("depth      " + (estimatesDepth ? "given, or estimated from a photo" : "given: it has no depth_estimator"))
        }
        if let title = model.title { lines.append("title      \(title)") }
        if let author = model.author { lines.append("author     \(author)") }
        lines += [
            "licence    \(model.license ?? "not stated")",
            "source     \(model.source ?? "not stated")",
            "trained on \(model.trainingData?.joined(separator: ", ") ?? "not stated")",
            "networks",
        ]
        lines += model.networks.map { network in
            let millions = String(format: "%.1f", Double(network.parameterCount) / 1e6)
            let megabytes = String(format: "%.1f", Double(network.byteCount) / 1e6)
            return "           \(network.folder): \(network.className), \(millions) M parameters, "
                + "\(network.dataTypes.joined(separator: "/")), \(megabytes) MB"
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// At most the first dozen names.
    private static func list(_ names: [String]) -> String {
        let shown = names.prefix(12).joined(separator: ", ")
        return names.count > 12 ? shown + ", ..." : shown
    }
}
