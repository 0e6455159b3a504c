import Foundation
import MaquetteRaster

/// The command line that paints one cell of a sweep by itself, to be run in the sweep's folder.
struct CellCommand {
    /// A depth without relief, which stands in for depth that a cell does not follow.
    static let flatDepthPath = "views/no-depth.png"

    var sweep: PreparedSweep
    /// The sweep's folder.
    var home: String
    var place: SweepGrid.Place
    var report: CellReport

    var text: String {
        let words = (startsFromPicture ? generateWords : textureWords) + (sweep.job.writesMetadata ? [] : ["--no-metadata"])
        return words.map(Self.quoted).joined(separator: " ")
    }

    private var startsFromPicture: Bool { report.views[0].start != nil }
    private var folder: String { "\(SweepFolder.cellsName)/\(place.name)" }

    private var textureWords: [String] {
        var words = ["maquette", "texture", fromHome(sweep.job.scenePath), "--camera", "\(folder)/cameras.json"]
        words += samplerWords
        if sharesDepthRange { words += ["--depth-range", depthRanges.joined(separator: ",")] }
        if sweep.cameras.viewCount > 1 {
            words += ["--consistency", sweep.job.consistency.rawValue, "--blend", sweep.job.blend.rawValue]
        }
        let layout = sweep.job.layout
        words += ["--texture-size", "\(layout.textureSize)", "--uv", layout.policy.rawValue]
        if let density = layout.texelDensity { words += ["--texel-density", CellParameters.plain(density)] }
        if layout.sharesInstances { words.append("--share-instances") }
        return words + ["--output", "again"]
    }

    private var generateWords: [String] {
        let depth = place.parameters.mode == .depth ? report.views[0].depth : Self.flatDepthPath
        return ["maquette", "generate", "--depth", "\(folder)/\(depth)", "--image", "\(folder)/\(report.views[0].start ?? "")"]
            + ["--strength", CellParameters.plain(place.parameters.strength)] + samplerWords + ["--output", "again.png"]
    }

    private var depthRanges: [String] {
        report.views.compactMap { view in
            guard case .disparity(let range?) = view.depthEncoding else { return nil }
            return "\(range.near):\(range.far)"
        }
    }

    private var sharesDepthRange: Bool { sweep.job.values.focalLengths.count > 1 }

    private var samplerWords: [String] {
        let used = place.parameters
        var words = ["--prompt", used.prompt]
        if let negative = sweep.plan.negativePrompt { words += ["--negative-prompt", negative] }
        if sweep.job.sampler.promptSyntax != .plain { words += ["--prompt-syntax", sweep.plan.promptSyntax] }
        if sweep.plan.model != ModelLocator.bundledModelName { words += ["--model", fromHome(sweep.job.modelPath)] }
        words += attachmentWords
        words += ["--steps", "\(used.numInferenceSteps)", "--guidance", CellParameters.plain(used.guidanceScale)]
        let interval = sweep.job.sampler.guidanceInterval
        if interval != .whole { words += ["--guidance-interval", "\(interval.start):\(interval.end)"] }
        return words + ["--scheduler", used.scheduler.rawValue, "--seed", "\(used.seed)", "--precision", sweep.plan.precision]
    }

    private var attachmentWords: [String] {
        let attachments = sweep.job.sampler.attachments
        var words: [String] = []
        for control in attachments.controlNets {
            let (scale, interval) = (control.settings.scale, control.settings.interval)
            words += ["--controlnet", "\(fromHome(control.path)):\(scale):\(interval.start):\(interval.end)"]
        }
        for lora in attachments.loras { words += ["--lora", "\(fromHome(lora.path)):\(lora.scale)"] }
        if let path = attachments.autoencoderPath { words += ["--vae", fromHome(path)] }
        return words
    }

    private func fromHome(_ path: String) -> String { Self.relative(path, to: home) }

    /// A path as seen from a folder; absolute where the two have nothing in common.
    static func relative(_ path: String, to folder: String) -> String {
        let target = URL(fileURLWithPath: path).resolvingSymlinksInPath()
        let from = URL(fileURLWithPath: folder).resolvingSymlinksInPath().pathComponents
        let to = target.pathComponents
        let common = zip(from, to).prefix { $0 == $1 }.count
        if common <= 1 { return target.path }
        let words = [String](repeating: "..", count: from.count - common) + to[common...]
        return words.isEmpty ? "." : words.joined(separator: "/")
    }

    /// A word as a POSIX shell reads it back.
    static func quoted(_ word: String) -> String {
        let plain = CharacterSet(charactersIn: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:+,=@")
        if !word.isEmpty, word.unicodeScalars.allSatisfy(plain.contains) { return word }
        return "'" + word.replacingOccurrences(of: "'", with: "'\\''") + "'"
    }
}
