/// The smallest rectangle around points, which always has a side along their convex hull
/// (Freeman and Shapira 1975).
struct MinimumAreaRectangle: Sendable {
    /// Unit vector along the rectangle's first side, pointing to the right.
    let direction: SIMD2<Double>

    /// How much smaller a turned rectangle must be to be preferred to the upright one.
    static let advantage = 0.999

    init(_ points: [SIMD2<Double>]) {
        let hull = Self.convexHull(points)
        var best = SIMD2<Double>(1, 0)
        var leastArea = Self.area(hull, along: best) * Self.advantage
        for index in hull.indices {
            let edge = hull[(index + 1) % hull.count] - hull[index]
            let size = (edge.x * edge.x + edge.y * edge.y).squareRoot()
            guard size > 0 else { continue }
            // Of the four turns of the rectangle the one nearest to upright.
            var direction = edge / size
            for _ in 0..<3 where !(direction.x >= abs(direction.y)) {
                direction = SIMD2(direction.y, -direction.x)
            }
            let area = Self.area(hull, along: direction)
            if area < leastArea {
                leastArea = area * Self.advantage
                best = direction
            }
        }
        direction = best
    }

    private static func area(_ hull: [SIMD2<Double>], along direction: SIMD2<Double>) -> Double {
        var low = SIMD2<Double>(repeating: .infinity), high = -low
        for point in hull {
            let turned = SIMD2(
                point.x * direction.x + point.y * direction.y, point.y * direction.x - point.x * direction.y)
            low = pointwiseMin(low, turned)
            high = pointwiseMax(high, turned)
        }
        // A line has no area, but lies best along an axis.
        let size = high - low
        return size.x * size.y + 1e-9 * (size.x + size.y) * (size.x + size.y)
    }

    /// The hull, counter-clockwise (Andrew's monotone chain).
    static func convexHull(_ points: [SIMD2<Double>]) -> [SIMD2<Double>] {
        let sorted = points.sorted { $0.x != $1.x ? $0.x < $1.x : $0.y < $1.y }
        guard sorted.count > 2 else { return sorted }
        func chain(_ points: some Sequence<SIMD2<Double>>) -> [SIMD2<Double>] {
            var chain: [SIMD2<Double>] = []
            for point in points {
                while chain.count >= 2 {
                    let a = chain[chain.count - 2], b = chain[chain.count - 1]
                    let turn = (b.x - a.x) * (point.y - a.y) - (b.y - a.y) * (point.x - a.x)
                    if turn > 0 { break }
                    chain.removeLast()
                }
                chain.append(point)
            }
            chain.removeLast()
            return chain
        }
        let hull = chain(sorted) + chain(sorted.reversed())
        return hull.isEmpty ? [sorted[0]] : hull
    }
}
