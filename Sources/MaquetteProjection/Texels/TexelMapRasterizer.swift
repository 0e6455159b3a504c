import MaquetteImaging
import MaquetteUnwrap

/// Makes the texel map of one page.
///
/// Corners lie on an integer grid, so edge functions are exact; a centre on an edge counts as if it
/// lay an infinitely small step to the left and down (Simulation of Simplicity, Edelsbrunner and
/// Mücke 1990). Every texel centre therefore lies in exactly one of the triangles around it.
struct TexelMapRasterizer {
    /// How far from a chart the centre of a texel can lie that bilinear sampling inside the chart touches.
    static let reach = 1.4143
    private static let rowsPerBand = 32
    private static let half = AtlasTriangles.stepsPerTexel / 2

    let atlasTriangles: AtlasTriangles
    let width: Int
    let height: Int
    private let triangles: FlatBuffer<UInt32>
    private let barycentrics: FlatBuffer<SIMD2<Float>>
    private let kinds: FlatBuffer<UInt8>

    /// Rasterizes all triangles of a page; where triangles overlap, the first keeps the texel.
    static func map(of page: Int, in atlas: Atlas, triangles: AtlasTriangles, loop: ParallelLoop) -> TexelMap {
        let size = atlas.pages[page]
        let rasterizer = TexelMapRasterizer(triangles, width: size.width, height: size.height, loop: loop)
        let bands = rasterizer.trianglesByBand(page: UInt32(page))
        loop.forEach(bands.count) { band in
            rasterizer.fill(
                rows: band * rowsPerBand..<min(size.height, (band + 1) * rowsPerBand), triangles: bands[band])
        }
        return TexelMap(
            width: size.width, height: size.height, triangles: rasterizer.triangles.array,
            barycentrics: rasterizer.barycentrics.array,
            kinds: UnsafeBufferPointer(start: rasterizer.kinds.base, count: rasterizer.kinds.count)
                .withMemoryRebound(to: TexelMap.TexelKind.self) { Array($0) })
    }

    private init(_ atlasTriangles: AtlasTriangles, width: Int, height: Int, loop: ParallelLoop) {
        self.atlasTriangles = atlasTriangles
        self.width = width
        self.height = height
        triangles = FlatBuffer(count: width * height, repeating: TexelMap.noTriangle, loop: loop)
        barycentrics = FlatBuffer(count: width * height, repeating: .zero, loop: loop)
        kinds = FlatBuffer(count: width * height, repeating: TexelMap.TexelKind.outside.rawValue, loop: loop)
    }

    private func trianglesByBand(page: UInt32) -> [[UInt32]] {
        let bandCount = (height + Self.rowsPerBand - 1) / Self.rowsPerBand
        var bands = [[UInt32]](repeating: [], count: bandCount)
        for triangle in atlasTriangles.pages.indices where atlasTriangles.pages[triangle] == page && !atlasTriangles.shared.yields[triangle] {
            let rows = rowRange(of: triangle)
            let first = max(0, rows.lowerBound - 2) / Self.rowsPerBand
            let last = min(height - 1, rows.upperBound + 2) / Self.rowsPerBand
            guard first <= last else { continue }
            for band in first...last { bands[band].append(UInt32(triangle)) }
        }
        return bands
    }

    /// Rows that a triangle can touch, not clipped to the page.
    private func rowRange(of triangle: Int) -> ClosedRange<Int> {
        let corners = atlasTriangles.corners
        let a = corners[3 * triangle].y
        let b = corners[3 * triangle + 1].y
        let c = corners[3 * triangle + 2].y
        let low = Int(min(a, b, c) >> 14)
        return low...max(low, Int(max(a, b, c) >> 14))
    }

    private func fill(rows: Range<Int>, triangles band: [UInt32]) {
        for triangle in band { fillInside(Int(triangle), rows: rows) }
        var distances = [Float](repeating: .infinity, count: rows.count * width)
        distances.withUnsafeMutableBufferPointer { distances in
            guard let distances = distances.baseAddress else { return }
            for triangle in band {
                for half in 3 * Int(triangle)..<3 * Int(triangle) + 3 where !atlasTriangles.joined[half] {
                    fillBorder(half, rows: rows, distances: distances)
                }
            }
        }
    }

    private func fillInside(_ triangle: Int, rows: Range<Int>) {
        let area = atlasTriangles.doubledArea(triangle)
        guard area != 0 else { return }
        let a = atlasTriangles.corners[3 * triangle]
        let b = atlasTriangles.corners[3 * triangle + 1]
        let c = atlasTriangles.corners[3 * triangle + 2]
        // Edge functions opposite to the first, second and third corner, positive inside.
        let edges =
            area > 0
            ? (EdgeFunction(b, c), EdgeFunction(c, a), EdgeFunction(a, b))
            : (EdgeFunction(c, b), EdgeFunction(a, c), EdgeFunction(b, a))
        let scale = 1 / Double(abs(area))
        let range = rowRange(of: triangle)
        let first = max(rows.lowerBound, range.lowerBound)
        let last = min(rows.upperBound - 1, range.upperBound)
        guard first <= last else { return }
        for row in first...last {
            let y = Int64(row) * AtlasTriangles.stepsPerTexel + Self.half
            var columns = (low: Int64(0), high: Int64(width - 1))
            edges.0.clip(&columns, y: y)
            edges.1.clip(&columns, y: y)
            edges.2.clip(&columns, y: y)
            guard columns.low <= columns.high else { continue }
            for column in columns.low...columns.high {
                let texel = row * width + Int(column)
                guard triangles[texel] == TexelMap.noTriangle else { continue }
                let x = column * AtlasTriangles.stepsPerTexel + Self.half
                triangles[texel] = UInt32(triangle)
                kinds[texel] = TexelMap.TexelKind.inside.rawValue
                barycentrics[texel] = SIMD2(
                    Float(Double(edges.0.value(x, y)) * scale), Float(Double(edges.1.value(x, y)) * scale))
            }
        }
    }

    /// Gives the texels beside a chart's border edge their nearest point on it.
    private func fillBorder(_ half: Int, rows: Range<Int>, distances: UnsafeMutablePointer<Float>) {
        let steps = Double(AtlasTriangles.stepsPerTexel)
        let next = AtlasTriangles.next(half)
        let from = SIMD2(
            Double(atlasTriangles.corners[half].x) / steps, Double(atlasTriangles.corners[half].y) / steps)
        let along = SIMD2(
            Double(atlasTriangles.corners[next].x) / steps, Double(atlasTriangles.corners[next].y) / steps) - from
        let squaredLength = along.x * along.x + along.y * along.y
        let low = min(from.y, from.y + along.y) - Self.reach
        let high = max(from.y, from.y + along.y) + Self.reach
        let firstRow = max(rows.lowerBound, Int((low - 0.5).rounded(.up)))
        let lastRow = min(rows.upperBound - 1, Int((high - 0.5).rounded(.down)))
        guard firstRow <= lastRow else { return }
        for row in firstRow...lastRow {
            let y = Double(row) + 0.5
            let span = Self.columns(near: y, from: from, along: along)
            let firstColumn = max(0, Int((span.low - 0.5).rounded(.up)))
            let lastColumn = min(width - 1, Int((span.high - 0.5).rounded(.down)))
            guard firstColumn <= lastColumn else { continue }
            for column in firstColumn...lastColumn {
                let texel = row * width + column
                guard kinds[texel] != TexelMap.TexelKind.inside.rawValue else { continue }
                let offset = SIMD2(Double(column) + 0.5, y) - from
                let projected = squaredLength > 0 ? (offset.x * along.x + offset.y * along.y) / squaredLength : 0
                let position = min(1, max(0, projected))
                let away = offset - along * position
                let distance = away.x * away.x + away.y * away.y
                let slot = (row - rows.lowerBound) * width + column
                guard distance <= Self.reach * Self.reach, Float(distance) < distances[slot] else { continue }
                distances[slot] = Float(distance)
                triangles[texel] = UInt32(half / 3)
                kinds[texel] = TexelMap.TexelKind.border.rawValue
                var weights = SIMD3<Float>.zero
                weights[half % 3] = Float(1 - position)
                weights[next % 3] = Float(position)
                barycentrics[texel] = SIMD2(weights.x, weights.y)
            }
        }
    }

    /// The columns within reach of the part of a segment whose rows are within reach.
    private static func columns(near y: Double, from: SIMD2<Double>, along: SIMD2<Double>) -> (low: Double, high: Double) {
        var start = 0.0
        var end = 1.0
        if along.y != 0 {
            let one = (y - reach - from.y) / along.y
            let other = (y + reach - from.y) / along.y
            start = max(0, min(one, other))
            end = min(1, max(one, other))
        }
        let first = from.x + along.x * start
        let last = from.x + along.x * end
        return (min(first, last) - reach, max(first, last) + reach)
    }
}

/// An exact edge function with its tie rule: at least 1 inside after ties are broken.
private struct EdgeFunction {
    let origin: SIMD2<Int64>
    let direction: SIMD2<Int64>
    /// 0 if centres on the edge belong to it, else 1.
    let threshold: Int64

    init(_ from: SIMD2<Int64>, _ to: SIMD2<Int64>) {
        origin = from
        direction = to &- from
        threshold = direction.y > 0 || (direction.y == 0 && direction.x > 0) ? 0 : 1
    }

    @inline(__always)
    func value(_ x: Int64, _ y: Int64) -> Int64 {
        direction.x * (y - origin.y) - direction.y * (x - origin.x)
    }

    /// Narrows a row's columns to those whose centres lie inside.
    @inline(__always)
    func clip(_ columns: inout (low: Int64, high: Int64), y: Int64) {
        let half = AtlasTriangles.stepsPerTexel / 2
        let bound = direction.x * (y - origin.y) + direction.y * origin.x - threshold
        if direction.y > 0 {
            // x <= bound / direction.y
            columns.high = min(columns.high, (Self.floorDivide(bound, direction.y) - half) >> 14)
        } else if direction.y < 0 {
            // x >= bound / direction.y = -bound / -direction.y, rounded up
            let lowest = -Self.floorDivide(bound, -direction.y)
            columns.low = max(columns.low, (lowest + half - 1) >> 14)
        } else if bound < 0 {
            columns.high = columns.low - 1
        }
    }

    @inline(__always)
    private static func floorDivide(_ numerator: Int64, _ denominator: Int64) -> Int64 {
        let quotient = numerator / denominator
        return numerator % denominator < 0 ? quotient - 1 : quotient
    }
}
