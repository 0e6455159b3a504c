import MaquetteScene

/// The charts of a surface packed into one page.
struct SharedPage {
    /// The chart of every face; faces without area have that of a neighbour.
    private(set) var chartOfFace: [UInt32]
    private(set) var chartCount: Int
    /// One texture coordinate a corner, inside [0, 1].
    private(set) var coordinates: [SIMD2<Double>]
    /// Texels per scene unit.
    let density: Double
    /// Charts that cover the middle of a texel twice.
    let overlapping: [Int]
    private(set) var notes: [String]

    init(surface: Surface, charts: ChartSet, textureSize: Int, padding: Int?) throws {
        let groups = Groups(labels: charts.chartOfFace, count: charts.count)
        let shapes = (0..<charts.count).map { ChartShape(outline: charts.outline(of: groups[$0], on: surface)) }
        let packed = try AtlasPacker.pack(shapes, textureSize: textureSize, padding: padding)
        chartOfFace = charts.chartOfFace
        chartCount = charts.count
        density = packed.density
        overlapping = packed.overlapping
        notes = []
        coordinates = [SIMD2<Double>](repeating: .zero, count: charts.coordinates.count)
        let size = Double(textureSize)
        for chart in 0..<charts.count {
            for face in groups[chart] {
                for corner in surface.corners(ofFace: Int(face)) {
                    let texel = packed.placements[chart].place(shapes[chart].place(charts.coordinates[corner]))
                    coordinates[corner] = pointwiseMin(pointwiseMax(texel / size, .zero), SIMD2(repeating: 1))
                }
            }
        }
        placePoints(surface)
        let wanted = padding ?? AtlasPacker.defaultPadding(textureSize: textureSize)
        if packed.padding < wanted {
            notes.append(
                "\(charts.count) charts leave room for only \(packed.padding) texels of padding between them; "
                    + "use a larger --texture-size.")
        }
        if !packed.shortened.isEmpty {
            notes.append(
                "\(packed.shortened.count) faces are longer than the texture and get fewer texels along their length.")
        }
    }

    /// Faces without area take no texels: they lie on a corner of a neighbour, or where nothing is.
    private mutating func placePoints(_ surface: Surface) {
        var lonely: UInt32?
        for face in surface.faces where chartOfFace[Int(face)] == .max {
            var place = SIMD2<Double>(repeating: 0.5)
            var chart: UInt32?
            for corner in surface.corners(ofFace: Int(face)) {
                guard surface.twins[corner] != Surface.noTwin else { continue }
                let twin = Int(surface.twins[corner])
                let neighbour = chartOfFace[Int(surface.cornerFaces[twin])]
                if neighbour != .max {
                    chart = neighbour
                    place = coordinates[twin]
                    break
                }
            }
            if chart == nil {
                if lonely == nil {
                    lonely = UInt32(chartCount)
                    chartCount += 1
                }
                chart = lonely
            }
            chartOfFace[Int(face)] = chart ?? 0
            for corner in surface.corners(ofFace: Int(face)) { coordinates[corner] = place }
        }
    }
}
