import MaquetteImaging
import MaquetteScene

/// Paints the texels of a canvas from prepared views.
struct ViewPainter {
    private static let rowsPerBand = 16

    let canvas: TexelCanvas
    let views: [PreparedView]
    let blend: PaintOptions.Blend
    let mesh: TriangleMesh
    let atlasTriangles: AtlasTriangles
    let topology: SurfaceTopology

    /// Surface areas by who sees and paints them, in square scene units.
    struct Areas {
        var total = 0.0
        var visible = 0.0
        var painted = 0.0
        /// What each view sees.
        var views: [Double]

        static func += (sum: inout Areas, other: Areas) {
            sum.total += other.total
            sum.visible += other.visible
            sum.painted += other.painted
            for view in sum.views.indices { sum.views[view] += other.views[view] }
        }
    }

    /// Paints every page and adds up what was seen.
    func paintAll(loop: ParallelLoop) -> Areas {
        let tables = FlatBuffer(views.map(ViewTables.init))
        var areas = Areas(views: [Double](repeating: 0, count: views.count))
        for page in canvas.maps.indices {
            for band in paint(page: page, tables: tables, loop: loop) { areas += band }
        }
        return areas
    }

    private func paint(page: Int, tables: FlatBuffer<ViewTables>, loop: ParallelLoop) -> [Areas] {
        let map = canvas.maps[page]
        let bandCount = (map.height + Self.rowsPerBand - 1) / Self.rowsPerBand
        var areas = [Areas](repeating: Areas(views: [Double](repeating: 0, count: views.count)), count: bandCount)
        let start = canvas.pageStarts[page]
        areas.withUnsafeMutableBufferPointer { areas in
            map.triangles.withUnsafeBufferPointer { triangles in
                map.barycentrics.withUnsafeBufferPointer { barycentrics in
                    map.kinds.withUnsafeBufferPointer { kinds in
                        loop.forEachRange(map.height, grain: Self.rowsPerBand) { band, rows in
                            var run = TexelRun(
                                painter: self, tables: tables, width: map.width, barycentrics: barycentrics, kinds: kinds,
                                colors: canvas.colors.base + start)
                            for row in rows { run.paint(row: row, triangles: triangles) }
                            areas[band] = run.areas
                        }
                    }
                }
            }
        }
        return areas
    }
}

/// Paints the texels of one row that belong to one triangle, run after run.
private struct TexelRun {
    let painter: ViewPainter
    let tables: FlatBuffer<ViewTables>
    let width: Int
    let barycentrics: UnsafeBufferPointer<SIMD2<Float>>
    let kinds: UnsafeBufferPointer<TexelMap.TexelKind>
    let colors: UnsafeMutablePointer<SIMD4<Float>>
    var areas: ViewPainter.Areas
    /// Whether each texel of the current run is seen by a view.
    private var seen: [Bool]

    init(
        painter: ViewPainter, tables: FlatBuffer<ViewTables>, width: Int, barycentrics: UnsafeBufferPointer<SIMD2<Float>>,
        kinds: UnsafeBufferPointer<TexelMap.TexelKind>, colors: UnsafeMutablePointer<SIMD4<Float>>
    ) {
        self.painter = painter
        self.tables = tables
        self.width = width
        self.barycentrics = barycentrics
        self.kinds = kinds
        self.colors = colors
        areas = ViewPainter.Areas(views: [Double](repeating: 0, count: painter.views.count))
        seen = [Bool](repeating: false, count: width)
    }

    mutating func paint(row: Int, triangles: UnsafeBufferPointer<UInt32>) {
        let end = (row + 1) * width
        var texel = row * width
        while texel < end {
            let triangle = triangles[texel]
            var last = texel + 1
            while last < end, triangles[last] == triangle { last += 1 }
            if triangle != TexelMap.noTriangle { paint(texel..<last, triangle: Int(triangle)) }
            texel = last
        }
    }

    private mutating func paint(_ texels: Range<Int>, triangle: Int) {
        let slopes = painter.atlasTriangles.barycentricSlopes(triangle)
        let normal = painter.topology.normals[triangle]
        for index in 0..<texels.count { seen[index] = false }
        let area = texelArea(triangle)
        let vertices = painter.mesh.triangles[triangle]
        let anchor = painter.mesh.positions[Int(vertices.z)]
        for number in 0..<tables.count {
            guard
                let projection = TriangleInView(
                    triangle, in: tables.base + number, vertices: vertices, anchor: anchor, normal: normal,
                    slopes: slopes)
            else { continue }
            var seenArea = 0.0
            for texel in texels {
                guard let sample = projection.sample(barycentrics[texel]) else { continue }
                if sample.isVisible, kinds[texel] == .inside {
                    seen[texel - texels.lowerBound] = true
                    seenArea += area
                }
                add(sample, to: texel)
            }
            areas.views[number] += seenArea
        }
        finish(texels, area: area)
    }

    /// Surface area of one texel of a triangle, in square scene units.
    private func texelArea(_ triangle: Int) -> Double {
        let doubled = Double(abs(painter.atlasTriangles.doubledArea(triangle)))
        let steps = Double(AtlasTriangles.stepsPerTexel)
        return doubled > 0 ? painter.topology.areas[triangle] * 2 * steps * steps / doubled : 0
    }

    @inline(__always)
    private mutating func add(_ sample: TriangleInView.Sample, to texel: Int) {
        let weight = BlendWeight.weight(of: sample)
        guard weight > 0 else { return }
        var weighted = sample.color * weight
        weighted.w = weight
        switch painter.blend {
        case .weightedAverage: colors[texel] += weighted
        case .bestView: if weight > colors[texel].w { colors[texel] = weighted }
        }
    }

    /// Divides the sums by their weights and adds up the areas.
    private mutating func finish(_ texels: Range<Int>, area: Double) {
        for texel in texels {
            let sum = colors[texel]
            let isPainted = sum.w > 0
            if isPainted {
                colors[texel] = sum / sum.w
                colors[texel].w = 1
            }
            guard kinds[texel] == .inside else { continue }
            areas.total += area
            guard seen[texel - texels.lowerBound] else { continue }
            areas.visible += area
            if isPainted { areas.painted += area }
        }
    }
}
