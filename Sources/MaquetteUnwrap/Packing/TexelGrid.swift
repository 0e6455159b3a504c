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
    private var freeRuns: [FreeRun]

    init(width: Int, height: Int) {
        self.width = width
        self.height = height
        wordsPerRow = (width + 63) / 64
        words = [UInt64](repeating: 0, count: wordsPerRow * height)
        freeRuns = [FreeRun](repeating: FreeRun(width: width), count: height)
    }

    /// The lowest place, then the leftmost, where a mask fits.
    ///
    /// - Parameters:
    ///   - firstRow: the lowest row to try.
    ///   - top: the chart must end at this row or below.
    mutating func firstFit(_ mask: ChartMask, firstRow: Int, top: Int) -> (x: Int, y: Int)? {
        guard mask.width <= width else { return nil }
        let lastRow = min(top, height) - mask.height
        guard firstRow <= lastRow else { return nil }
        let core = mask.core
        let unionWords = RowUnion.scratchWords(rowCount: core.rowCount, wordsPerRow: wordsPerRow)
        let (words, width, wordsPerRow) = (self.words, self.width, self.wordsPerRow)
        return freeRuns.withUnsafeMutableBufferPointer { runs in
            withUnsafeTemporaryAllocation(of: UInt64.self, capacity: wordsPerRow * 3 + unionWords) { scratch in
                words.withUnsafeBufferPointer { words in
                    guard let base = scratch.baseAddress, let page = words.baseAddress else { return nil }
                    var search = Search(page: page, wordsPerRow: wordsPerRow, scratch: base)
                    var union = RowUnion(page: page, wordsPerRow: wordsPerRow, scratch: base + 3 * wordsPerRow)
                    var row = firstRow
                    // Rows below this are known to have room for the core.
                    var known = row + core.row
                    while row <= lastRow {
                        let rows = row + core.row..<row + core.row + core.rowCount
                        if let obstacle = Self.lastRow(
                            of: max(known, rows.lowerBound)..<rows.upperBound, narrowerThan: core.run.count, runs, page,
                            wordsPerRow: wordsPerRow, width: width)
                        {
                            known = obstacle + 1
                            row = known - core.row
                            continue
                        }
                        known = rows.upperBound
                        if mask.slabs.allSatisfy({
                            runs[row + $0.row].reaches(
                                $0.widest, words: page + (row + $0.row) * wordsPerRow, width: width)
                        }) {
                            union.move(to: rows)
                            if let x = search.firstColumn(mask, row: row, places: width - mask.width + 1, core: union.taken) {
                                return (x, row)
                            }
                        }
                        row += 1
                    }
                    return nil
                }
            }
        }
    }

    /// The highest row whose longest free run is too short; nil when there is none.
    private static func lastRow(
        of rows: Range<Int>, narrowerThan length: Int, _ runs: UnsafeMutableBufferPointer<FreeRun>,
        _ page: UnsafePointer<UInt64>, wordsPerRow: Int, width: Int
    ) -> Int? {
        for row in rows.reversed()
        where !runs[row].reaches(length, words: page + row * wordsPerRow, width: width) { return row }
        return nil
    }

    /// Takes the texels of a mask and those around it, up to `padding` texels in both directions.
    mutating func insert(_ mask: ChartMask, x: Int, y: Int, padding: Int) {
        for slab in mask.slabs {
            let rows = max(0, y + slab.row - padding)..<min(height, y + slab.row + slab.rowCount + padding)
            for run in mask.runs[slab.firstRun..<slab.firstRun + slab.runCount] {
                let from = max(0, x + Int(run.lowerBound) - padding)
                let to = min(width, x + Int(run.upperBound) + padding)
                for row in rows { setBits(row: row, from: from, to: to) }
            }
        }
    }

    private mutating func setBits(row: Int, from: Int, to: Int) {
        guard from < to else { return }
        freeRuns[row].take(from, to)
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
}

/// The search for a free place in one row, with its scratch memory.
///
/// After every run only the words between the first and the last free place are looked at any more.
private struct Search {
    let page: UnsafePointer<UInt64>
    let wordsPerRow: Int
    let free: UnsafeMutablePointer<UInt64>
    let taken: UnsafeMutablePointer<UInt64>
    let blocked: UnsafeMutablePointer<UInt64>
    /// The words of `free` that have bits.
    private var words = 0..<0

    init(page: UnsafePointer<UInt64>, wordsPerRow: Int, scratch: UnsafeMutablePointer<UInt64>) {
        self.page = page
        self.wordsPerRow = wordsPerRow
        free = scratch
        taken = scratch + wordsPerRow
        blocked = scratch + 2 * wordsPerRow
    }

    /// The leftmost of `places` columns where the mask fits with its lowest row at `row`.
    ///
    /// - Parameter core: the union of the rows of the mask's core.
    mutating func firstColumn(_ mask: ChartMask, row: Int, places: Int, core union: UnsafePointer<UInt64>) -> Int? {
        words = 0..<(places + 63) / 64
        for word in words { free[word] = .max }
        if places & 63 != 0 { free[words.count - 1] = (1 << UInt64(places & 63)) - 1 }
        guard restrict(to: mask.core.run, taken: union) else { return nil }
        if mask.slabs.count > 1 || mask.runs.count > 1 {
            for index in mask.testOrder {
                let slab = mask.slabs[Int(index)]
                let runs = mask.runs[slab.firstRun..<slab.firstRun + slab.runCount]
                guard let last = runs.last else { continue }
                collect(rows: (row + slab.row)..<(row + slab.row + slab.rowCount), reach: Int(last.upperBound))
                for run in runs {
                    guard restrict(to: run, taken: taken) else { return nil }
                }
            }
        }
        return words.lowerBound * 64 + free[words.lowerBound].trailingZeroBitCount
    }

    /// Gathers the taken texels of some rows, as far as a run that ends `reach` beyond a place can see.
    private func collect(rows: Range<Int>, reach: Int) {
        let end = min(wordsPerRow, words.upperBound + reach / 64 + 1)
        let first = words.lowerBound
        let base = page + rows.lowerBound * wordsPerRow
        for word in first..<end { taken[word] = base[word] }
        for row in rows.dropFirst() {
            let base = page + row * wordsPerRow
            for word in first..<end { taken[word] |= base[word] }
        }
    }

    /// Keeps the places where a run of the collected rows is free; false when none is left.
    private mutating func restrict(to run: Range<Int32>, taken: UnsafePointer<UInt64>) -> Bool {
        spread(taken, from: Int(run.lowerBound), length: run.count)
        var first = words.upperBound, last = -1
        for word in words {
            free[word] &= ~blocked[word]
            if free[word] != 0 {
                first = min(first, word)
                last = word
            }
        }
        words = first..<max(first, last + 1)
        return !words.isEmpty
    }

    /// Marks in `blocked` every place x where one of the texels x + from ..< x + from + length is taken.
    private func spread(_ taken: UnsafePointer<UInt64>, from: Int, length: Int) {
        let end = min(wordsPerRow, words.upperBound + length / 64 + 1)
        let sourceEnd = min(wordsPerRow, words.upperBound + (from + length) / 64 + 1)
        shift(taken, end: sourceEnd, by: from, into: blocked, words.lowerBound..<end, combine: false)
        var reach = 1
        while reach * 2 <= length {
            shift(blocked, end: end, by: reach, into: blocked, words.lowerBound..<end, combine: true)
            reach *= 2
        }
        if reach < length {
            shift(blocked, end: end, by: length - reach, into: blocked, words.lowerBound..<end, combine: true)
        }
    }

    /// Shifts bits towards smaller places; beyond `end` the source counts as free.
    @inline(__always)
    private func shift(
        _ source: UnsafePointer<UInt64>, end: Int, by distance: Int,
        into target: UnsafeMutablePointer<UInt64>, _ range: Range<Int>, combine: Bool
    ) {
        let skip = distance >> 6, bits = UInt64(distance & 63)
        // In a shift by 64 - 0 bits the smart shift gives zero, as it should.
        let whole = max(range.lowerBound, min(range.upperBound, end - skip - 1))
        for word in range.lowerBound..<whole {
            let value = source[word + skip] >> bits | source[word + skip + 1] << (64 - bits)
            target[word] = combine ? target[word] | value : value
        }
        for word in whole..<range.upperBound {
            let value = word + skip < end ? source[word + skip] >> bits : 0
            target[word] = combine ? target[word] | value : value
        }
    }
}
