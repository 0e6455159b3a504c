import MaquetteImaging

/// A denoising run under way: a sequence that does one step each time it is asked for the next.
///
/// It can be iterated once. Progress, preview and cancelling come from the iteration: each
/// element says how far the run is and can decode the picture as it stands; leaving the loop ends
/// the run. A step that fails ends the iteration, and `finishedImage()` throws what went wrong.
///
/// Runs that shall agree with each other are led step by step: `predict()` tells what the model believes,
/// and `advance(_:)` goes on from that, or from what was made of it.
public final class DenoisingRun: Sequence, IteratorProtocol {
    /// Model calls of this run: fewer than the steps asked for when `strength` is below 1, and more with
    /// schedulers that call the model twice in a step.
    public let stepCount: Int
    /// Plain sentences on what was adapted: a size rounded, a prompt cut, a scheduler replaced.
    public let notes: [String]
    /// Width of the picture in pixels.
    public let width: Int
    /// Height of the picture in pixels.
    public let height: Int
    /// The scheduler that runs.
    public let schedulerKind: SchedulerKind

    private let networks: PipelineNetworks
    private let model: DenoisingModel
    private var scheduler: any Scheduler
    private let guidanceInterval: GuidanceInterval
    private let predictionType: SchedulerConfig.PredictionType
    private let known: KnownLatent?
    /// Whether no run follows that needs the packed weights of the networks that denoise.
    private let isLast: Bool
    /// Where the run starts in the scheduler's timesteps.
    private let firstIndex: Int
    package private(set) var latent: Latent
    /// Gives the noise that steps add.
    private var generator: TorchGenerator
    private var completedSteps = 0
    private var failure: (any Error)?

    init(
        networks: PipelineNetworks, model: DenoisingModel, scheduler: any Scheduler, schedulerKind: SchedulerKind,
        guidanceInterval: GuidanceInterval, predictionType: SchedulerConfig.PredictionType, firstIndex: Int,
        latent: Latent, known: KnownLatent?, isLast: Bool, generator: TorchGenerator, notes: [String]
    ) {
        self.networks = networks
        self.model = model
        self.scheduler = scheduler
        self.schedulerKind = schedulerKind
        self.guidanceInterval = guidanceInterval
        self.predictionType = predictionType
        self.known = known
        self.isLast = isLast
        self.firstIndex = firstIndex
        self.latent = latent
        self.generator = generator
        self.notes = notes
        stepCount = scheduler.timesteps.count - firstIndex
        let factor = networks.autoencoder.configuration.downsampling
        (width, height) = (latent.width * factor, latent.height * factor)
    }

    /// Does the next step, or returns `nil` when all are done or one failed.
    public func next() -> DenoisingStep? {
        guard failure == nil else { return nil }
        do {
            return try predict().map { advance($0) }
        } catch {
            failure = error
            return nil
        }
    }

    /// Asks the model what it believes, without going on.
    ///
    /// - Returns: nil when all steps are done.
    /// - Throws: `TensorError` when memory runs out, or `DiffusionError.brokenModel` when the model gives values
    ///   that are not numbers.
    public func predict() throws -> DenoisingPrediction? {
        guard completedSteps < stepCount else { return nil }
        let index = firstIndex + completedSteps
        let left = stepCount - completedSteps
        if let known {
            latent = known.imposed(
                on: latent, shareLeft: Float(left) / Float(stepCount), scheduler: scheduler, index: index)
        }
        var input = latent
        input.samples = scheduler.scaledModelInput(latent.samples, at: index)
        let output = try model.predict(
            input, timestep: scheduler.timesteps[index], step: completedSteps, of: stepCount,
            isGuided: guidanceInterval.contains(step: completedSteps, of: stepCount))
        guard output.allSatisfy(\.isFinite) else {
            throw DiffusionError.brokenModel(step: completedSteps + 1)
        }
        var original = latent
        original.samples = scheduler.predictedOriginal(
            output, at: index, sample: latent.samples, type: predictionType)
        return DenoisingPrediction(
            original: original, shareLeft: Float(left - 1) / Float(stepCount), sample: latent, modelOutput: output)
    }

    /// Goes one step further from what `predict()` told last.
    @discardableResult
    public func advance(_ prediction: DenoisingPrediction) -> DenoisingStep {
        let index = firstIndex + completedSteps
        let output = scheduler.step(
            modelOutput: prediction.output(of: scheduler, at: index, type: predictionType), at: index,
            sample: prediction.sample.samples, generator: &generator)
        latent.samples = output.sample
        completedSteps += 1
        if let known, completedSteps == stepCount { latent = known.completed(latent) }

        var predictedOriginal = latent
        predictedOriginal.samples = output.predictedOriginal
        return DenoisingStep(
            progress: PipelineProgress(completedSteps: completedSteps, stepCount: stepCount),
            timestep: scheduler.timesteps[index], predictedOriginal: predictedOriginal, networks: networks)
    }

    /// Does the steps that are left and decodes the picture.
    ///
    /// - Returns: 8-bit RGB of `width` x `height`.
    /// - Throws: what went wrong in a step: `TensorError` when memory runs out, or
    ///   `DiffusionError.brokenModel` when the model gives values that are not numbers.
    public func finishedImage() throws -> Image {
        while next() != nil {}
        if let failure { throw failure }
        if isLast { for layer in networks.denoisingLayers { layer.releasePackedWeights() } }
        return try networks.picture(of: latent)
    }
}
