import Foundation
import Maquette

/// Findings as a person reads them.
enum InspectionText {
    static func text(_ finding: InspectJob.Finding) -> String {
        switch finding {
        case .scene(let summary): text(summary)
        case .model(let description): text(description)
        case .network(let description): text(description)
        }
    }

    private static func text(_ network: NetworkDescription) -> String {
        var kind = network.kind.rawValue
        if let className = network.className { kind += " (\(className))" }
        if network.kind == .controlNet { kind += ", steers by " + (network.control ?? "what neither name nor config tell") }
        if network.isForLatentConsistency == true { kind += ", seems made for --scheduler lcm --steps 4 --guidance 1" }
        var lines = ["network    \(network.name)", "kind       \(kind)"]
        if let family = network.family { lines.append("family     \(family.rawValue)") }
        lines += ["pass       \(network.kind.usage)"]
        lines.append("size       " + size(network.parameterCount, network.dataTypes, network.byteCount))
        lines += origin(
            title: network.title, author: network.author, license: network.license, source: network.source,
            trainingData: network.trainingData)
        return lines.joined(separator: "\n") + "\n"
    }

    private static func size(_ parameterCount: Int, _ dataTypes: [String], _ byteCount: Int) -> String {
        let millions = String(format: "%.1f", Double(parameterCount) / 1e6)
        let megabytes = String(format: "%.1f", Double(byteCount) / 1e6)
        return "\(millions) M parameters, \(dataTypes.joined(separator: "/")), \(megabytes) MB"
    }

    /// What a model's makers say of it.
    private static func origin(
        title: String?, author: String?, license: String?, source: String?, trainingData: [String]?
    ) -> [String] {
        var lines: [String] = []
        if let title { lines.append("title      \(title)") }
        if let author { lines.append("author     \(author)") }
        return lines + [
            "licence    \(license ?? "not stated")",
            "source     \(source ?? "not stated")",
            "trained on \(trainingData?.joined(separator: ", ") ?? "not stated")",
        ]
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
            lines.append("depth      " + (estimatesDepth ? "given, or estimated from a photo" : "given, or seen by a --depth-model: it has no depth_estimator"))
        }
        lines += origin(
            title: model.title, author: model.author, license: model.license, source: model.source,
            trainingData: model.trainingData)
        lines.append("networks")
        lines += model.networks.map { network in
            "           \(network.folder): \(network.className), "
                + size(network.parameterCount, network.dataTypes, network.byteCount)
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// At most the first dozen names.
    private static func list(_ names: [String]) -> String {
        let shown = names.prefix(12).joined(separator: ", ")
        return names.count > 12 ? shown + ", ..." : shown
    }
}
