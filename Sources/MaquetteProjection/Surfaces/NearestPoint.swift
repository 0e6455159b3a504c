/// Finds the nearest of many points: a k-d tree (Bentley 1975), kept as an array in which every range's
/// middle splits it along the range's longest side.
struct NearestPoint {
    private var points: [(point: SIMD3<Double>, payload: Int)]
    private var axes: [Int]

    init(_ points: [(point: SIMD3<Double>, payload: Int)]) {
        self.points = points
        axes = [Int](repeating: 0, count: points.count)
        split(0..<points.count)
    }

    /// The payload of the point nearest to a place; the smallest payload on a tie; nil if there are no points.
    func nearest(to place: SIMD3<Double>) -> Int? {
        var best = (distance: Double.infinity, payload: Int.max)
        search(points.indices, place, &best)
        return best.payload == .max ? nil : best.payload
    }

    private mutating func split(_ range: Range<Int>) {
        guard range.count > 1 else { return }
        var low = points[range.lowerBound].point
        var high = low
        for index in range {
            low = pointwiseMin(low, points[index].point)
            high = pointwiseMax(high, points[index].point)
        }
        let size = high - low
        let axis = size.x >= size.y && size.x >= size.z ? 0 : (size.y >= size.z ? 1 : 2)
        points[range].sort { ($0.point[axis], $0.payload) < ($1.point[axis], $1.payload) }
        let middle = (range.lowerBound + range.upperBound) / 2
        axes[middle] = axis
        split(range.lowerBound..<middle)
        split(middle + 1..<range.upperBound)
    }

    private func search(_ range: Range<Int>, _ place: SIMD3<Double>, _ best: inout (distance: Double, payload: Int)) {
        guard !range.isEmpty else { return }
        let middle = (range.lowerBound + range.upperBound) / 2
        let offset = points[middle].point - place
        let candidate = (distance: dot(offset, offset), payload: points[middle].payload)
        if (candidate.distance, candidate.payload) < (best.distance, best.payload) { best = candidate }
        let across = place[axes[middle]] - points[middle].point[axes[middle]]
        let near = across < 0 ? range.lowerBound..<middle : middle + 1..<range.upperBound
        let far = across < 0 ? middle + 1..<range.upperBound : range.lowerBound..<middle
        search(near, place, &best)
        if across * across <= best.distance { search(far, place, &best) }
    }

    private func dot(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> Double {
        a.x * b.x + a.y * b.y + a.z * b.z
    }
}
