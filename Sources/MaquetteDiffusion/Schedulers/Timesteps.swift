/// Which training steps a run of some inference steps visits, noisiest first.
///
/// Spacings after table 2 of Lin et al. 2023, with the rounding of numpy.
enum Timesteps {
    static func spaced(_ config: SchedulerConfig, count: Int) -> [Int] {
        let total = config.numTrainTimesteps
        switch config.timestepSpacing {
        case .leading:
            let ratio = total / count
            return (0..<count).reversed().map { $0 * ratio + config.stepsOffset }
        case .linspace:
            guard count > 1 else { return [0] }
            let step = Double(total - 1) / Double(count - 1)
            return (0..<count).reversed().map { index in
                Int((Double(index) * step).rounded(.toNearestOrEven))
            }
        case .trailing:
            let start = Double(total)
            let ratio = start / Double(count)
            let values = Int((start / ratio).rounded(.up))
            let delta = (start - ratio) - start
            return (0..<values).map { index in
                Int((start + Double(index) * delta).rounded(.toNearestOrEven)) - 1
            }
        }
    }
}
