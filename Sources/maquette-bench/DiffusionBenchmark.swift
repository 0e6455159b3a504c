import ArgumentParser
import Foundation
import MaquetteDiffusion
import MaquetteImaging
import MaquetteTensor

/// A checkpoint whose networks are timed on made-up input.
struct DiffusionBenchmark {
    /// What can be timed on its own.
    enum Part: String, CaseIterable, ExpressibleByArgument {
        case text, unet, encode, decode
    }

    private let pipeline: DiffusionPipeline
    private let size: Int
    private let opened: ContinuousClock.Instant
    /// Where results go; empty so far.
    let result: DiffusionBenchmarkResult

    private static let clock = ContinuousClock()

    /// - Parameter controlNets: folders or files of ControlNets for depth.
    init(model: URL, controlNets: [URL], size: Int, options: PipelineOptions) throws {
        opened = Self.clock.now
        pipeline = try DiffusionPipeline(
            checkpoint: Checkpoint(contentsOf: model),
            attachments: ModelAttachments(controlNets: controlNets.map { try ControlNetCheckpoint(contentsOf: $0) }), options: options)
        self.size = size
        result = DiffusionBenchmarkResult(
            precision: options.precision.rawValue, size: size, library: ComputeContext.libraryVersion)
    }

    /// Prompts, a start picture, guided steps and decoding, timed as a user waits for them.
    ///
    /// docs/benchmarks/diffusion_parity.py makes the same request of diffusers.
    /// - Parameters:
    ///   - scheduler: nil for the checkpoint's own.
    ///   - startsFromPicture: whether a picture is encoded first.
    ///   - output: a folder that latents and picture are written to, or nil.
    func wholeRun(
        steps: Int, scheduler: SchedulerKind?, startsFromPicture: Bool, output: String?, into result: inout DiffusionBenchmarkResult
    ) throws {
        let picture = startsFromPicture
            ? Image(width: size, height: size, channels: 3, samples: noise(size * size * 3).map { UInt8($0 * 255) }) : nil
        let takesDepth = pipeline.checkpoint.takesDepth || !pipeline.attachments.controlNets.isEmpty
        let request = DiffusionRequest(
            prompt: "open dollhouse, red brick walls", negativePrompt: "blurry", inverseDepth: takesDepth ? depth : nil,
            initImage: picture, width: size, height: size, numInferenceSteps: steps, guidanceScale: 7.5, scheduler: scheduler)
        let started = Self.clock.now
        let run = try pipeline.start(request)
        let denoising = Self.clock.now
        var ends: [ContinuousClock.Instant] = []
        for _ in run { ends.append(Self.clock.now) }
        let finishedPicture = try run.finishedImage()
        let finished = Self.clock.now

        let durations = zip([denoising] + ends, ends).map { seconds($1 - $0) }
        result.toFirstStep = ends.first.map { seconds($0 - opened) }
        result.add("steps of the whole run", durations)
        result.add("\(durations.count) steps, end to end", [seconds(finished - started)])
        result.add("\(durations.count) steps, from nothing", [seconds(finished - opened)])
        result.peakMemoryOfRun = ProcessMemory.peakBytes
        result.memoryOfNetworks = pipeline.greatestMemoryUse
        result.estimatedMemory = try pipeline.estimatedMemory(of: request)
        if let output {
            let folder = URL(fileURLWithPath: output)
            try run.latent.samples.withUnsafeBytes { try Data($0).write(to: folder.appendingPathComponent("latents.f32")) }
            try Data(PNG.encode(finishedPicture)).write(to: folder.appendingPathComponent("picture.png"))
        }
    }

    /// Times one network, after a first time that is kept apart.
    func time(_ part: Part, repeats: Int, into result: inout DiffusionBenchmarkResult) throws {
        let work = try work(part)
        var times: [Double] = []
        for _ in 0...repeats { times.append(seconds(try Self.clock.measure(work))) }
        result.add(part.title, times)
    }

    private func work(_ part: Part) throws -> () throws -> Void {
        let networks = pipeline.networks
        let latent = size / networks.autoencoder.configuration.downsampling
        switch part {
        case .text:
            let tokens = [Int32](0..<77)
            return { _ = try networks.textEncoders[0].hiddenStates(tokens: [tokens, tokens]) }
        case .unet:
            let configuration = networks.unet.configuration
            let states = try networks.textEncoders[0].hiddenStates(tokens: [[Int32](0..<77), [Int32](0..<77)])
            let prompts = try networks.unet.prepare(hiddenStates: states)
            let shape = [2, latent, latent, configuration.inputChannels]
            let sample = try Tensor(noise(shape.reduce(1, *)), shape: shape)
            return { _ = try networks.unet.predict(sample: sample, timestep: 500, context: prompts) }
        case .encode:
            let picture = try Tensor(noise(size * size * 3), shape: [1, size, size, 3])
            return { _ = try networks.autoencoder.latents(of: picture) }
        case .decode:
            let channels = networks.autoencoder.configuration.latentChannels
            let latents = try Tensor(noise(latent * latent * channels), shape: [1, latent, latent, channels])
            return { _ = try networks.autoencoder.decode(latents) }
        }
    }

    /// A ramp from near to far.
    private var depth: FloatImage {
        FloatImage(
            width: size, height: size, channels: 1,
            samples: (0..<size * size).map { Float($0 / size) / Float(size) })
    }

    /// Numbers in 0...1 that are the same every time.
    private func noise(_ count: Int) -> [Float] {
        var state: UInt32 = 1
        return (0..<count).map { _ in
            state = state &* 1_664_525 &+ 1_013_904_223
            return Float(state >> 8) / 16_777_216
        }
    }

    private func seconds(_ duration: Duration) -> Double {
        Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
    }
}

extension DiffusionBenchmark.Part {
    var title: String {
        switch self {
        case .text: "text encoder, two prompts"
        case .unet: "one guided UNet step"
        case .encode: "VAE encode"
        case .decode: "VAE decode"
        }
    }
}
