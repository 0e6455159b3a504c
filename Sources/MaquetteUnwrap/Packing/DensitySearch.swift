/// Looks for the greatest density at which charts fit into a page, by trying.
///
/// Two densities are tried at a time, on two cores where there are two; the heights that they needed tell about which
/// to try next. Since packing is no smooth function of the density, the search ends when a density that fits and one
/// that does not are less than 0.8 % apart.
struct DensitySearch {
    /// The greatest density that fits so far; 0 for none.
    private(set) var best = 0.0
    /// The least density above `best` that does not fit.
    private var failing = Double.infinity
    /// Where the page would be full, by the heights that `best` and `failing` needed.
    private var fromBest: Double?
    private var fromFailing: Double?
    private var guess: Double
    private let cap: Double
    private let size: Double
    private var round = 0

    /// Rounds after which the best so far is taken.
    private static let greatestRoundCount = 12
    /// Densities nearer than this are not told apart.
    private static let precision = 1.008

    /// - Parameters:
    ///   - guess: about the density.
    ///   - cap: the greatest density that is wanted.
    ///   - size: height of the page, texels.
    init(guess: Double, cap: Double, size: Int) {
        self.guess = guess
        self.cap = cap
        self.size = Double(size)
    }

    /// The densities to try next; nil at the end.
    mutating func next() -> [Double]? {
        defer { round += 1 }
        guard guess > 0, round < Self.greatestRoundCount, best < cap, failing / best > Self.precision else { return nil }
        guard round > 0 else { return capped(guess * 0.985, guess * 1.015) }
        switch (fromBest, fromFailing) {
        case (let low?, let high):
            guard failing < .infinity else {
                let full = max(low, best * 1.004)
                return capped(full, full * 1.012)
            }
            let ratio = failing / best
            let full = ((high ?? low) + low) / 2
            let isNear = ratio < 1.02 || full <= best * 1.004 || full >= failing / 1.004
            if isNear {
                let third = ratio.logarithmicThird
                return capped(best * third, failing / third)
            }
            return capped(max(full / 1.004, best * 1.003), min(full * 1.004, failing / 1.003))
        case (nil, let high?):
            let full = min(high, failing * 0.985)
            return capped(full * 0.985, full)
        case (nil, nil):
            // Nobody knows how much too dense it was.
            return capped(failing * 0.5, failing * 0.8)
        }
    }

    private func capped(_ low: Double, _ high: Double) -> [Double] {
        high <= cap ? [low, high] : low < cap ? [low, cap] : [cap]
    }

    /// Notes how a density went; true when it is the best so far.
    ///
    /// - Parameter height: the rows that were needed; nil when they were far too many.
    mutating func note(_ density: Double, height: Int?) -> Bool {
        let full = height.map { density * (size / Double($0)).squareRoot() }
        if let height, Double(height) <= size {
            guard density > best else { return false }
            best = density
            fromBest = full
            if failing <= best { (failing, fromFailing) = (.infinity, nil) }
            return true
        }
        if density > best, density < failing { (failing, fromFailing) = (density, full) }
        return false
    }
}

extension Double {
    /// The third root, near 1: where the first of two steps from 1 to it lies.
    fileprivate var logarithmicThird: Double { 1 + (self - 1) / 3 - (self - 1) * (self - 1) / 9 }
}
