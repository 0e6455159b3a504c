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

    /// Whether two triangles cover a place together, by more than rounding.
    static func overlap(_ a: FlatTriangle, _ b: FlatTriangle) -> Bool {
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
            triangle.forEachTexel(size: size) { x, y in
                let texel = y * size + x
                let owner = Int(owners[texel])
                owners[texel] = Int32(index)
                guard owner >= 0, owner != index,
                    !(overlapping.contains(owner) && overlapping.contains(index)),
                    overlap(candidates[owner], triangle)
                else { return }
                overlapping.insert(owner)
                overlapping.insert(index)
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
