/// A set of surface samples, one bit each.
struct SampleSet: Sendable, Equatable {
    private(set) var words: [UInt64]

    init(count: Int) { words = [UInt64](repeating: 0, count: (count + 63) / 64) }

    var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

    mutating func insert(_ sample: Int) { words[sample >> 6] |= 1 << UInt64(sample & 63) }

    func contains(_ sample: Int) -> Bool { words[sample >> 6] >> UInt64(sample & 63) & 1 != 0 }

    mutating func formUnion(_ other: SampleSet) {
        for word in words.indices { words[word] |= other.words[word] }
    }

    func intersection(_ other: SampleSet) -> SampleSet {
        var result = self
        for word in words.indices { result.words[word] &= other.words[word] }
        return result
    }

    /// How many samples are in this set and not in the other.
    func countOutside(_ other: SampleSet) -> Int {
        var count = 0
        for word in words.indices { count += (words[word] & ~other.words[word]).nonzeroBitCount }
        return count
    }
}
