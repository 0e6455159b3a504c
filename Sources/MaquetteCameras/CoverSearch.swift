/// The search for few views that together cover many samples.
struct CoverSearch {
    /// What each view covers.
    let views: [SampleSet]
    /// How many samples there are.
    let sampleCount: Int

    /// Takes the view that covers most that is new, again and again.
    ///
    /// - Parameters:
    ///   - wanted: how many samples are enough.
    ///   - count: the most views.
    ///   - leastGain: a view that covers fewer new samples is not taken, unless it is the first.
    func greedy(until wanted: Double, count: Int, leastGain: Int) -> [Int] {
        var chosen: [Int] = []
        var covered = SampleSet(count: sampleCount)
        while Double(covered.count) < wanted, chosen.count < count {
            guard let (best, gain) = best(outside: covered), gain > 0, gain >= leastGain || chosen.isEmpty else { break }
            chosen.append(best)
            covered.formUnion(views[best])
        }
        return chosen
    }

    /// Exchanges one view at a time for the one that best completes all others, until that helps no more.
    func exchange(_ chosen: inout [Int]) {
        var improves = true
        while improves {
            improves = false
            for index in chosen.indices {
                let others = union(chosen, except: index)
                guard let (best, gain) = best(outside: others), gain > views[chosen[index]].countOutside(others) else { continue }
                chosen[index] = best
                improves = true
            }
        }
    }

    /// One view fewer that cover enough, or nil if none were found: the view that alone covers least is left out, and the
    /// others are exchanged.
    func leavingOneOut(of chosen: [Int], enough: Double) -> [Int]? {
        let losses = chosen.indices.map { views[chosen[$0]].countOutside(union(chosen, except: $0)) }
        guard chosen.count > 1, let least = losses.indices.min(by: { (losses[$0], -$0) < (losses[$1], -$1) }) else { return nil }
        var fewer = chosen
        fewer.remove(at: least)
        exchange(&fewer)
        return Double(union(fewer).count) >= enough ? fewer : nil
    }

    /// The same views, those first that add most to what earlier ones cover.
    func sortedByGain(_ chosen: [Int]) -> [Int] {
        var (rest, sorted) = (chosen.sorted(), [Int]())
        var covered = SampleSet(count: sampleCount)
        while let next = rest.indices.max(by: { gain(rest[$0], covered) < gain(rest[$1], covered) }) {
            sorted.append(rest.remove(at: next))
            covered.formUnion(views[sorted[sorted.count - 1]])
        }
        return sorted
    }

    /// What views cover together.
    func union(_ chosen: [Int], except index: Int? = nil) -> SampleSet {
        chosen.indices.reduce(into: SampleSet(count: sampleCount)) { union, place in
            if place != index { union.formUnion(views[chosen[place]]) }
        }
    }

    /// The view that covers most outside a set, the first of equals, and how much.
    private func best(outside covered: SampleSet) -> (view: Int, gain: Int)? {
        let gains = views.map { $0.countOutside(covered) }
        return gains.indices.max { (gains[$0], -$0) < (gains[$1], -$1) }.map { ($0, gains[$0]) }
    }

    /// How much a view adds; of equals the first in the list of all views is greater.
    private func gain(_ view: Int, _ covered: SampleSet) -> (Int, Int) { (views[view].countOutside(covered), -view) }
}
