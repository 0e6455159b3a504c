/// Which texels of a page are taken, one bit each, and the search for a free place.
///
/// Whether a run of texels fits is asked for all places of a row at once: the row's bits are spread to the
/// left by the run's length, so that a clear bit marks a place where the whole run is free.
struct TexelGrid {
    let width: Int
    let height: Int
    private let wordsPerRow: Int
    private var words: [UInt64]
    /// The longest free run of every row: tells at once that a row cannot take a chart.
    private var longestFreeRun: [Int32]

    init(width: Int, height: Int) {
        self.width = width
        self.height = height
        wordsPerRow = (width + 63) / 64
        words = [UInt64](repeating: 0, count: wordsPerRow * height)
        longestFreeRun = [Int32](repeating: Int32(width), count: height)
    }

    /// The lowest place, then the leftmost, where a mask fits.
    ///
    /// - Parameters:
    ///   - firstRow: the lowest row to try.
    ///   - top: the chart must end at this row or below.
    func firstFit(_ mask: ChartMask, firstRow: Int, top: Int) -> (x: Int, y: Int)? {
        guard mask.width <= width else { return nil }
        let lastRow = min(top, height) - mask.height
        guard firstRow <= lastRow else { return nil }
        let widestRuns = mask.slabs.map { slab in slab.runs.map(\.count).max() ?? 0 }
        return withUnsafeTemporaryAllocation(of: UInt64.self, capacity: wordsPerRow * 3) { scratch in
            words.withUnsafeBufferPointer { words in
                guard let base = scratch.baseAddress, let page = words.baseAddress else { return nil }
                let search = Search(
                    page: page, wordsPerRow: wordsPerRow, free: base, taken: base + wordsPerRow,
                    blocked: base + 2 * wordsPerRow)
                for row in firstRow...lastRow {
                    if !mayFit(mask, widestRuns, row: row) { continue }
                    if let x = search.firstColumn(mask, row: row, places: width - mask.width + 1) {
                        return (x, row)
                    }
                }
                return nil
            }
        }
    }

    private func mayFit(_ mask: ChartMask, _ widestRuns: [Int], row: Int) -> Bool {
        for (slab, widest) in zip(mask.slabs, widestRuns) {
            let first = row + slab.row
            if longestFreeRun[first] < widest || longestFreeRun[first + slab.rowCount - 1] < widest {
                return false
            }
        }
        return true
    }

    /// Takes the texels of a mask and those around it, up to `padding` texels in both directions.
    mutating func insert(_ mask: ChartMask, x: Int, y: Int, padding: Int) {
        for slab in mask.slabs {
            let rows = max(0, y + slab.row - padding)..<min(height, y + slab.row + slab.rowCount + padding)
            for run in slab.runs {
                let from = max(0, x + Int(run.lowerBound) - padding)
                let to = min(width, x + Int(run.upperBound) + padding)
                for row in rows { setBits(row: row, from: from, to: to) }
            }
        }
        for row in max(0, y - padding)..<min(height, y + mask.height + padding) {
            longestFreeRun[row] = measureFreeRun(row: row)
        }
    }

    private mutating func setBits(row: Int, from: Int, to: Int) {
        guard from < to else { return }
        let base = row * wordsPerRow
        let first = from >> 6, last = (to - 1) >> 6
        let firstMask = UInt64.max << UInt64(from & 63)
        let lastMask = UInt64.max >> UInt64(63 - (to - 1) & 63)
        if first == last {
            words[base + first] |= firstMask & lastMask
            return
        }
        words[base + first] |= firstMask
        for word in (first + 1)..<last { words[base + word] = .max }
        words[base + last] |= lastMask
    }

    private func measureFreeRun(row: Int) -> Int32 {
        var longest = 0, current = 0
        for index in 0..<wordsPerRow {
            var word = words[row * wordsPerRow + index]
            let bits = min(64, width - index * 64)
            if bits < 64 { word |= UInt64.max << UInt64(bits) }
            if word == 0 {
                current += 64
                continue
            }
            var position = 0
            while position < bits {
                let free = min((word >> UInt64(position)).trailingZeroBitCount, bits - position)
                current += free
                position += free
                guard position < bits else { break }
                longest = max(longest, current)
                current = 0
                position += (~(word >> UInt64(position))).trailingZeroBitCount
            }
        }
        return Int32(max(longest, current))
    }

    /// Number of taken texels.
    var takenCount: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }
}

/// The search for a free place in one row, with its scratch memory.
private struct Search {
    let page: UnsafePointer<UInt64>
    let wordsPerRow: Int
    let free: UnsafeMutablePointer<UInt64>
    let taken: UnsafeMutablePointer<UInt64>
    let blocked: UnsafeMutablePointer<UInt64>

    func firstColumn(_ mask: ChartMask, row: Int, places: Int) -> Int? {
        let count = (places + 63) / 64
        for word in 0..<count { free[word] = .max }
        if places & 63 != 0 { free[count - 1] = (1 << UInt64(places & 63)) - 1 }
        for slab in mask.slabs {
            collect(rows: (row + slab.row)..<(row + slab.row + slab.rowCount))
            var remaining: UInt64 = 0
            for run in slab.runs {
                spread(from: Int(run.lowerBound), length: run.count)
                remaining = 0
                for word in 0..<count {
                    free[word] &= ~blocked[word]
                    remaining |= free[word]
                }
                if remaining == 0 { return nil }
            }
        }
        for word in 0..<count where free[word] != 0 {
            return word * 64 + free[word].trailingZeroBitCount
        }
        return nil
    }

    private func collect(rows: Range<Int>) {
        taken.update(from: page + rows.lowerBound * wordsPerRow, count: wordsPerRow)
        for row in rows.dropFirst() {
            let words = page + row * wordsPerRow
            for word in 0..<wordsPerRow { taken[word] |= words[word] }
        }
    }

    /// Marks in `blocked` every place x where one of the texels x + from ..< x + from + length is taken.
    private func spread(from: Int, length: Int) {
        shift(taken, by: from, into: blocked, combine: false)
        var reach = 1
        while reach * 2 <= length {
            shift(blocked, by: reach, into: blocked, combine: true)
            reach *= 2
        }
        if reach < length { shift(blocked, by: length - reach, into: blocked, combine: true) }
    }

    @inline(__always)
    private func shift(
        _ source: UnsafeMutablePointer<UInt64>, by distance: Int,
        into target: UnsafeMutablePointer<UInt64>, combine: Bool
    ) {
        let skip = distance >> 6, bits = UInt64(distance & 63)
        let count = max(0, wordsPerRow - skip)
        for word in 0..<count {
            var value = source[word + skip] >> bits
            if bits != 0, word + skip + 1 < wordsPerRow { value |= source[word + skip + 1] << (64 - bits) }
            target[word] = combine ? target[word] | value : value
        }
        if !combine { for word in count..<wordsPerRow { target[word] = 0 } }
    }
}
