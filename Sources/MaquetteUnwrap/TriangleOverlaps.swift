/// Finds triangles of one texture that cover the same place.
struct TriangleOverlaps {
    /// Indices of triangles that overlap another one, ascending.
    let triangles: [Int]

    /// Overlaps thinner than this part of the texture are rounding of the file's decimals.
    static let tolerance = 1e-4
    /// Texels along a side of the first, quick look.
    static let quickLookSize = 1024

    /// - Parameter candidates: triangles inside the unit square, either way round.
    init(_ candidates: [FlatTriangle]) {
        var overlapping = Set<Int>()
        Self.lookAtTexels(candidates, &overlapping)
        if overlapping.isEmpty {
            let all = candidates.indices.filter { candidates[$0].doubledArea != 0 }
            Self.search(
                candidates, all, low: SIMD2(repeating: 0), size: 1, depth: 0, &overlapping)
        }
        triangles = overlapping.sorted()
    }

    private static func overlap(_ a: FlatTriangle, _ b: FlatTriangle) -> Bool {
        let smaller = min(thickness(a), thickness(b))
        return a.penetration(of: b) > min(tolerance, smaller * 0.25)
    }

    /// The least height of a triangle.
    private static func thickness(_ triangle: FlatTriangle) -> Double {
        let size = triangle.high - triangle.low
        let longest = (size.x * size.x + size.y * size.y).squareRoot()
        return longest > 0 ? abs(triangle.doubledArea) / longest : 0
    }

    /// Draws the triangles into a coarse texture; two that meet in a texel are tested exactly.
    private static func lookAtTexels(_ candidates: [FlatTriangle], _ overlapping: inout Set<Int>) {
        let size = quickLookSize
        var owners = [Int32](repeating: -1, count: size * size)
        for (index, triangle) in candidates.enumerated() where triangle.doubledArea != 0 {
            let scale = Double(size)
            let corners = triangle.doubledArea > 0
                ? [triangle.a, triangle.b, triangle.c] : [triangle.a, triangle.c, triangle.b]
            let edges = (0..<3).map { OutlineEdge(from: corners[$0] * scale, to: corners[($0 + 1) % 3] * scale) }
            let firstRow = max(0, Int(triangle.low.y * scale))
            let height = min(size, Int((triangle.high.y * scale).rounded(.up))) - firstRow
            guard height > 0 else { continue }
            let shift = SIMD2(0, Double(firstRow))
            let lines = Scanlines(
                edges.map { OutlineEdge(from: $0.from - shift, to: $0.to - shift) }, height: height)
            for row in 0..<height {
                lines.forEachSpan(ofRow: row) { from, to in
                    let first = max(0, Int((from - 0.5).rounded(.up)))
                    let end = min(size, Int((to - 0.5).rounded(.up)))
                    guard first < end else { return }
                    for texel in ((firstRow + row) * size + first)..<((firstRow + row) * size + end) {
                        let owner = Int(owners[texel])
                        owners[texel] = Int32(index)
                        guard owner >= 0, owner != index,
                            !(overlapping.contains(owner) && overlapping.contains(index)),
                            overlap(candidates[owner], triangle)
                        else { continue }
                        overlapping.insert(owner)
                        overlapping.insert(index)
                    }
                }
            }
        }
    }

    /// Tests all pairs, halving the square until few triangles are left in a part.
    private static func search(
        _ candidates: [FlatTriangle], _ members: [Int], low: SIMD2<Double>, size: Double, depth: Int,
        _ overlapping: inout Set<Int>
    ) {
        if members.count <= 12 || depth >= 14 {
            for (position, first) in members.enumerated() {
                for second in members[(position + 1)...]
                where overlap(candidates[first], candidates[second]) {
                    overlapping.insert(first)
                    overlapping.insert(second)
                }
            }
            return
        }
        let half = size / 2
        for quarter in 0..<4 {
            let corner = low + SIMD2(quarter & 1 == 0 ? 0 : half, quarter & 2 == 0 ? 0 : half)
            let inside = members.filter { index in
                let triangle = candidates[index]
                let boxLow = triangle.low, boxHigh = triangle.high
                return boxLow.x <= corner.x + half && boxHigh.x >= corner.x
                    && boxLow.y <= corner.y + half && boxHigh.y >= corner.y
            }
            // Triangles that all meet in one point are in every part; halving does not part them.
            let isStuck = inside.count == members.count && depth > 10
            search(candidates, inside, low: corner, size: half, depth: isStuck ? 14 : depth + 1, &overlapping)
        }
    }
}
