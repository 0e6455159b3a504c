/// `scheduler_config.json` as diffusers writes it.
///
/// What it leaves out has the defaults of the scheduler that runs (`completed(for:)`), whatever
/// scheduler it was saved with.
struct SchedulerConfig: Decodable, Sendable {
    enum PredictionType: String, Decodable, Sendable {
        case epsilon
        case vPrediction = "v_prediction"
        case sample
    }

    enum TimestepSpacing: String, Decodable, Sendable {
        case leading
        case trailing
        case linspace
    }

    enum BetaSchedule: String, Decodable, Sendable {
        case linear
        case scaledLinear = "scaled_linear"
        case squaredCosine = "squaredcos_cap_v2"
    }

    /// The noise level of the result.
    enum FinalSigma: String, Decodable, Sendable {
        case zero
        case smallest = "sigma_min"
    }

    /// The scheduler class the checkpoint was saved with.
    var className = "DDIMScheduler"
    var numTrainTimesteps = 1000
    var betaStart: Double = 0.0001
    var betaEnd: Double = 0.02
    var betaSchedule = BetaSchedule.linear
    /// Betas given one by one instead of by a schedule.
    var trainedBetas: [Double]?
    var predictionType = PredictionType.epsilon
    var timestepSpacing = TimestepSpacing.leading
    var stepsOffset = 0
    /// Whether the last step ends without noise, rather than at the level of training step 0.
    var setAlphaToOne = true
    var clipSample = false
    var clipSampleRange: Float = 1
    var thresholding = false
    /// Lin et al. 2023, algorithm 1: the last training step holds no signal at all.
    var rescaleBetasZeroSNR = false
    var skipPRKSteps = true
    var usesKarrasSigmas = false
    var finalSigma = FinalSigma.zero
    /// The order of multistep solvers.
    var solverOrder = 2
    /// Whether short runs end with a step of first order.
    var lowerOrderFinal = true
    /// Whether all runs do.
    var eulerAtFinal = false
    /// Steps of the schedule that a latent consistency model was distilled on.
    var originalInferenceSteps: Int { writtenOriginalInferenceSteps ?? min(50, numTrainTimesteps) }
    private var writtenOriginalInferenceSteps: Int?
    /// What timesteps are multiplied with in the boundary conditions of latent consistency models.
    var timestepScaling: Double = 10
    /// Everything else that the file says.
    private(set) var otherSettings: [String: ScalarSetting] = [:]
    /// The settings that the file gives.
    private(set) var written: Set<CodingKeys> = []

    init() {}

    /// The schedule that Stable Diffusion 1 and 2 were trained with, as their checkpoints in diffusers'
    /// layout state it.
    init(stableDiffusionPredicting predictionType: PredictionType) {
        className = predictionType == .epsilon ? "PNDMScheduler" : "DDIMScheduler"
        betaStart = 0.00085
        betaEnd = 0.012
        betaSchedule = .scaledLinear
        self.predictionType = predictionType
        stepsOffset = 1
        setAlphaToOne = false
        written = [.betaStart, .betaEnd, .betaSchedule, .predictionType, .stepsOffset, .setAlphaToOne, .clipSample]
    }

    /// What Stable Diffusion XL was released with.
    init(stableDiffusionXLPredicting predictionType: PredictionType) {
        self.init(stableDiffusionPredicting: predictionType)
        className = "EulerDiscreteScheduler"
        timestepSpacing = .leading
        written.insert(.timestepSpacing)
    }

    enum CodingKeys: String, CodingKey, CaseIterable {
        case className = "_class_name"
        case numTrainTimesteps = "num_train_timesteps"
        case betaStart = "beta_start"
        case betaEnd = "beta_end"
        case betaSchedule = "beta_schedule"
        case trainedBetas = "trained_betas"
        case predictionType = "prediction_type"
        case timestepSpacing = "timestep_spacing"
        case stepsOffset = "steps_offset"
        case setAlphaToOne = "set_alpha_to_one"
        case clipSample = "clip_sample"
        case clipSampleRange = "clip_sample_range"
        case thresholding
        case rescaleBetasZeroSNR = "rescale_betas_zero_snr"
        case skipPRKSteps = "skip_prk_steps"
        case usesKarrasSigmas = "use_karras_sigmas"
        case finalSigma = "final_sigmas_type"
        case solverOrder = "solver_order"
        case lowerOrderFinal = "lower_order_final"
        case eulerAtFinal = "euler_at_final"
        case originalInferenceSteps = "original_inference_steps"
        case timestepScaling = "timestep_scaling"
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        func read<Value: Decodable>(_ key: CodingKeys, _ fallback: Value) throws -> Value {
            try container.decodeIfPresent(Value.self, forKey: key) ?? fallback
        }
        className = try read(.className, className)
        numTrainTimesteps = try read(.numTrainTimesteps, numTrainTimesteps)
        betaStart = try read(.betaStart, betaStart)
        betaEnd = try read(.betaEnd, betaEnd)
        betaSchedule = try read(.betaSchedule, betaSchedule)
        trainedBetas = try container.decodeIfPresent([Double].self, forKey: .trainedBetas)
        predictionType = try read(.predictionType, predictionType)
        timestepSpacing = try read(.timestepSpacing, timestepSpacing)
        stepsOffset = try read(.stepsOffset, stepsOffset)
        setAlphaToOne = try read(.setAlphaToOne, setAlphaToOne)
        clipSample = try read(.clipSample, clipSample)
        clipSampleRange = try read(.clipSampleRange, clipSampleRange)
        thresholding = try read(.thresholding, thresholding)
        rescaleBetasZeroSNR = try read(.rescaleBetasZeroSNR, rescaleBetasZeroSNR)
        skipPRKSteps = try read(.skipPRKSteps, className != "PNDMScheduler")
        usesKarrasSigmas = try read(.usesKarrasSigmas, usesKarrasSigmas)
        finalSigma = try read(.finalSigma, finalSigma)
        solverOrder = try read(.solverOrder, solverOrder)
        lowerOrderFinal = try read(.lowerOrderFinal, lowerOrderFinal)
        eulerAtFinal = try read(.eulerAtFinal, eulerAtFinal)
        writtenOriginalInferenceSteps = try container.decodeIfPresent(Int.self, forKey: .originalInferenceSteps)
        timestepScaling = try read(.timestepScaling, timestepScaling)
        written = Set(CodingKeys.allCases.filter { container.contains($0) })
        let others = try decoder.container(keyedBy: SettingName.self)
        for key in others.allKeys where CodingKeys(stringValue: key.stringValue) == nil {
            otherSettings[key.stringValue] = try others.decode(ScalarSetting.self, forKey: key)
        }
    }

    /// Refuses what no scheduler here can do with these values.
    ///
    /// - Parameter path: the file to name.
    func validate(path: String) throws {
        guard (1...100_000).contains(numTrainTimesteps) else {
            throw DiffusionError.malformedFile(
                path: path, reason: "num_train_timesteps is \(numTrainTimesteps), not 1...100000")
        }
        let ends = [betaStart, betaEnd]
        guard ends.allSatisfy({ $0 > 0 && $0 < 1 }), (trainedBetas ?? ends).allSatisfy({ $0 >= 0 && $0 <= 1 }) else {
            throw DiffusionError.malformedFile(path: path, reason: "its betas do not lie between 0 and 1")
        }
        if let trainedBetas, trainedBetas.count != numTrainTimesteps {
            throw DiffusionError.malformedFile(
                path: path,
                reason: "it holds \(trainedBetas.count) trained_betas for \(numTrainTimesteps) training steps")
        }
        guard (0..<numTrainTimesteps).contains(stepsOffset) else {
            throw DiffusionError.malformedFile(path: path, reason: "steps_offset is \(stepsOffset)")
        }
        if clipSample, !(clipSampleRange > 0) {
            throw DiffusionError.malformedFile(path: path, reason: "clip_sample_range is \(clipSampleRange)")
        }
        guard (1...numTrainTimesteps).contains(originalInferenceSteps) else {
            throw DiffusionError.malformedFile(
                path: path, reason: "original_inference_steps is \(originalInferenceSteps)")
        }
        if thresholding {
            throw DiffusionError.unsupported(
                path: path, reason: "it asks for dynamic thresholding, which is not made for latent models")
        }
        if rescaleBetasZeroSNR, predictionType == .epsilon {
            throw DiffusionError.unsupported(
                path: path,
                reason: "its model predicts noise but starts at a level without signal, where that says nothing")
        }
    }
}
