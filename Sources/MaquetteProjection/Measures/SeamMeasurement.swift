import MaquetteImaging
import MaquetteScene

extension TexturePainter {
    /// Measures how far the borders of views and charts show in painted textures.
    ///
    /// - Parameters:
    ///   - textures: what this painter painted.
    ///   - threads: number of threads, or nil for one a core.
    public func seamError(of textures: PaintedTextures, threads: Int? = nil) -> SeamError {
        let loop = ParallelLoop(threads: threads)
        var interior = JumpSum()
        var views = JumpSum()
        for page in texelMaps.indices {
            let rows = TexelRows(self, textures, page: page)
            let bands = (rows.height + 31) / 32
            let results = PieceResults<(interior: JumpSum, views: JumpSum)>(count: bands)
            loop.forEach(bands) { band in
                var sums = (interior: JumpSum(), views: JumpSum())
                for y in band * 32..<min(rows.height, band * 32 + 32) { rows.measure(row: y, into: &sums) }
                results.set([sums], at: band)
            }
            for sums in results.joined() {
                interior += sums.interior
                views += sums.views
            }
        }
        return SeamError(
            interior: interior.border, views: views.border, charts: chartBorders(of: textures).border)
    }

    /// Jumps across cuts of the texture at which the surface bends by less than a crease.
    private func chartBorders(of textures: PaintedTextures) -> JumpSum {
        let pages = texelMaps.indices.map { TexelRows(self, textures, page: $0) }
        var sum = JumpSum()
        let halves = atlasTriangles.joined.indices
        atlasTriangles.forEachCut(among: halves, topology) { surfaces.labels[$0] == surfaces.labels[$1] } _: { cut in
            guard topology.flatness(cut.half, cut.twin) >= Double(SmoothSurfaces.creaseCosine) else { return }
            let (own, other) = (cut.own, cut.other)
            let (left, right) = (pages[own.page], pages[other.page])
            for share in cut.shares {
                guard let a = left.color(at: own.point(share, depth: 1.5), chart: own.chart),
                    let b = left.color(at: own.point(share, depth: 0.5), chart: own.chart),
                    let c = right.color(at: other.point(share, depth: 0.5), chart: other.chart),
                    let d = right.color(at: other.point(share, depth: 1.5), chart: other.chart)
                else { continue }
                sum.add(a, b, c, d)
            }
        }
        return sum
    }
}

/// The texels of one page with what is needed to tell borders.
private struct TexelRows {
    let width: Int
    let height: Int
    private let map: TexelMap
    private let charts: [UInt32]
    private let labels: [UInt16]
    private let origins: [PaintedTextures.TexelOrigin]
    private let image: Image

    init(_ painter: TexturePainter, _ textures: PaintedTextures, page: Int) {
        map = painter.texelMaps[page]
        charts = painter.atlasTriangles.charts
        labels = textures.labels[page]
        origins = textures.origins[page]
        image = textures.pages[page]
        (width, height) = (map.width, map.height)
    }

    /// Measures along a row, and from the row downwards.
    func measure(row y: Int, into sums: inout (interior: JumpSum, views: JumpSum)) {
        for x in 0..<width {
            let texel = y * width + x
            if x + 3 < width { measure(texel, step: 1, into: &sums) }
            if y + 3 < height { measure(texel, step: width, into: &sums) }
        }
    }

    /// Four texels in a row, if all are painted and lie in one chart, one view leading on each side of the middle.
    @inline(__always)
    private func measure(_ first: Int, step: Int, into sums: inout (interior: JumpSum, views: JumpSum)) {
        let (second, third, fourth) = (first + step, first + 2 * step, first + 3 * step)
        guard isPainted(first), isPainted(second), isPainted(third), isPainted(fourth),
            labels[first] == labels[second], labels[third] == labels[fourth]
        else { return }
        let chart = self.chart(first)
        guard self.chart(second) == chart, self.chart(third) == chart, self.chart(fourth) == chart else { return }
        if labels[second] == labels[third] {
            sums.interior.add(color(first), color(second), color(third), color(fourth))
        } else {
            sums.views.add(color(first), color(second), color(third), color(fourth))
        }
    }

    @inline(__always)
    private func isPainted(_ texel: Int) -> Bool { origins[texel] == .painted && map.kinds[texel] == .inside }

    @inline(__always)
    private func chart(_ texel: Int) -> UInt32 { charts[Int(map.triangles[texel])] }

    @inline(__always)
    private func color(_ texel: Int) -> SIMD3<Float> {
        SIMD3(Float(image.samples[3 * texel]), Float(image.samples[3 * texel + 1]), Float(image.samples[3 * texel + 2]))
    }

    /// The colour of the painted texel of a chart at a place, or nil if there is none.
    func color(at point: SIMD2<Double>, chart: UInt32) -> SIMD3<Float>? {
        guard let texel = map.texel(at: point), origins[texel] == .painted,
            map.triangles[texel] != TexelMap.noTriangle, self.chart(texel) == chart
        else { return nil }
        return color(texel)
    }
}
