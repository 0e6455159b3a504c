/// An exact real number as an unevaluated sum of doubles, strongly nonoverlapping and of growing
/// magnitude, without zeros; zero has no components.
///
/// Shewchuk, "Adaptive Precision Floating-Point Arithmetic and Fast Robust Geometric Predicates",
/// Discrete & Computational Geometry 18 (1997). The memory belongs to an `ExpansionArena`.
struct Expansion {
    let components: UnsafeMutablePointer<Double>
    let count: Int

    /// -1, 0 or 1. The largest component outweighs all others together.
    @inline(__always)
    var sign: Int {
        if count == 0 { return 0 }
        return components[count - 1] > 0 ? 1 : -1
    }

    /// The number rounded to a double, within one unit in the last place.
    var approximation: Double {
        var sum = 0.0
        for index in 0..<count { sum += components[index] }
        return sum
    }
}

/// A stack of doubles in which expansions are built; each predicate starts it afresh.
struct ExpansionArena {
    private let base: UnsafeMutablePointer<Double>
    private var top = 0

    /// Enough for the largest predicate: two products of 24 by 72 components with all partial sums.
    private static let capacity = 1 << 18

    init() {
        base = .allocate(capacity: Self.capacity)
    }

    func deallocate() {
        base.deallocate()
    }

    mutating func reset() {
        top = 0
    }

    private mutating func reserve(_ count: Int) -> UnsafeMutablePointer<Double> {
        precondition(top + count <= Self.capacity, "an exact predicate outgrew its proven bound")
        defer { top += count }
        return base + top
    }

    /// Gives back what a reservation did not use.
    private mutating func finish(_ start: UnsafeMutablePointer<Double>, _ count: Int) -> Expansion {
        top = (start - base) + count
        return Expansion(components: start, count: count)
    }

    /// a * b.
    mutating func product(_ a: Double, _ b: Double) -> Expansion {
        let out = reserve(2)
        let (high, low) = twoProduct(a, b)
        var count = 0
        if low != 0 { out[count] = low; count += 1 }
        if high != 0 { out[count] = high; count += 1 }
        return finish(out, count)
    }

    /// a * d - b * c.
    mutating func minor(_ a: Double, _ b: Double, _ c: Double, _ d: Double) -> Expansion {
        let first = product(a, d)
        let second = product(-b, c)
        return sum(first, second)
    }

    /// a + b.
    mutating func sum(_ a: Expansion, _ b: Expansion) -> Expansion {
        if a.count == 0 { return b }
        if b.count == 0 { return a }
        let out = reserve(a.count + b.count)
        var count = 0
        var i = 0
        var j = 0
        var running = 0.0
        while i < a.count || j < b.count {
            let next: Double
            if j == b.count || (i < a.count && abs(a.components[i]) < abs(b.components[j])) {
                next = a.components[i]
                i += 1
            } else {
                next = b.components[j]
                j += 1
            }
            let (total, rest) = twoSum(running, next)
            if rest != 0 { out[count] = rest; count += 1 }
            running = total
        }
        if running != 0 { out[count] = running; count += 1 }
        return finish(out, count)
    }

    /// a * factor.
    mutating func scaled(_ a: Expansion, by factor: Double) -> Expansion {
        let out = reserve(2 * a.count)
        if a.count == 0 || factor == 0 { return finish(out, 0) }
        var count = 0
        var (running, low) = twoProduct(a.components[0], factor)
        if low != 0 { out[count] = low; count += 1 }
        for index in 1..<max(a.count, 1) {
            let (high, rest) = twoProduct(a.components[index], factor)
            let (middle, error) = twoSum(running, rest)
            if error != 0 { out[count] = error; count += 1 }
            (running, low) = twoSum(high, middle)
            if low != 0 { out[count] = low; count += 1 }
        }
        if running != 0 { out[count] = running; count += 1 }
        return finish(out, count)
    }

    /// -a.
    mutating func negated(_ a: Expansion) -> Expansion {
        let out = reserve(a.count)
        for index in 0..<a.count { out[index] = -a.components[index] }
        return finish(out, a.count)
    }

    /// a * b.
    mutating func product(_ a: Expansion, _ b: Expansion) -> Expansion {
        var result = finish(reserve(0), 0)
        for index in 0..<a.count {
            result = sum(result, scaled(b, by: a.components[index]))
        }
        return result
    }

    /// The same number in as few components as possible.
    mutating func compressed(_ a: Expansion) -> Expansion {
        if a.count < 2 { return a }
        let out = reserve(a.count)
        var bottom = a.count - 1
        var running = a.components[a.count - 1]
        for index in stride(from: a.count - 2, through: 0, by: -1) {
            let (total, rest) = twoSum(running, a.components[index])
            if rest != 0 {
                out[bottom] = total
                bottom -= 1
                running = rest
            } else {
                running = total
            }
        }
        out[bottom] = running
        var count = 0
        for index in (bottom + 1)..<max(a.count, bottom + 1) {
            let (total, rest) = twoSum(out[index], running)
            if rest != 0 { out[count] = rest; count += 1 }
            running = total
        }
        if running != 0 { out[count] = running; count += 1 }
        return finish(out, count)
    }
}

/// a + b as the rounded sum and its exact error (Knuth).
@inline(__always)
func twoSum(_ a: Double, _ b: Double) -> (sum: Double, error: Double) {
    let sum = a + b
    let virtualB = sum - a
    let virtualA = sum - virtualB
    return (sum, (a - virtualA) + (b - virtualB))
}

/// a * b as the rounded product and its exact error.
@inline(__always)
func twoProduct(_ a: Double, _ b: Double) -> (product: Double, error: Double) {
    let product = a * b
    return (product, (-product).addingProduct(a, b))
}
