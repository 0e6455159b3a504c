/// A scheduler whose latents are the clean ones plus noise of deviation sigma, scaled down only for the model
/// (the "variance exploding" process of Song et al. 2021).
protocol VarianceExplodingScheduler: Scheduler {
    var schedule: SigmaSchedule { get }

    /// Which of the schedule's levels a call of the model is at.
    func level(ofCall index: Int) -> Int
}

extension VarianceExplodingScheduler {
    var timesteps: [Float] { schedule.timesteps }

    func level(ofCall index: Int) -> Int { index }

    func scaledModelInput(_ sample: [Float], at index: Int) -> [Float] {
        schedule.scaledModelInput(sample, at: level(ofCall: index))
    }

    func noised(_ original: [Float], with noise: [Float], at index: Int) -> [Float] {
        schedule.noised(original, with: noise, at: level(ofCall: index))
    }
}
