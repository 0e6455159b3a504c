import MaquetteImaging
import MaquetteScene

/// Paints the texels of one row that belong to one triangle, run after run.
struct TexelRun {
    private(set) var areas: ViewPainter.Areas

    private let painter: ViewPainter
    private let tables: FlatBuffer<ViewTables>
    private let width: Int
    private let barycentrics: UnsafeBufferPointer<SIMD2<Float>>
    private let kinds: UnsafeBufferPointer<TexelMap.TexelKind>
    private let colors: UnsafeMutablePointer<SIMD4<Float>>
    private let labels: UnsafeMutablePointer<UInt16>

    // What `ViewChoice` asks for, as plain addresses for the inner loops.
    private let isAverage: Bool
    private let parts: UnsafePointer<UInt32>?
    private let chosen: UnsafePointer<UInt16>?
    private let tallies: UnsafeMutablePointer<Float>?
    /// Whether all views are compared at every texel that is looked at.
    private let comparesViews: Bool

    // For each texel of the current run: whether a view sees it, the greatest weight so far, how far views differ.
    private let seen: FlatBuffer<Bool>
    private let greatest: FlatBuffer<Float>
    private let spreads: FlatBuffer<ViewSpread>
    private let diagnosis: RunDiagnosis

    /// - Parameter start: where the page's texels start on the canvas.
    init(
        painter: ViewPainter, tables: FlatBuffer<ViewTables>, width: Int, barycentrics: UnsafeBufferPointer<SIMD2<Float>>,
        kinds: UnsafeBufferPointer<TexelMap.TexelKind>, start: Int
    ) {
        self.painter = painter
        self.tables = tables
        self.width = width
        self.barycentrics = barycentrics
        self.kinds = kinds
        var (isAverage, parts, chosen) = (false, UnsafePointer<UInt32>?.none, UnsafePointer<UInt16>?.none)
        var tallies: UnsafeMutablePointer<Float>?
        switch painter.choice {
        case .average: isAverage = true
        case .best: break
        case .tallied(let labelling):
            parts = UnsafePointer(labelling.parts.base + start)
            tallies = labelling.tallies.base
        case .preferred(let labelling, let views):
            parts = UnsafePointer(labelling.parts.base + start)
            chosen = UnsafePointer(views.base)
        }
        (self.isAverage, self.parts, self.chosen, self.tallies) = (isAverage, parts, chosen, tallies)
        colors = painter.canvas.colors.base + start
        labels = painter.canvas.labels.base + start
        diagnosis = RunDiagnosis(painter.canvas.diagnostics.map { $0.base + start }, width: width)
        comparesViews = tables.count > 1 && (chosen == nil || diagnosis.isWanted)
        areas = ViewPainter.Areas(views: [Double](repeating: 0, count: painter.views.count))
        seen = FlatBuffer(uninitializedCount: width)
        greatest = FlatBuffer(uninitializedCount: width)
        spreads = FlatBuffer(uninitializedCount: width)
    }

    /// Paints the texels of a row.
    mutating func paint(row: Int, triangles: UnsafeBufferPointer<UInt32>) {
        let end = (row + 1) * width
        var texel = row * width
        while texel < end {
            let triangle = triangles[texel]
            var last = texel + 1
            while last < end, triangles[last] == triangle { last += 1 }
            if triangle != TexelMap.noTriangle { paint(texel..<last, row: row, triangle: Int(triangle)) }
            texel = last
        }
    }

    private mutating func paint(_ texels: Range<Int>, row: Int, triangle: Int) {
        for index in 0..<texels.count {
            seen[index] = false
            greatest[index] = 0
            spreads[index] = ViewSpread()
        }
        diagnosis.begin(texels.count)
        let area = texelArea(triangle)
        if tallies != nil {
            // One texel in four of every row and of every column, so that no chart slips through.
            let first = texels.lowerBound + (row - (texels.lowerBound - row * width)) & 3
            let looked = stride(from: first, to: texels.upperBound, by: 4)
            forEachView(of: triangle) { run, number, view in
                run.add(view, number, to: looked, ofRun: texels)
            }
            for texel in looked where kinds[texel] == .inside { addSpread(texel - texels.lowerBound, area: area) }
            return
        }
        forEachView(of: triangle) { run, number, view in
            run.paint(texels, from: view, number: number, area: area)
        }
        if chosen != nil, !comparesViews { paintMissing(texels, triangle: triangle) }
        finish(texels, area: area)
    }

    /// Calls `body` with every view that may see a triangle.
    @inline(__always)
    private mutating func forEachView(of triangle: Int, _ body: (inout TexelRun, Int, TriangleInView) -> Void) {
        let slopes = painter.atlasTriangles.barycentricSlopes(triangle)
        for number in 0..<tables.count {
            let view = TriangleInView(
                triangle, in: tables.base + number, mesh: painter.mesh, topology: painter.topology, slopes: slopes)
            if let view { body(&self, number, view) }
        }
    }

    /// What one view gives to the texels of a run. Where another view was chosen, it is only asked what it sees.
    @inline(__always)
    private mutating func paint(_ texels: Range<Int>, from view: TriangleInView, number: Int, area: Double) {
        var seenArea = 0.0
        for texel in texels {
            let index = texel - texels.lowerBound
            let isVisible: Bool
            if comparesViews || isWanted(number, at: texel) {
                let sample = view.sample(barycentrics[texel])
                isVisible = sample?.isVisible ?? false
                if let sample { add(sample, of: number, to: texel, index: index) }
            } else {
                isVisible = kinds[texel] == .inside && view.isVisible(barycentrics[texel])
            }
            if isVisible, kinds[texel] == .inside {
                seen[index] = true
                seenArea += area
            }
        }
        areas.views[number] += seenArea
    }

    /// Whether a view is the chosen one of a texel, or none is.
    @inline(__always)
    private func isWanted(_ view: Int, at texel: Int) -> Bool {
        guard let parts, let chosen else { return true }
        let choice = chosen[Int(parts[texel])]
        return choice == UInt16(view) || choice == PaintedTextures.noView
    }

    /// Paints the texels that the view chosen for them does not see.
    private mutating func paintMissing(_ texels: Range<Int>, triangle: Int) {
        guard let parts, let chosen else { return }
        let missing = texels.filter { colors[$0].w == 0 && chosen[Int(parts[$0])] != PaintedTextures.noView }
        guard !missing.isEmpty else { return }
        forEachView(of: triangle) { run, number, view in
            run.add(view, number, to: missing, ofRun: texels)
        }
    }

    /// Adds what one view gives to some texels of a run.
    @inline(__always)
    private mutating func add(_ view: TriangleInView, _ number: Int, to members: some Sequence<Int>, ofRun texels: Range<Int>) {
        for texel in members {
            if let sample = view.sample(barycentrics[texel]) {
                add(sample, of: number, to: texel, index: texel - texels.lowerBound)
            }
        }
    }

    /// Surface area of one texel of a triangle and of all its copies, in square scene units.
    private func texelArea(_ triangle: Int) -> Double {
        let doubled = Double(abs(painter.atlasTriangles.doubledArea(triangle)))
        let steps = Double(AtlasTriangles.stepsPerTexel)
        let area = painter.topology.areas[triangle] * painter.atlasTriangles.shared.areaFactors[triangle]
        return doubled > 0 ? area * 2 * steps * steps / doubled : 0
    }

    @inline(__always)
    private func add(_ sample: TriangleInView.Sample, of view: Int, to texel: Int, index: Int) {
        var weight = BlendWeight.weight(of: sample)
        if comparesViews, sample.color.w > 0 {
            spreads[index].add(sample.color, weight: BlendWeight.trust(in: sample))
        }
        guard weight > 0 else { return }
        if let tallies, let parts {
            tallies[Int(parts[texel]) * tables.count + view] += weight
            return
        }
        let own = weight
        // Other weights are far below, so that the chosen view always wins.
        if let chosen, let parts, chosen[Int(parts[texel])] == UInt16(view) { weight *= 1e18 }
        let leads = weight > greatest[index]
        if leads {
            greatest[index] = weight
            labels[texel] = UInt16(view)
        }
        diagnosis.add(own, leads: leads, at: index)
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
            if isPainted {
                diagnosis.finish(texel, index: index, spread: spreads[index])
                colors[texel] = sum / sum.w
                colors[texel].w = 1
            }
            guard kinds[texel] == .inside else { continue }
            areas.total += area
            addSpread(index, area: area)
            guard seen[index] else { continue }
            areas.visible += area
            if isPainted { areas.painted += area }
        }
    }

    @inline(__always)
    private mutating func addSpread(_ index: Int, area: Double) {
        guard let variance = spreads[index].variance else { return }
        areas.shared += area
        areas.disagreement += area * Double(variance)
    }
}
