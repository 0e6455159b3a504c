import ArgumentParser
import Maquette

/// The options that steer the diffusion model.
struct SamplerOptions: ParsableArguments {
    @Option(help: ArgumentHelp("What the picture shows.", valueName: "text"))
    var prompt: String

    @Option(help: ArgumentHelp("Denoising steps. (default: what the model suggests, else 50)", valueName: "n"))
    var steps: Int?

    @Option(
        help: ArgumentHelp(
            "How strongly the prompt steers; 1 and less turn guidance off. (default: what the model suggests, else 7.5)",
            valueName: "scale"))
    var guidance: Double?

    @Option(help: ArgumentHelp("The scheduler. (default: what the model suggests)", valueName: "name"))
    var scheduler: SchedulerKind?

    @Option(help: ArgumentHelp("Seed of the random generator, as torch takes it.", valueName: "n"))
    var seed: UInt64 = 0

    @OptionGroup var model: ModelOptions

    @Option(
        help: ArgumentHelp(
            "Write the picture as it stands every n steps, beside the output as NAME.preview.png until the work is done. Each takes as long as decoding the finished picture, unless --preview-vae is quicker.",
            valueName: "n"))
    var preview: Int?

    @Option(
        help: ArgumentHelp(
            "A VAE for previews alone, such as TAESD: as for --vae. (default: the one that decodes the finished picture)",
            valueName: "path-or-name"))
    var previewVae: String?

    func validate() throws {
        if let preview, preview < 1 { throw ValidationError("--preview must be at least 1.") }
        if previewVae != nil, preview == nil { throw ValidationError("--preview-vae needs --preview.") }
        if let steps, steps < 1 { throw ValidationError("--steps must be at least 1.") }
        if let guidance, !guidance.isFinite { throw ValidationError("--guidance must be a number.") }
    }

    /// - Parameter output: the command's output, which previews are named after.
    func previewWriter(output: String) -> PreviewWriter? {
        preview.map { PreviewWriter(interval: $0, output: output) }
    }

    var settings: SamplerSettings {
        var settings = model.settings
        settings.prompt = prompt
        settings.steps = steps
        settings.guidanceScale = guidance
        settings.scheduler = scheduler
        settings.seed = seed
        settings.attachments.previewAutoencoderPath = previewVae.map(ModelLocator.standard.attachment)
        return settings
    }
}

extension SchedulerKind: ExpressibleByArgument {}
