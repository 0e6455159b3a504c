import Foundation

/// The unified predictor-corrector (Zhao et al. 2023) on predictions of the clean latent, with
/// B(h) = exp(h) - 1, of order 1 to 3.
///
/// Each model call first corrects the step that led to it, then predicts the next one.
struct UniPCScheduler: Scheduler {
    var timesteps: [Float] { schedule.timesteps }

    private let config: SchedulerConfig
    private let schedule: SigmaSchedule
    /// The clean latents as predicted in the last calls, the latest last.
    private var originals: [[Float]] = []
    /// Where the step that led here started, and its order.
    private var lastStep: (sample: [Float], order: Int)?

    /// - Parameter stepCount: inference steps of a whole run, 1...`numTrainTimesteps`.
    init(config: SchedulerConfig, stepCount: Int) {
        self.config = config
        schedule = .multistep(config, count: stepCount, truncatesCosine: false)
    }

    func noised(_ original: [Float], with noise: [Float], at index: Int) -> [Float] {
        SignalAndNoise(sigma: schedule.sigmas[index]).noised(original, with: noise)
    }

    mutating func step(
        modelOutput: [Float], at index: Int, sample: [Float], generator: inout TorchGenerator
    ) -> SchedulerOutput {
        let original = SignalAndNoise(sigma: schedule.sigmas[index])
            .predictedOriginal(config.predictionType, output: modelOutput, sample: sample)
        let corrected = lastStep.map { last in
            advance(last.sample, from: index - 1, order: last.order, corrector: original)
        } ?? sample

        originals = originals.suffix(config.solverOrder - 1) + [original]
        let order = min(config.solverOrder, timesteps.count - index, originals.count)
        lastStep = (corrected, order)
        return SchedulerOutput(
            sample: advance(corrected, from: index, order: order, corrector: nil), predictedOriginal: original)
    }

    /// One step from a level to the next.
    ///
    /// - Parameters:
    ///   - start: which level; `originals.last` was predicted there, the one before it a level earlier.
    ///   - corrector: the clean latent as predicted at the end of the step, when it is known.
    private func advance(_ sample: [Float], from start: Int, order: Int, corrector: [Float]?) -> [Float] {
        let latest = originals.count - 1
        let here = SignalAndNoise(sigma: schedule.sigmas[start])
        let next = SignalAndNoise(sigma: schedule.sigmas[start + 1])
        let distance = next.halfLogRatio - here.halfLogRatio
        let growth = expm1(-distance)
        let keep = next.noise / here.noise

        // Places of the earlier predictions, in units of this step; the end of the step is at 1.
        let places = (1..<max(order, 1)).map { back in
            (SignalAndNoise(sigma: schedule.sigmas[start - back]).halfLogRatio - here.halfLogRatio) / distance
        }
        let weights = Self.weights(places, distance: distance, growth: growth, corrects: corrector != nil)
        return sample.indices.map { position in
            let base = originals[latest][position]
            var residual: Float = 0
            for (back, place) in places.enumerated() {
                residual += weights[back] * ((originals[latest - back - 1][position] - base) / place)
            }
            if let corrector { residual += weights[places.count] * (corrector[position] - base) }
            return keep * sample[position] - next.signal * growth * base - next.signal * growth * residual
        }
    }

    /// The weights of the differences of predictions: those that make the step exact for polynomials.
    ///
    /// - Parameter places: of the earlier predictions. With `corrects` there is one more, at 1.
    private static func weights(_ places: [Float], distance: Float, growth: Float, corrects: Bool) -> [Float] {
        let count = places.count + (corrects ? 1 : 0)
        // Where a single difference is used its weight is a half, whatever the distance.
        if count < 2 { return Array(repeating: 0.5, count: count) }
        var moments: [Float] = []
        var phi = growth / -distance - 1
        var factorial: Float = 1
        for power in 1...count {
            moments.append(phi * factorial / growth)
            factorial *= Float(power + 1)
            phi = phi / -distance - 1 / factorial
        }
        let points = corrects ? places + [1] : places
        let rows = (0..<count).map { power in points.map { pow($0, Float(power)) } }
        return LinearSystem.solution(of: rows, moments)
    }
}
