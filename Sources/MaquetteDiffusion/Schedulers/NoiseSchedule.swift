import Foundation

/// How much signal and noise each training step mixes.
///
/// Computed in the precision and order of torch, since zero-terminal-SNR schedules subtract
/// nearly equal numbers.
struct NoiseSchedule: Sendable {
    /// The share of signal power left after each training step (alpha bar, Ho et al. 2020).
    let cumulativeAlphas: [Float]

    init(_ config: SchedulerConfig) {
        var betas = Self.betas(config)
        if config.rescaleBetasZeroSNR { betas = Self.rescaledToZeroTerminalSNR(betas) }
        cumulativeAlphas = Self.cumulativeProduct(betas.map { 1 - $0 })
    }

    private static func betas(_ config: SchedulerConfig) -> [Float] {
        if let trained = config.trainedBetas { return trained.map { Float($0) } }
        let count = config.numTrainTimesteps
        switch config.betaSchedule {
        case .linear:
            return linearlySpaced(from: config.betaStart, to: config.betaEnd, count: count)
        case .scaledLinear:
            return linearlySpaced(
                from: config.betaStart.squareRoot(), to: config.betaEnd.squareRoot(), count: count
            ).map { $0 * $0 }
        case .squaredCosine:
            // Nichol & Dhariwal 2021.
            func alphaBar(_ time: Double) -> Double {
                let cosine = cos((time + 0.008) / 1.008 * .pi / 2)
                return cosine * cosine
            }
            return (0..<count).map { index in
                let start = alphaBar(Double(index) / Double(count))
                let end = alphaBar(Double(index + 1) / Double(count))
                return Float(min(1 - end / start, 0.999))
            }
        }
    }

    private static func linearlySpaced(from start: Double, to end: Double, count: Int) -> [Float] {
        let (start, end) = (Float(start), Float(end))
        guard count > 1 else { return [start] }
        let step = (end - start) / Float(count - 1)
        return (0..<count).map { index in
            // Counted from the nearer end, so that both are exact.
            index < count / 2 ? start + step * Float(index) : end - step * Float(count - index - 1)
        }
    }

    /// Products of all values up to each, accumulated in double precision.
    private static func cumulativeProduct(_ values: [Float]) -> [Float] {
        var product = 1.0
        return values.map { value in
            product *= Double(value)
            return Float(product)
        }
    }

    private static func rescaledToZeroTerminalSNR(_ betas: [Float]) -> [Float] {
        let roots = cumulativeProduct(betas.map { 1 - $0 }).map { $0.squareRoot() }
        guard let first = roots.first, let last = roots.last, first > last else { return betas }
        let scale = first / (first - last)
        let alphaBars = roots.map { root in
            let moved = (root - last) * scale
            return moved * moved
        }
        return alphaBars.indices.map { index in
            1 - (index == 0 ? alphaBars[0] : alphaBars[index] / alphaBars[index - 1])
        }
    }
}
