import ArgumentParser
import Maquette

/// The options that steer the diffusion model.
struct SamplerOptions: ParsableArguments {
    @Option(help: ArgumentHelp("What the picture shows.", valueName: "text"))
    var prompt: String

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

    @Option(help: ArgumentHelp("Denoising steps. (default: what the model suggests, else 50)", valueName: "n"))
    var steps: Int?

    @Option(
        help: ArgumentHelp(
            "How strongly the prompt steers; 1 and less turn guidance off. (default: what the model suggests, else 7.5)",
            valueName: "scale"))
    var guidance: Double?

    @Option(
        help: ArgumentHelp(
            "In which part of the steps guidance acts, in shares from 0 to 1; the steps outside cost half. (default: 0:1)",
            valueName: "from:to"))
    var guidanceInterval: GuidanceInterval?

    @Option(help: ArgumentHelp("The scheduler. (default: what the model suggests)", valueName: "name"))
    var scheduler: SchedulerKind?

    @Option(help: ArgumentHelp("Seed of the random generator, as torch takes it.", valueName: "n"))
    var seed: UInt64 = 0

    @Option(help: ArgumentHelp("Number format of the networks. (default: bf16 where the processor has it, else f32)", valueName: "format"))
    var precision: Precision?

    @Option(help: ArgumentHelp("Threads to use. (default: all cores)", valueName: "n"))
    var threads: Int?

    @Option(
        help: ArgumentHelp(
            "Write the picture as it stands every n steps, beside the output as NAME.preview.png until the work is done. Each takes as long as decoding the finished picture.",
            valueName: "n"))
    var preview: Int?

    func validate() throws {
        if let preview, preview < 1 { throw ValidationError("--preview must be at least 1.") }
        if let steps, steps < 1 { throw ValidationError("--steps must be at least 1.") }
        if let threads, !(1...ComputeContext.largestThreadCount).contains(threads) {
            throw ValidationError("--threads must be 1 to \(ComputeContext.largestThreadCount).")
        }
        if let guidance, !guidance.isFinite { throw ValidationError("--guidance must be a number.") }
    }

    /// - Parameter output: the command's output, which previews are named after.
    func previewWriter(output: String) -> PreviewWriter? {
        preview.map { PreviewWriter(interval: $0, output: output) }
    }

    var settings: SamplerSettings {
        SamplerSettings(
            prompt: prompt, negativePrompt: negativePrompt, promptSyntax: promptSyntax, steps: steps, guidanceScale: guidance,
            guidanceInterval: guidanceInterval ?? .whole, scheduler: scheduler, seed: seed, precision: precision, threads: threads)
    }
}

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

extension Precision: ExpressibleByArgument {}

extension PromptSyntax: ExpressibleByArgument {}

extension SchedulerKind: ExpressibleByArgument {}
