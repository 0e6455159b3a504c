import MaquetteScene

/// Whether anything stands between two points: a hierarchy of boxes around the triangles of a mesh.
///
/// Boxes are cut in the middle along their longest side, or at the median where that would leave one part nearly empty.
struct SightLines: Sendable {
    private struct Node {
        var low: SIMD3<Double>
        var high: SIMD3<Double>
        /// The first of its triangles in `triangles`, or its second child; the first child follows the node itself.
        var first: Int32
        /// How many triangles it holds, 0 for a node with children.
        var count: Int32
    }

    /// A corner of a triangle and the edges from it to the two others.
    private struct Triangle {
        var corner: SIMD3<Double>
        var first: SIMD3<Double>
        var second: SIMD3<Double>
    }

    private let nodes: [Node]
    private let triangles: [Triangle]
    /// What lies nearer to the start of a line than this does not block it: the surface that it starts on.
    private let tolerance: Double

    private static let leafSize = 4
    /// Of the diagonal of all triangles.
    private static let relativeTolerance = 1e-6
    /// No part is smaller than this share of the whole, so that the hierarchy is at most 8 ln(number of triangles) deep.
    private static let leastShare = 1.0 / 8
    private static let deepest = 256

    init(_ mesh: TriangleMesh) {
        let all = mesh.triangles.map { vertices in
            let corner = mesh.positions[Int(vertices.x)]
            return Triangle(
                corner: corner, first: mesh.positions[Int(vertices.y)] - corner,
                second: mesh.positions[Int(vertices.z)] - corner)
        }
        var build = Build(all)
        if !all.isEmpty { build.add(0..<all.count) }
        nodes = build.nodes
        triangles = build.order.map { all[Int($0)] }
        tolerance = nodes.first.map { length($0.high - $0.low) * Self.relativeTolerance } ?? 0
    }

    /// Whether no triangle lies between a point on a surface and another point.
    ///
    /// - Parameters:
    ///   - start: a point on a surface, which itself blocks nothing.
    ///   - end: where the line ends.
    func isFree(from start: SIMD3<Double>, to end: SIMD3<Double>) -> Bool {
        let way = end - start
        let distance = length(way)
        guard distance > tolerance, !nodes.isEmpty else { return true }
        let range = tolerance / distance...1
        let inverse = 1 / (way + 0)  // a positive zero, whose quotients below are infinite or no number
        return withUnsafeTemporaryAllocation(of: Int32.self, capacity: Self.deepest) { waiting in
            nodes.withUnsafeBufferPointer { nodes in
                triangles.withUnsafeBufferPointer { triangles in
                    var count = 1
                    waiting[0] = 0
                    while count > 0 {
                        count -= 1
                        let index = Int(waiting[count])
                        let node = nodes[index]
                        guard Self.meets(node, start, inverse, range) else { continue }
                        if node.count == 0 {
                            waiting[count] = node.first
                            waiting[count + 1] = Int32(index + 1)
                            count += 2
                            continue
                        }
                        for triangle in Int(node.first)..<Int(node.first + node.count)
                        where Self.meets(triangles[triangle], start, way, range) {
                            return false
                        }
                    }
                    return true
                }
            }
        }
    }

    /// Whether a line passes through a box (Kay and Kajiya, "Ray tracing complex scenes", 1986). A line in the plane of
    /// one of its sides makes a quotient that is no number, and then counts as meeting it.
    @inline(__always)
    private static func meets(
        _ node: Node, _ start: SIMD3<Double>, _ inverse: SIMD3<Double>, _ range: ClosedRange<Double>
    ) -> Bool {
        let toLow = (node.low - start) * inverse
        let toHigh = (node.high - start) * inverse
        let enters = toLow.replacing(with: toHigh, where: toHigh .< toLow)
        let leaves = toHigh.replacing(with: toLow, where: toHigh .< toLow)
        let entry = larger(larger(enters.x, enters.y), larger(enters.z, range.lowerBound))
        let exit = smaller(smaller(leaves.x, leaves.y), smaller(leaves.z, range.upperBound))
        return !(entry > exit)
    }

    // Unlike the standard library's these let a number win over what is none.
    @inline(__always)
    private static func larger(_ a: Double, _ b: Double) -> Double { a > b ? a : (b.isNaN ? a : b) }

    @inline(__always)
    private static func smaller(_ a: Double, _ b: Double) -> Double { a < b ? a : (b.isNaN ? a : b) }

    /// Whether a line passes through a triangle (Moeller and Trumbore, "Fast, minimum storage ray/triangle
    /// intersection", 1997).
    @inline(__always)
    private static func meets(
        _ triangle: Triangle, _ start: SIMD3<Double>, _ way: SIMD3<Double>, _ range: ClosedRange<Double>
    ) -> Bool {
        let across = crossProduct(way, triangle.second)
        let determinant = (triangle.first * across).sum()
        guard determinant != 0 else { return false }
        let offset = start - triangle.corner
        let u = (offset * across).sum() / determinant
        guard u >= 0, u <= 1 else { return false }
        let along = crossProduct(offset, triangle.first)
        let v = (way * along).sum() / determinant
        guard v >= 0, u + v <= 1 else { return false }
        let place = (triangle.second * along).sum() / determinant
        return place > range.lowerBound && place < range.upperBound
    }

    /// In this file, so that the loops above call nothing.
    @inline(__always)
    private static func crossProduct(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> SIMD3<Double> {
        SIMD3(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x)
    }

    /// The hierarchy in the making.
    private struct Build {
        var nodes: [Node] = []
        /// The triangles in the order of the leaves.
        var order: [Int32]
        private let lows: [SIMD3<Double>]
        private let highs: [SIMD3<Double>]

        init(_ triangles: [Triangle]) {
            order = triangles.indices.map(Int32.init)
            lows = triangles.map { pointwiseMin(pointwiseMin($0.corner, $0.corner + $0.first), $0.corner + $0.second) }
            highs = triangles.map { pointwiseMax(pointwiseMax($0.corner, $0.corner + $0.first), $0.corner + $0.second) }
        }

        /// Adds a node for the triangles at these places of `order`, and all below it.
        mutating func add(_ places: Range<Int>) {
            let index = nodes.count
            let (low, high, middles, center) = bounds(places)
            nodes.append(Node(low: low, high: high, first: Int32(places.lowerBound), count: Int32(places.count)))
            guard places.count > SightLines.leafSize else { return }
            let axis = middles.x >= middles.y && middles.x >= middles.z ? 0 : (middles.y >= middles.z ? 1 : 2)
            let cut = self.cut(places, axis: axis, at: center[axis])
            nodes[index].count = 0
            add(places.lowerBound..<cut)
            nodes[index].first = Int32(nodes.count)
            add(cut..<places.upperBound)
        }

        /// Orders triangles so that those before the place returned lie on one side.
        private mutating func cut(_ places: Range<Int>, axis: Int, at value: Double) -> Int {
            let (lows, highs) = (lows, highs)
            func middle(_ triangle: Int32) -> Double { (lows[Int(triangle)][axis] + highs[Int(triangle)][axis]) / 2 }
            let cut = order[places].partition { middle($0) >= value }
            let smaller = min(cut - places.lowerBound, places.upperBound - cut)
            if Double(smaller) >= SightLines.leastShare * Double(places.count) { return cut }
            order[places].sort { middle($0) < middle($1) }
            return places.lowerBound + places.count / 2
        }

        /// The box around triangles, and the size and centre of the one around their middles.
        private func bounds(
            _ places: Range<Int>
        ) -> (low: SIMD3<Double>, high: SIMD3<Double>, middles: SIMD3<Double>, center: SIMD3<Double>) {
            var low = SIMD3<Double>(repeating: .infinity), high = -low
            var first = low, last = high
            for triangle in order[places] {
                low = pointwiseMin(low, lows[Int(triangle)])
                high = pointwiseMax(high, highs[Int(triangle)])
                let middle = (lows[Int(triangle)] + highs[Int(triangle)]) / 2
                first = pointwiseMin(first, middle)
                last = pointwiseMax(last, middle)
            }
            return (low, high, last - first, (first + last) / 2)
        }
    }
}
