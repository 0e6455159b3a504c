/// The longest run of free texels in a row of a page, kept up to date cheaply.
///
/// Beside the longest run it knows what no other exceeds. So texels can be taken without looking at the row again,
/// until what is left of the longest run may not be the longest any more.
struct FreeRun {
    /// The longest run, when `isKnown`.
    private var start: Int32
    private var end: Int32
    /// No other run is longer; nor any at all, when the longest is not known.
    private var others: Int32 = 0
    private var isKnown = true

    /// A row that is wholly free.
    init(width: Int) {
        start = 0
        end = Int32(width)
    }

    /// Notes that texels have been taken.
    @inline(__always)
    mutating func take(_ from: Int, _ to: Int) {
        let from = Int32(from), to = Int32(to)
        guard isKnown, from < end, to > start else { return }
        let left = max(0, from - start), right = max(0, end - to)
        isKnown = max(left, right) >= others
        guard isKnown else { return }
        others = max(others, min(left, right))
        if left >= right { end = start + left } else { start = end - right }
    }

    /// Whether there is a run of some length.
    ///
    /// - Parameters:
    ///   - words: the row's texels, for when it has to be looked at again: one bit each, set for taken ones.
    ///   - width: number of texels.
    @inline(__always)
    mutating func reaches(_ length: Int, words: UnsafePointer<UInt64>, width: Int) -> Bool {
        if !isKnown {
            if Int(others) < length { return false }
            measure(words, width: width)
        }
        return Int(end - start) >= length
    }

    private mutating func measure(_ words: UnsafePointer<UInt64>, width: Int) {
        (start, end, others, isKnown) = (0, 0, 0, true)
        var first = 0
        func note(_ run: inout FreeRun, until position: Int) {
            let length = Int32(position - first)
            if length > run.end - run.start {
                run.others = run.end - run.start
                (run.start, run.end) = (Int32(first), Int32(position))
            } else if length > run.others {
                run.others = length
            }
        }
        for index in 0..<(width + 63) / 64 {
            let base = index * 64, bits = min(64, width - base)
            var word = words[index]
            if bits < 64 { word |= UInt64.max << UInt64(bits) }
            // Whole words need no look at their bits.
            if word == 0 { continue }
            if word == .max {
                note(&self, until: base)
                first = base + 64
                continue
            }
            var position = 0
            while true {
                let taken = position + (word >> UInt64(position)).trailingZeroBitCount
                guard taken < 64 else { break }
                note(&self, until: base + taken)
                position = taken + (~(word >> UInt64(taken))).trailingZeroBitCount
                first = base + position
                guard position < 64 else { break }
            }
        }
        note(&self, until: width)
    }
}
