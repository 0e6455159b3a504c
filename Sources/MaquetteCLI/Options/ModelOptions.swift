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
        name: .customLong("controlnet"),
        help: ArgumentHelp(
            "A ControlNet for depth, which lets a model without depth follow one: a folder as diffusers saves it, a safetensors file (of diffusers or with the names of the original release), or a name in $MAQUETTE_MODELS; then its scale, and the shares of the steps it acts in. May be given several times. (default: none; scale 1 in all steps)",
            valueName: "path[:scale[:from:to]]"))
    var controlNets: [ScaledPath] = []

    @Option(
        name: .customLong("lora"),
        help: ArgumentHelp(
            "A LoRA to add to the model, a safetensors file in kohya's or diffusers' naming or its folder, and how much of it. May be given several times. (default: none; scale 1)",
            valueName: "file[:scale]"))
    var loras: [ScaledPath] = []

    @Option(
        help: ArgumentHelp(
            "A VAE in place of the model's own, such as TAESD, which is quicker and coarser: a folder as diffusers saves it, its safetensors file, or a name in $MAQUETTE_MODELS.",
            valueName: "path-or-name"))
    var vae: String?

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
        if controlNets.contains(where: { $0.scale < 0 }) { throw ValidationError("--controlnet's scale must be 0 or more.") }
        if loras.contains(where: { $0.interval != nil }) { throw ValidationError("--lora takes FILE or FILE:SCALE.") }
        if let threads, !(1...ComputeContext.largestThreadCount).contains(threads) {
            throw ValidationError("--threads must be 1 to \(ComputeContext.largestThreadCount).")
        }
    }

    /// The settings without those of single pictures.
    var settings: SamplerSettings {
        SamplerSettings(
            prompt: "", negativePrompt: negativePrompt, promptSyntax: promptSyntax,
            guidanceInterval: guidanceInterval ?? .whole, precision: precision, threads: threads,
            attachments: attachments)
    }

    private var attachments: AttachmentSettings {
        AttachmentSettings(
            controlNets: controlNets.map {
                AttachmentSettings.ControlNet(
                    path: ModelLocator.standard.attachment($0.path),
                    settings: ControlSettings(
                        scale: $0.scale,
                        interval: $0.interval.map { GuidanceInterval(start: $0.lowerBound, end: $0.upperBound) } ?? .whole))
            },
            loras: loras.map {
                AttachmentSettings.LoRA(path: ModelLocator.standard.attachment($0.path), scale: $0.scale)
            },
            autoencoderPath: vae.map(ModelLocator.standard.attachment))
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
