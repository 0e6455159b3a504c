/// Which training steps a run of some inference steps visits, noisiest first.
///
/// Spacings after table 2 of Lin et al. 2023, with the rounding of numpy.
enum Timesteps {
    /// Whole training steps, from the noisiest down to the cleanest.
    static func spaced(_ config: SchedulerConfig, count: Int) -> [Int] {
        exact(config, count: count).map { Int($0.rounded(.toNearestOrEven)) }
    }

    /// The same, but not rounded where they are spread evenly over the training steps.
    static func exact(_ config: SchedulerConfig, count: Int) -> [Float] {
        let total = config.numTrainTimesteps
        switch config.timestepSpacing {
        case .leading:
            let ratio = total / count
            return (0..<count).reversed().map { Float($0 * ratio + config.stepsOffset) }
        case .linspace:
            return evenlySpaced(upTo: total - 1, count: count).map { Float($0) }
        case .trailing:
            return trailing(total, count: count).map { Float($0) }
        }
    }

    /// Whole training steps for solvers that go on from the last of them to the clean sample as if it
    /// were one more step: the cleanest is left out.
    static func withoutCleanest(_ config: SchedulerConfig, count: Int) -> [Int] {
        let total = config.numTrainTimesteps
        switch config.timestepSpacing {
        case .leading:
            let ratio = total / (count + 1)
            return (1...count).reversed().map { $0 * ratio + config.stepsOffset }
        case .linspace:
            return evenlySpaced(upTo: total - 1, count: count + 1).dropLast().map {
                Int($0.rounded(.toNearestOrEven))
            }
        case .trailing:
            return trailing(total, count: count)
        }
    }

    private static func evenlySpaced(upTo last: Int, count: Int) -> [Double] {
        guard count > 1 else { return [0] }
        let step = Double(last) / Double(count - 1)
        return (0..<count).reversed().map { $0 == count - 1 ? Double(last) : Double($0) * step }
    }

    private static func trailing(_ total: Int, count: Int) -> [Int] {
        let start = Double(total)
        let ratio = start / Double(count)
        let values = Int((start / ratio).rounded(.up))
        let delta = (start - ratio) - start
        return (0..<values).map { index in
            Int((start + Double(index) * delta).rounded(.toNearestOrEven)) - 1
        }
    }
}
