import ArgumentParser
import Maquette

/// The options that say which model paints and how it computes.
struct ModelOptions: ParsableArguments {
    @Option(help: ArgumentHelp("What the picture does not show.", valueName: "text"))
    var negativePrompt: String?

    @Option(
        help: ArgumentHelp(
            "How prompts are read: plain cuts them at the model's length, weighted takes any length and (words:1.3).",
            valueName: "syntax"))
    var promptSyntax: PromptSyntax = .plain

    @Option(
        help: ArgumentHelp(
            "A checkpoint: a folder as diffusers saves it, a single safetensors file, or the name of either in $MAQUETTE_MODELS. (default: the bundled model)",
            valueName: "path-or-name"))
    var model: String?

    @Option(
        help: ArgumentHelp(
            "In which part of the steps guidance acts, in shares from 0 to 1; the steps outside cost half. (default: 0:1)",
            valueName: "from:to"))
    var guidanceInterval: GuidanceInterval?

    @Option(help: ArgumentHelp("Number format of the networks. (default: bf16 where the processor has it, else f32)", valueName: "format"))
    var precision: Precision?

    @Option(help: ArgumentHelp("Threads to use. (default: all cores)", valueName: "n"))
    var threads: Int?

    func validate() throws {
        if let threads, !(1...ComputeContext.largestThreadCount).contains(threads) {
            throw ValidationError("--threads must be 1 to \(ComputeContext.largestThreadCount).")
        }
    }

    /// The settings without those of single pictures.
    var settings: SamplerSettings {
        SamplerSettings(
            prompt: "", negativePrompt: negativePrompt, promptSyntax: promptSyntax,
            guidanceInterval: guidanceInterval ?? .whole, precision: precision, threads: threads)
    }

    /// Where the checkpoint is.
    func path() throws -> String { try ModelLocator.standard.path(of: model) }
}

extension Precision: ExpressibleByArgument {}

extension PromptSyntax: ExpressibleByArgument {}

extension GuidanceInterval: ExpressibleByArgument {
    /// `from:to`, as in `0.2:0.8`.
    public init?(argument: String) {
        let parts = argument.split(separator: ":", omittingEmptySubsequences: false).map { Double($0) }
        guard parts.count == 2, let start = parts[0], let end = parts[1], 0 <= start, start <= end, end <= 1 else {
            return nil
        }
        self.init(start: start, end: end)
    }
}
