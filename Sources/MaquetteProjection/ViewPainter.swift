import MaquetteImaging
import MaquetteScene

/// Paints the texels of a canvas from prepared views.
struct ViewPainter {
    private static let rowsPerBand = 16

    let canvas: TexelCanvas
    let views: [PreparedView]
    let choice: ViewChoice
    let mesh: TriangleMesh
    let atlasTriangles: AtlasTriangles
    let topology: SurfaceTopology
    /// Stands in for the parts of a labelling where there is none.
    let noParts = FlatBuffer<UInt32>(count: 0, repeating: 0)

    /// Surface areas by who sees and paints them, in square scene units.
    struct Areas {
        var total = 0.0
        var visible = 0.0
        var painted = 0.0
        /// Seen by several views.
        var shared = 0.0
        /// The variance over views, summed over the shared area.
        var disagreement = 0.0
        /// What each view sees.
        var views: [Double]

        static func += (sum: inout Areas, other: Areas) {
            sum.total += other.total
            sum.visible += other.visible
            sum.painted += other.painted
            sum.shared += other.shared
            sum.disagreement += other.disagreement
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
                                start: start)
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

/// How texels choose among the views that see them.
enum ViewChoice {
    /// All, by their weights.
    case average
    /// The one with most weight.
    case best
    /// None: weights are only added up for parts of the surface.
    case tallied(ViewLabelling)
    /// The one named for the texel if it sees it, else the one with most weight.
    case preferred(FlatBuffer<UInt16>)
}

/// Paints the texels of one row that belong to one triangle, run after run.
private struct TexelRun {
    let painter: ViewPainter
    let tables: FlatBuffer<ViewTables>
    let width: Int
    let barycentrics: UnsafeBufferPointer<SIMD2<Float>>
    let kinds: UnsafeBufferPointer<TexelMap.TexelKind>
    let colors: UnsafeMutablePointer<SIMD4<Float>>
    let labels: UnsafeMutablePointer<UInt16>
    /// What `ViewChoice` asks for, as plain addresses for the inner loop.
    private let isAverage: Bool
    private let preferred: UnsafePointer<UInt16>?
    private let parts: UnsafePointer<UInt32>
    private let tallies: UnsafeMutablePointer<Float>?
    let diagnostics: UnsafeMutablePointer<TexelDiagnosis>?
    var areas: ViewPainter.Areas
    /// Whether each texel of the current run is seen by a view.
    private var seen: [Bool]
    /// The greatest weight so far of each texel of the current run.
    private var greatest: [Float]
    /// How far the views of each texel of the current run differ.
    private var spreads: [ViewSpread]

    init(
        painter: ViewPainter, tables: FlatBuffer<ViewTables>, width: Int, barycentrics: UnsafeBufferPointer<SIMD2<Float>>,
        kinds: UnsafeBufferPointer<TexelMap.TexelKind>, start: Int
    ) {
        self.painter = painter
        self.tables = tables
        self.width = width
        self.barycentrics = barycentrics
        self.kinds = kinds
        if case .average = painter.choice { isAverage = true } else { isAverage = false }
        if case .preferred(let labels) = painter.choice {
            preferred = UnsafePointer(labels.base + start)
        } else {
            preferred = nil
        }
        if case .tallied(let labelling) = painter.choice {
            parts = UnsafePointer(labelling.parts.base + start)
            tallies = labelling.tallies.base
        } else {
            parts = UnsafePointer(painter.noParts.base)
            tallies = nil
        }
        colors = painter.canvas.colors.base + start
        labels = painter.canvas.labels.base + start
        diagnostics = painter.canvas.diagnostics.map { $0.base + start }
        areas = ViewPainter.Areas(views: [Double](repeating: 0, count: painter.views.count))
        seen = [Bool](repeating: false, count: width)
        greatest = [Float](repeating: 0, count: width)
        spreads = [ViewSpread](repeating: ViewSpread(), count: width)
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
        for index in 0..<texels.count {
            seen[index] = false
            greatest[index] = 0
            spreads[index] = ViewSpread()
        }
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
                add(sample, of: number, to: texel, index: texel - texels.lowerBound)
            }
            areas.views[number] += seenArea
        }
        if tallies == nil { finish(texels, area: area) }
    }

    /// Surface area of one texel of a triangle and of all its copies, in square scene units.
    private func texelArea(_ triangle: Int) -> Double {
        let doubled = Double(abs(painter.atlasTriangles.doubledArea(triangle)))
        let steps = Double(AtlasTriangles.stepsPerTexel)
        let area = painter.topology.areas[triangle] * painter.atlasTriangles.shared.areaFactors[triangle]
        return doubled > 0 ? area * 2 * steps * steps / doubled : 0
    }

    @inline(__always)
    private mutating func add(_ sample: TriangleInView.Sample, of view: Int, to texel: Int, index: Int) {
        var weight = BlendWeight.weight(of: sample)
        if tables.count > 1, sample.color.w > 0 {
            spreads[index].add(sample.color, weight: BlendWeight.trust(in: sample))
        }
        guard weight > 0 else { return }
        if let tallies {
            tallies[Int(parts[texel]) * tables.count + view] += weight
            return
        }
        // Other weights are far below, so that a preferred view always wins.
        if let preferred, preferred[texel] == UInt16(view) { weight *= 1e18 }
        if weight > greatest[index] {
            greatest[index] = weight
            labels[texel] = UInt16(view)
        }
        var weighted = sample.color * weight
        weighted.w = weight
        if isAverage {
            colors[texel] += weighted
        } else if weight > colors[texel].w {
            colors[texel] = weighted
        }
    }

    /// Divides the sums by their weights and adds up the areas.
    private mutating func finish(_ texels: Range<Int>, area: Double) {
        for texel in texels {
            let sum = colors[texel]
            let index = texel - texels.lowerBound
            let isPainted = sum.w > 0
            let variance = spreads[index].variance
            if isPainted {
                diagnostics?[texel] = TexelDiagnosis(
                    leadingShare: UInt8(min(1, greatest[index] / sum.w) * 255),
                    disagreement: UInt8(min(255, (variance ?? 0).squareRoot())))
                colors[texel] = sum / sum.w
                colors[texel].w = 1
            }
            guard kinds[texel] == .inside else { continue }
            areas.total += area
            if let variance {
                areas.shared += area
                areas.disagreement += area * Double(variance)
            }
            guard seen[index] else { continue }
            areas.visible += area
            if isPainted { areas.painted += area }
        }
    }
}
