/// The texels that are taken in any row of a window which slides upwards over a page.
///
/// The window's rows are held in two parts, as a queue is by two stacks: for every row of the lower part the union
/// of it and all above it in that part, and one union of the upper part. So a step costs about three unions of
/// two rows, however high the window is.
struct RowUnion {
    private let page: UnsafePointer<UInt64>
    private let wordsPerRow: Int
    /// `capacity` unions of the lower part, the first that of the row `lowerStart`.
    private let lower: UnsafeMutablePointer<UInt64>
    private let upper: UnsafeMutablePointer<UInt64>
    /// The union of the whole window.
    let taken: UnsafeMutablePointer<UInt64>
    private var lowerStart = 0
    private var lowerEnd = 0
    private var end = 0

    /// Number of words of scratch memory that a window needs.
    static func scratchWords(rowCount: Int, wordsPerRow: Int) -> Int { (rowCount + 2) * wordsPerRow }

    init(page: UnsafePointer<UInt64>, wordsPerRow: Int, scratch: UnsafeMutablePointer<UInt64>) {
        self.page = page
        self.wordsPerRow = wordsPerRow
        taken = scratch
        upper = scratch + wordsPerRow
        lower = scratch + 2 * wordsPerRow
    }

    /// Moves the window up to some rows; neither end may move down.
    mutating func move(to rows: Range<Int>) {
        if rows.lowerBound >= lowerEnd {
            rebuild(rows)
        } else {
            for row in end..<rows.upperBound { unite(upper, page + row * wordsPerRow, into: upper) }
            end = rows.upperBound
        }
        unite(lower + (rows.lowerBound - lowerStart) * wordsPerRow, upper, into: taken)
    }

    /// Makes all rows the lower part.
    private mutating func rebuild(_ rows: Range<Int>) {
        (lowerStart, lowerEnd, end) = (rows.lowerBound, rows.upperBound, rows.upperBound)
        upper.update(repeating: 0, count: wordsPerRow)
        let last = lower + (rows.count - 1) * wordsPerRow
        last.update(from: page + (rows.upperBound - 1) * wordsPerRow, count: wordsPerRow)
        for row in rows.dropLast().reversed() {
            let union = lower + (row - rows.lowerBound) * wordsPerRow
            unite(union + wordsPerRow, page + row * wordsPerRow, into: union)
        }
    }

    @inline(__always)
    private func unite(_ a: UnsafePointer<UInt64>, _ b: UnsafePointer<UInt64>, into union: UnsafeMutablePointer<UInt64>) {
        for word in 0..<wordsPerRow { union[word] = a[word] | b[word] }
    }
}
