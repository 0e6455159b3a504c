import ArgumentParser
import Foundation
import MaquetteDiffusion
import MaquetteTensor

/// Times the diffusion core part by part on a checkpoint.
struct DiffusionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diffusion",
        abstract: "Time the diffusion core: a whole run, then each network on its own, and the memory it takes.",
        discussion: """
            The whole run comes first, in a fresh process and with the weights not yet packed, so that its peak \
            memory is that of `maquette generate`. docs/benchmarks/diffusion_model.py writes a checkpoint of full \
            size; docs/benchmarks/diffusion.py measures other programs in the same run.
            """)

    @Option(help: "Checkpoint folder or file.")
    var model: String

    @Option(help: "Folder or file of a ControlNet for depth; several add up.")
    var controlnet: [String] = []

    @Option(help: "f32 or bf16; the faster one on this processor unless set.")
    var precision: PipelineOptions.Precision = PipelineOptions.fastestPrecision

    @Option(help: "Width and height of the picture in pixels.")
    var size = 512

    @Option(help: "Steps of the whole run; 0 leaves it out.")
    var steps = 10

    @Option(help: "Scheduler of the whole run; the checkpoint's own unless set.")
    var scheduler: SchedulerKind?

    @Flag(help: "Start the whole run from noise instead of a picture.")
    var fromNoise = false

    @Flag(help: "Let go of the UNet's packed weights before decoding, as `maquette generate` does.")
    var once = false

    @Option(help: "Write latents.f32 and picture.png of the whole run into this folder.")
    var output: String?

    @Option(help: "Times each network runs, of which the fastest and the median are shown.")
    var repeats = 3

    @Option(help: "Threads; all cores unless set.")
    var threads: Int?

    @Option(help: "Parts to time: \(DiffusionBenchmark.Part.allCases.map(\.rawValue).joined(separator: ", ")); all unless set.")
    var part: [DiffusionBenchmark.Part] = DiffusionBenchmark.Part.allCases

    @Flag(help: "Print one line of JSON.")
    var json = false

    func validate() throws {
        guard size >= 64, size % 64 == 0 else { throw ValidationError("--size is a multiple of 64.") }
        guard steps >= 0, repeats >= 1 else { throw ValidationError("--steps is 0 or more and --repeats 1 or more.") }
    }

    func run() throws {
        let benchmark = try DiffusionBenchmark(
            model: URL(fileURLWithPath: model), controlNets: controlnet.map { URL(fileURLWithPath: $0) }, size: size,
            options: PipelineOptions(precision: precision, threads: threads, paintsOnce: once))
        var result = benchmark.result
        if steps > 0 { 
            try benchmark.wholeRun(
                steps: steps, scheduler: scheduler, startsFromPicture: !fromNoise, output: output, into: &result)
        }
        for part in part { try benchmark.time(part, repeats: repeats, into: &result) }
        result.finish()
        print(try json ? result.json : result.table)
    }
}

extension PipelineOptions.Precision: ExpressibleByArgument {}
extension SchedulerKind: ExpressibleByArgument {}
