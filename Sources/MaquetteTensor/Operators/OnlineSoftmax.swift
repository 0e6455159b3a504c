/// The softmax of a row whose scores arrive block after block (Milakov and Gimelshein, 2018).
///
/// Exponentials are taken relative to the greatest score so far; when a greater one arrives, what was summed before
/// is scaled down by the returned factor. Results are divided by the sum at the end.
struct OnlineSoftmax {
    /// The greatest score so far.
    private var maximum = -Float.greatestFiniteMagnitude
    /// The sum of exponentials so far.
    private(set) var sum: Float = 0

    /// Turns a block of scores into exponentials.
    /// - Parameters:
    ///   - scores: `count` numbers.
    ///   - scale: what scores are multiplied by first; positive.
    ///   - result: where the `count` exponentials go.
    /// - Returns: what to multiply sums over earlier blocks by.
    @inline(__always)
    mutating func add<Element: VectorElement>(
        _ scores: UnsafePointer<Float>, count: Int, scale: Float, into result: UnsafeMutablePointer<Element>
    ) -> Float {
        let greatest = max(maximum, scale * Self.greatest(scores, count))
        let factor = maximum == greatest ? 1 : Element.exponential(SIMD16(repeating: maximum - greatest))[0]
        maximum = greatest

        let whole = count & ~31
        var (first, second) = (SIMD16<Float>.zero, SIMD16<Float>.zero)
        for index in stride(from: 0, to: whole, by: 32) {
            let a = Element.exponential(Float.load(scores + index) * scale - greatest)
            let b = Element.exponential(Float.load(scores + index + 16) * scale - greatest)
            Element.store(a, result + index)
            Element.store(b, result + index + 16)
            first += a
            second += b
        }
        var total = (first + second).laneSum
        for index in stride(from: whole, to: count, by: 16) {
            let rest = min(16, count - index)
            let values = Element.exponential(loadPartial(scores + index, rest) * scale - greatest)
            storePartial(values, result + index, rest)
            for lane in 0..<rest { total += values[lane] }
        }
        sum = sum * factor + total
        return factor
    }

    @inline(__always)
    private static func greatest(_ scores: UnsafePointer<Float>, _ count: Int) -> Float {
        let whole = count & ~31
        var (first, second) = (SIMD16(repeating: -Float.greatestFiniteMagnitude), SIMD16(repeating: -Float.greatestFiniteMagnitude))
        for index in stride(from: 0, to: whole, by: 32) {
            let (a, b) = (Float.load(scores + index), Float.load(scores + index + 16))
            first.replace(with: a, where: a .> first)
            second.replace(with: b, where: b .> second)
        }
        first.replace(with: second, where: second .> first)
        var result = first.greatestLane
        for index in whole..<count { result = max(result, scores[index]) }
        return result
    }
}
