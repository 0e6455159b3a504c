import MaquetteScene

@testable import MaquetteUnwrap

/// An independent look at an atlas, texel by texel: every triangle is tested against every texel's middle in
/// its box, without any of the unwrapper's own rasterization.
struct TexelCensus {
    /// Texels whose middle lies strictly inside two triangles.
    private(set) var doubled = 0
    /// Texels taken.
    private(set) var taken = 0
    /// Triangles with area that are turned over in the texture.
    private(set) var flipped = 0
    /// Coordinates outside the unit square or not finite.
    private(set) var outside = 0
    /// The least distance in texels between texels that different charts touch, minus one: the free texels
    /// between them; `Int.max` when there is one chart only. Chessboard distance.
    private(set) var leastGap = Int.max

    /// - Parameter maximumGap: gaps are looked for up to this many texels.
    init(_ atlas: Atlas, _ scene: Scene, _ triangles: TriangleMesh, maximumGap: Int = 3) {
        var extent = 0.0
        for position in triangles.positions { extent = max(extent, length(position)) }
        for (number, page) in atlas.pages.enumerated() {
            var covered = [UInt8](repeating: 0, count: page.width * page.height)
            var charts = [Int32](repeating: -1, count: page.width * page.height)
            let size = SIMD2(Double(page.width), Double(page.height))
            for triangle in 0..<triangles.count {
                let face = Int(triangles.faces[triangle])
                guard Int(atlas.facePages[face]) == number else { continue }
                let corners = (0..<3).map { atlas.cornerCoordinates[Int(triangles.corners[triangle][$0])] }
                for corner in corners {
                    let isInside = corner.x >= 0 && corner.x <= 1 && corner.y >= 0 && corner.y <= 1
                    if !isInside { outside += 1 }
                }
                let points = corners.map { $0 * size }
                let doubledArea = Self.cross(points[0], points[1], points[2])
                let positions = (0..<3).map { triangles.positions[Int(triangles.triangles[triangle][$0])] }
                let surfaceArea = length(cross3(positions[1] - positions[0], positions[2] - positions[0]))
                if surfaceArea > extent * extent * 1e-9, doubledArea <= 0 { flipped += 1 }
                visit(points) { x, y, isMiddleInside, isTouched in
                    let texel = y * page.width + x
                    if isMiddleInside {
                        if covered[texel] > 0 { doubled += 1 } else { taken += 1 }
                        covered[texel] = 1
                    }
                    if isTouched { charts[texel] = Int32(bitPattern: atlas.faceCharts[face]) }
                }
            }
            measureGaps(charts, width: page.width, height: page.height, maximumGap: maximumGap)
        }
    }

    private func cross3(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> SIMD3<Double> { MaquetteScene.cross(a, b) }

    private static func cross(_ a: SIMD2<Double>, _ b: SIMD2<Double>, _ c: SIMD2<Double>) -> Double {
        (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)
    }

    private func visit(_ points: [SIMD2<Double>], _ body: (Int, Int, Bool, Bool) -> Void) {
        let doubledArea = Self.cross(points[0], points[1], points[2])
        let p = doubledArea < 0 ? [points[0], points[2], points[1]] : points
        let low = pointwiseMin(p[0], pointwiseMin(p[1], p[2])), high = pointwiseMax(p[0], pointwiseMax(p[1], p[2]))
        guard abs(doubledArea) > 0 else { return }
        // What lies nearer than this to an edge counts for neither side.
        let margin = 1e-6
        for y in Int(low.y.rounded(.down))...Int(high.y.rounded(.up)) {
            for x in Int(low.x.rounded(.down))...Int(high.x.rounded(.up)) {
                let middle = SIMD2(Double(x) + 0.5, Double(y) + 0.5)
                var isMiddleInside = true, isTouched = true
                for edge in 0..<3 {
                    let a = p[edge], b = p[(edge + 1) % 3]
                    let side = Self.cross(a, b, middle)
                    let size = ((b.x - a.x) * (b.x - a.x) + (b.y - a.y) * (b.y - a.y)).squareRoot()
                    if side <= margin * size { isMiddleInside = false }
                    // The texel's corner that lies farthest inside the edge.
                    let reach = (abs(b.x - a.x) + abs(b.y - a.y)) / 2
                    if side + reach <= 0.01 * size { isTouched = false }
                }
                if low.x >= Double(x + 1) - 0.01 || high.x <= Double(x) + 0.01 { isTouched = false }
                if low.y >= Double(y + 1) - 0.01 || high.y <= Double(y) + 0.01 { isTouched = false }
                if isMiddleInside || isTouched { body(x, y, isMiddleInside, isTouched) }
            }
        }
    }

    private mutating func measureGaps(_ charts: [Int32], width: Int, height: Int, maximumGap: Int) {
        for y in 0..<height {
            for x in 0..<width where charts[y * width + x] >= 0 {
                let own = charts[y * width + x]
                for dy in 0...(maximumGap + 1) where y + dy < height {
                    for dx in -(maximumGap + 1)...(maximumGap + 1) where (0..<width).contains(x + dx) {
                        let other = charts[(y + dy) * width + x + dx]
                        if other >= 0, other != own { leastGap = min(leastGap, max(abs(dx), dy) - 1) }
                    }
                }
            }
        }
    }
}
