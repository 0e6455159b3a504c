import Testing

@testable import MaquetteCameras

/// Few views that cover many samples.
struct CoverSearchTests {
    /// Greed takes the view that covers six of eight first and then needs both others; the others alone do.
    private let misleading = CoverSearch(
        views: [sampleSet([1, 2, 3, 4, 5, 6], of: 8), sampleSet([0, 1, 2, 3], of: 8), sampleSet([4, 5, 6, 7], of: 8)],
        sampleCount: 8)

    @Test func greedTakesWhatAddsMost() {
        #expect(misleading.greedy(until: 8, count: 9, leastGain: 1) == [0, 1, 2])
        #expect(misleading.greedy(until: 6, count: 9, leastGain: 1) == [0])
        #expect(misleading.greedy(until: 8, count: 2, leastGain: 1) == [0, 1])
        #expect(misleading.greedy(until: 8, count: 9, leastGain: 2) == [0])
    }

    @Test func exchangesFindWhatGreedMisses() {
        var chosen = misleading.greedy(until: 8, count: 2, leastGain: 1)
        #expect(misleading.union(chosen).count == 7)
        misleading.exchange(&chosen)
        #expect(misleading.union(chosen).count == 8)
        #expect(chosen.sorted() == [1, 2])
    }

    @Test func viewsThatOthersCompleteAreLeftOut() {
        #expect(misleading.leavingOneOut(of: [0, 1, 2], enough: 8)?.sorted() == [1, 2])
        #expect(misleading.leavingOneOut(of: [1, 2], enough: 8) == nil)
        #expect(misleading.leavingOneOut(of: [0], enough: 0) == nil)
    }

    @Test func viewsThatShowMostComeFirst() {
        #expect(misleading.sortedByGain([2, 1, 0]) == [0, 1, 2])
    }

    /// Against all pairs of random views: exchanges never lose and never go beyond the best.
    @Test(arguments: 0..<40 as Range<UInt64>)
    func exchangesLieBetweenGreedAndTheBest(seed: UInt64) {
        var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
        let views = (0..<12).map { _ in
            sampleSet(
                (0..<96).filter { _ in
                    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                    return state >> 62 == 0
                }, of: 96)
        }
        let search = CoverSearch(views: views, sampleCount: 96)
        let greedy = search.greedy(until: 96, count: 2, leastGain: 1)
        var exchanged = greedy
        search.exchange(&exchanged)
        let best = views.indices.flatMap { a in views.indices.map { search.union([a, $0]).count } }.max() ?? 0
        #expect(search.union(exchanged).count >= search.union(greedy).count, "seed \(seed)")
        #expect(search.union(exchanged).count <= best, "seed \(seed)")
        // Pairs that no exchange betters cover half of the best and more.
        #expect(2 * search.union(exchanged).count > best, "seed \(seed)")
    }
}

private func sampleSet(_ samples: [Int], of count: Int) -> SampleSet {
    samples.reduce(into: SampleSet(count: count)) { $0.insert($1) }
}
