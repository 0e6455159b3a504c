import ArgumentParser
import Maquette

/// The options that take several values: what a sweep goes through.
struct SweepOptions: ParsableArguments {
    @Option(help: ArgumentHelp("What the picture shows; given several times, the prompts are swept.", valueName: "text"))
    var prompt: [String] = []

    @Option(help: ArgumentHelp("Focal lengths in millimetres: a list, or start:end:count by equal ratios. (default: 35)", valueName: "mm"))
    var focal: String?

    @Option(
        help: ArgumentHelp(
            "What pictures follow beside the prompt: depth, image (the start picture alone), or both as depth,image. (default: depth)",
            valueName: "modes"))
    var mode: String?

    @Option(
        help: ArgumentHelp(
            "How much of the start picture is painted anew, above 0, at most 1: a list or start:end:count. (default: 1)",
            valueName: "shares"))
    var strength: String?

    @Option(
        help: ArgumentHelp(
            "The picture (PNG, JPEG or WebP) that pictures start from when --mode image or a --strength below 1 asks for one. (default: the scene in the plain colours of its materials)",
            valueName: "file"))
    var image: String?

    @Option(help: ArgumentHelp("How strongly the prompt steers: a list or start:end:count. (default: what the model suggests)", valueName: "scales"))
    var guidance: String?

    @Option(help: ArgumentHelp("Denoising steps: a list or start:end:count. (default: what the model suggests)", valueName: "counts"))
    var steps: String?

    @Option(help: ArgumentHelp("Schedulers, separated by commas. (default: what the model suggests)", valueName: "names"))
    var scheduler: String?

    @Option(help: ArgumentHelp("Seeds: a list or start:end:count. Every cell starts from the same noise unless they are swept. (default: 0)", valueName: "seeds"))
    var seed: String?

    /// What the options ask for.
    ///
    /// - Throws: `SweepError`.
    func values() throws(SweepError) -> SweepValues {
        var values = SweepValues(prompts: prompt)
        if let focal { values.focalLengths = try ValueList.numbers(focal, option: "--focal", spacing: .geometric) }
        if let mode { values.modes = try ValueList.entries(mode, option: "--mode") { SweepMode(rawValue: $0) } }
        if let strength { values.strengths = try ValueList.numbers(strength, option: "--strength") }
        if let guidance { values.guidanceScales = try ValueList.numbers(guidance, option: "--guidance") }
        if let steps { values.steps = try ValueList.integers(steps, option: "--steps") }
        if let seed { values.seeds = try ValueList.integers(seed, option: "--seed") }
        if let scheduler {
            values.schedulers = try ValueList.entries(scheduler, option: "--scheduler") { SchedulerKind(rawValue: $0) }
        }
        return values
    }
}
