import MaquetteImaging
import MaquetteScene

/// The charts of a surface packed into one page, or into as many as a texel density takes.
struct SharedPages {
    /// The chart of every face; faces without area have that of a neighbour.
    private(set) var chartOfFace: [UInt32]
    private(set) var chartCount: Int
    /// The page of every chart.
    private(set) var pageOfChart: [Int]
    /// Width and height of every page, texels.
    let sizes: [Int]
    /// One texture coordinate a corner, inside [0, 1].
    private(set) var coordinates: [SIMD2<Double>]
    /// Texels per scene unit.
    let density: Double
    /// Charts that cover the middle of a texel twice.
    let overlapping: [Int]
    private(set) var notes: [String]

    /// - Parameter materials: the material of every face.
    init(surface: Surface, charts: ChartSet, materials: [UInt32], layout: TextureLayout, loop: ParallelLoop) throws {
        let groups = Groups(labels: charts.chartOfFace, count: charts.count)
        let shapes = loop.map(charts.count) { ChartShape(outline: charts.outline(of: groups[$0], on: surface)) }
        let packed =
            if let density = layout.texelDensity {
                try PageFilling.pack(
                    shapes, families: ChartFamilies.families(of: groups, materials: materials), density: density,
                    layout: layout)
            } else {
                try AtlasPacker.pack(shapes, layout: layout, loop: loop)
            }
        chartOfFace = charts.chartOfFace
        chartCount = charts.count
        pageOfChart = packed.pages
        // Charts without any area take no page, yet there has to be one.
        sizes = packed.pageSizes.isEmpty ? [min(64, layout.textureSize)] : packed.pageSizes
        density = packed.density
        overlapping = packed.overlapping
        notes = []
        coordinates = [SIMD2<Double>](repeating: .zero, count: charts.coordinates.count)
        for chart in 0..<charts.count {
            let size = Double(sizes[packed.pages[chart]])
            for face in groups[chart] {
                for corner in surface.corners(ofFace: Int(face)) {
                    let texel = packed.placements[chart].place(shapes[chart].place(charts.coordinates[corner]))
                    coordinates[corner] = pointwiseMin(pointwiseMax(texel / size, .zero), SIMD2(repeating: 1))
                }
            }
        }
        placePoints(surface, materials: materials)
        if packed.padding < layout.wantedPadding {
            notes.append(
                "\(charts.count) charts leave room for only \(packed.padding) texels of padding between them; "
                    + "use a larger --texture-size.")
        }
        if !packed.shortened.isEmpty {
            notes.append(
                "\(packed.shortened.count) faces are longer than the texture and get fewer texels along their length"
                    + (layout.texelDensity == nil ? "." : "; use a larger --texture-size or a lower --texel-density."))
        }
    }

    /// Faces without area take no texels: they lie on a corner of a neighbour, or where nothing is, on a page that
    /// their material has anyway.
    private mutating func placePoints(_ surface: Surface, materials: [UInt32]) {
        var pageOfMaterial: [UInt32: Int] = [:]
        var lonely: [Int: UInt32] = [:]
        for face in surface.faces where chartOfFace[Int(face)] != .max {
            let page = pageOfChart[Int(chartOfFace[Int(face)])]
            pageOfMaterial[materials[Int(face)]] = min(page, pageOfMaterial[materials[Int(face)]] ?? page)
        }
        for face in surface.faces where chartOfFace[Int(face)] == .max {
            var place = SIMD2<Double>(repeating: 0.5)
            var chart: UInt32?
            let page = pageOfMaterial[materials[Int(face)]] ?? 0
            for corner in surface.corners(ofFace: Int(face)) {
                guard surface.twins[corner] != Surface.noTwin else { continue }
                let twin = Int(surface.twins[corner])
                let neighbour = chartOfFace[Int(surface.cornerFaces[twin])]
                if neighbour != .max, pageOfChart[Int(neighbour)] == page {
                    chart = neighbour
                    place = coordinates[twin]
                    break
                }
            }
            if chart == nil {
                if lonely[page] == nil {
                    lonely[page] = UInt32(chartCount)
                    pageOfChart.append(page)
                    chartCount += 1
                }
                chart = lonely[page]
            }
            chartOfFace[Int(face)] = chart ?? 0
            for corner in surface.corners(ofFace: Int(face)) { coordinates[corner] = place }
        }
    }
}
