import Foundation
import MaquetteImaging
import MaquetteScene

/// Cuts a surface into charts and flattens them, so that no chart is turned over or overlaps itself.
///
/// Planar regions that stand alone are projected into their plane, without any distortion; regions that
/// continue each other softly are clustered and seen along their mean normal. What then overlaps or is
/// turned over is taken out and made charts of its own, down to single polygons, which always succeed.
struct ChartBuilder {
    private let surface: Surface
    private var charts: ChartSet
    private let samplesPerUnit: Double
    private let loop: ParallelLoop
    /// Charts are cut where they are longer, scene units.
    private let greatestLength: Double

    /// - Parameter layout: decides how long charts can be, and how finely they are tested for overlaps: twice as
    ///   finely as the texels can be.
    static func charts(of surface: Surface, layout: TextureLayout, loop: ParallelLoop) -> ChartSet {
        var builder = ChartBuilder(surface: surface, layout: layout, loop: loop)
        builder.build()
        return builder.charts
    }

    /// Takes charts that overlap themselves apart into as many as it takes.
    static func separate(_ overlapping: [Int], of charts: inout ChartSet, on surface: Surface, layout: TextureLayout) {
        var builder = ChartBuilder(surface: surface, layout: layout, loop: ParallelLoop(threads: 1))
        builder.charts = charts
        let groups = Groups(labels: charts.chartOfFace, count: charts.count)
        for chart in overlapping {
            let faces = Array(groups[chart])
            if faces.count == 1 {
                builder.layOutOnCircle(Int(faces[0]))
                continue
            }
            let fitting = FittingFaces(surface: surface, charts: charts, faces: faces)
            if fitting.rejected.isEmpty {
                // No face overlaps another by more than rounding: part the faces themselves.
                for face in faces.dropFirst() { builder.place(builder.draft([face])) }
            } else {
                for component in surface.components(of: fitting.rejected) {
                    builder.place(builder.draft(component))
                }
            }
        }
        charts = builder.charts
    }

    private init(surface: Surface, layout: TextureLayout, loop: ParallelLoop) {
        self.surface = surface
        self.loop = loop
        var area = 0.0
        for face in surface.faces { area += surface.faceAreas[Int(face)] }
        let side = area.squareRoot()
        samplesPerUnit = area > 0 ? 2 * (layout.texelDensity ?? Double(layout.textureSize) / side) : 1
        // A page that charts are not made for has to hold them at the density of all.
        let page = layout.texelDensity.map { Double(layout.textureSize - 2 * layout.wantedPadding) / $0 }
        greatestLength = min(Self.relativeGreatestLength * side, page ?? .infinity)
        charts = ChartSet(
            chartOfFace: [UInt32](repeating: .max, count: surface.faceCount), count: 0,
            coordinates: [SIMD2<Double>](repeating: .zero, count: surface.cornerFaces.count))
    }

    private mutating func build() {
        let regions = PlanarRegions(surface)
        let graph = RegionGraph(surface, regions)
        let components = SmoothComponents(graph, regionCount: regions.count)
        let isUnfolded = unfold(components, regions, graph)
        let clusters = SmoothClusters(regions, graph, isTaken: isUnfolded)
        var clusterOfFace = regions.regionOfFace
        for face in surface.faces {
            clusterOfFace[Int(face)] = clusters.clusterOfRegion[Int(clusterOfFace[Int(face)])]
        }
        let groups = Groups(labels: clusterOfFace, count: clusters.axes.count)
        for cluster in 0..<groups.count where clusters.axes[cluster] != .zero {
            place(ChartDraft(faces: Array(groups[cluster]), axis: clusters.axes[cluster]))
        }
        shortenLongCharts()
        relaxCurvedCharts()
    }

    /// Makes every developable component one chart; tells which regions have found their place so.
    private mutating func unfold(
        _ components: SmoothComponents, _ regions: PlanarRegions, _ graph: RegionGraph
    ) -> [Bool] {
        var isUnfolded = [Bool](repeating: false, count: regions.count)
        var unfolding = Unfolding(surface: surface, regions: regions, graph: graph)
        var vertexNumbers = LocalNumbers(capacity: surface.vertices.count)
        var isSoft = [Bool](repeating: false, count: surface.cornerFaces.count)
        for link in graph.links { isSoft[Int(link.halfEdge)] = true }
        for component in 0..<components.regions.count {
            let members = components.regions[component]
            guard members.count > 1 else { continue }
            let faces = members.flatMap { regions.faces[Int($0)] }
            let isDevelopable = components.isDevelopable(
                faces: faces, on: surface, numbers: &vertexNumbers
            ) { halfEdge in
                guard !isSoft[halfEdge] else { return true }
                let twin = surface.twins[halfEdge]
                return twin != Surface.noTwin
                    && regions.regionOfFace[Int(surface.cornerFaces[Int(twin)])]
                        == regions.regionOfFace[Int(surface.cornerFaces[halfEdge])]
            }
            guard isDevelopable else { continue }
            for face in faces { charts.chartOfFace[Int(face)] = UInt32(charts.count) }
            if unfolding.lay(members, faces: faces, into: &charts), isValid(faces) {
                charts.count += 1
                for region in members { isUnfolded[Int(region)] = true }
            } else {
                for face in faces { charts.chartOfFace[Int(face)] = .max }
            }
        }
        return isUnfolded
    }

    /// The greatest length of a chart, measured by the side of a square of the whole surface's area. Longer
    /// ones would leave most of the page empty, as they must fit into it at the density of all.
    static let relativeGreatestLength = 1.75

    /// The same for charts that fill little of their box, like frames and unrolled bands that curl up.
    static let greatestSparseLength = 0.8
    /// What is little.
    static let sparseFill = 0.3

    /// Cuts charts that are too long, across their length, between faces.
    private mutating func shortenLongCharts() {
        let groups = Groups(labels: charts.chartOfFace, count: charts.count)
        for chart in 0..<groups.count {
            var waiting = [Array(groups[chart])]
            while let faces = waiting.popLast() {
                guard let halves = halves(of: faces, longerThan: greatestLength) else { continue }
                // The first part keeps the number, the others get new ones.
                for part in halves.dropFirst() {
                    for face in part { charts.chartOfFace[Int(face)] = UInt32(charts.count) }
                    charts.count += 1
                }
                waiting += halves
            }
        }
    }

    /// Relaxes the charts that are stretched, as far as that makes them better and they stay free of overlaps.
    private mutating func relaxCurvedCharts() {
        let groups = Groups(labels: charts.chartOfFace, count: charts.count)
        let before = loop.map(charts.count) { ChartStretch(faces: Array(groups[$0]), surface: surface, charts: charts) }
        let curved = before.indices.filter { before[$0].mean > Self.leastStretch }
        let relaxations = loop.map(curved.count, grain: 1) {
            ChartRelaxation(faces: Array(groups[curved[$0]]), surface: surface, charts: charts)
        }
        let projected = relaxations.map { relaxation in relaxation.corners.map { charts.coordinates[$0] } }
        // All the way, or else half of it, or else not at all.
        var waiting = Array(curved.indices)
        for share in [1, 0.5, 0] {
            for index in waiting {
                for (number, corner) in relaxations[index].corners.enumerated() {
                    let from = projected[index][number]
                    charts.coordinates[corner] = share == 0 ? from : from + share * (relaxations[index].coordinates[number] - from)
                }
            }
            guard share > 0 else { break }
            let isBetter = loop.map(waiting.count, grain: 1) { number in
                let chart = curved[waiting[number]], faces = Array(groups[chart])
                let stretch = ChartStretch(faces: faces, surface: surface, charts: charts)
                return stretch.mean < before[chart].mean && isValid(faces)
                    && stretch.greatestAnisotropy <= max(before[chart].greatestAnisotropy, Self.greatestAnisotropy)
            }
            waiting = zip(waiting, isBetter).filter { !$1 }.map(\.0)
        }
    }

    /// Charts that are stretched less are as good as flat.
    private static let leastStretch = 1.0001
    /// What relaxing may make of the worst triangle, unless it was worse before: what a projection along the axis of
    /// the widest cone does, 1 / cos 50 degrees.
    private static let greatestAnisotropy = 1.5557238268604123

    /// The connected parts before and behind the middle of a long chart; nil when it is short or one face.
    private func halves(of faces: [UInt32], longerThan longest: Double) -> [[UInt32]]? {
        guard faces.count > 1 else { return nil }
        var points: [SIMD2<Double>] = []
        for face in faces { for corner in surface.corners(ofFace: Int(face)) { points.append(charts.coordinates[corner]) } }
        var low = points[0], high = points[0]
        for point in points {
            low = pointwiseMin(low, point)
            high = pointwiseMax(high, point)
        }
        let diagonal = high - low, shortest = longest * Self.greatestSparseLength / Self.relativeGreatestLength
        guard (diagonal * diagonal).sum() > shortest * shortest else { return nil }
        let side = MinimumAreaRectangle(points).direction
        let across = SIMD2(-side.y, side.x)
        func extent(_ axis: SIMD2<Double>) -> (low: Double, high: Double) {
            points.reduce((Double.infinity, -Double.infinity)) {
                let distance = ($1 * axis).sum()
                return (min($0.0, distance), max($0.1, distance))
            }
        }
        let alongExtent = extent(side), acrossExtent = extent(across)
        let isAlong = alongExtent.high - alongExtent.low >= acrossExtent.high - acrossExtent.low
        let (axis, range) = isAlong ? (side, alongExtent) : (across, acrossExtent)
        let size = range.high - range.low
        let breadth = isAlong ? acrossExtent.high - acrossExtent.low : alongExtent.high - alongExtent.low
        let area = faces.reduce(0.0) { $0 + surface.faceAreas[Int($1)] }
        let isSparse = area < Self.sparseFill * size * breadth
        guard size > (isSparse ? longest * Self.greatestSparseLength / Self.relativeGreatestLength : longest) else { return nil }
        let middle = (range.low + range.high) / 2
        var before: [UInt32] = [], behind: [UInt32] = []
        for face in faces {
            let corners = surface.corners(ofFace: Int(face))
            let sum = corners.reduce(0.0) { $0 + (charts.coordinates[$1] * axis).sum() }
            if sum < middle * Double(corners.count) { before.append(face) } else { behind.append(face) }
        }
        guard !before.isEmpty, !behind.isEmpty else { return nil }
        return surface.components(of: before) + surface.components(of: behind)
    }

    /// Makes a draft a chart; what does not fit into it becomes further drafts, until nothing is left.
    private mutating func place(_ draft: ChartDraft) {
        var drafts = [draft]
        while let draft = drafts.popLast() {
            let chart = UInt32(charts.count)
            charts.count += 1
            for face in draft.faces { charts.chartOfFace[Int(face)] = chart }
            if draft.faces.count == 1, surface.isBent[Int(draft.faces[0])] {
                layOutBent(draft.faces[0])
                continue
            }
            project(draft)
            if isValid(draft.faces) { continue }
            if draft.faces.count == 1 {
                layOutBent(draft.faces[0])
                continue
            }
            let fitting = FittingFaces(surface: surface, charts: charts, faces: draft.faces)
            for face in fitting.rejected { charts.chartOfFace[Int(face)] = .max }
            if fitting.accepted.isEmpty {
                charts.count -= 1
                drafts += draft.faces.map { self.draft([$0]) }
            } else {
                drafts += surface.components(of: fitting.rejected).map { self.draft($0) }
                if fitting.accepted.count == 1 {
                    charts.count -= 1
                    charts.chartOfFace[Int(fitting.accepted[0])] = .max
                    drafts.append(self.draft(fitting.accepted))
                }
            }
        }
    }

    private func draft(_ faces: [UInt32]) -> ChartDraft {
        var sum = SIMD3<Double>.zero
        for face in faces { sum += surface.faceNormals[Int(face)] * surface.faceAreas[Int(face)] }
        if length(sum) > 0 { return ChartDraft(faces: faces, axis: normalized(sum)) }
        let normal = faces.lazy.map { surface.faceNormals[Int($0)] }.first { $0 != .zero }
        return ChartDraft(faces: faces, axis: normal ?? SIMD3(0, 0, 1))
    }

    private mutating func project(_ draft: ChartDraft) {
        let (u, v) = draft.planeAxes
        for face in draft.faces {
            for corner in surface.corners(ofFace: Int(face)) {
                let position = surface.position(ofCorner: corner)
                charts.coordinates[corner] = SIMD2(dot(position, u), dot(position, v))
            }
        }
    }

    private func isValid(_ faces: [UInt32]) -> Bool {
        for face in faces {
            for triangle in surface.triangles(ofFace: Int(face))
            where !surface.isUpright(surface.triangleCorners[triangle], in: charts) {
                return false
            }
        }
        // One triangle cannot overlap itself.
        if faces.count == 1, surface.triangles(ofFace: Int(faces[0])).count == 1 { return true }
        return !overlapsItself(faces)
    }

    private func overlapsItself(_ faces: [UInt32]) -> Bool {
        let outline = charts.outline(of: faces, on: surface)
        guard let box = OutlineBox(outline) else { return false }
        let size = box.high - box.low
        guard size.x > 0, size.y > 0 else { return false }
        // Small charts are looked at closely too: at least this many rows.
        let scale = max(samplesPerUnit, 64 / size.y)
        let edges = outline.map {
            OutlineEdge(from: ($0.from - box.low) * scale, to: ($0.to - box.low) * scale)
        }
        let rows = min(max(1, Int((size.y * scale).rounded(.up))), 1 << 16)
        return Scanlines(edges, height: rows).overlap(tolerance: ChartMask.tolerance)
    }

    /// Unrolls a polygon that cannot be projected; where it then covers itself, nothing but a circle is left.
    private mutating func layOutBent(_ face: UInt32) {
        if let places = PolygonUnrolling(face: Int(face), surface: surface).coordinates {
            for (corner, place) in zip(surface.corners(ofFace: Int(face)), places) { charts.coordinates[corner] = place }
            if isValid([face]) { return }
        }
        layOutOnCircle(Int(face))
    }

    /// Places the corners of a polygon that covers itself however it is seen on a
    /// circle of the polygon's area, in order: any triangulation of it is then free of overlaps.
    private mutating func layOutOnCircle(_ face: Int) {
        let corners = surface.corners(ofFace: face)
        var steps = corners.map {
            length(surface.position(ofCorner: surface.next($0)) - surface.position(ofCorner: $0))
        }
        let perimeter = steps.reduce(0, +)
        // No corner may fall on its neighbour, or a triangle would have no texels.
        for index in steps.indices { steps[index] = max(steps[index], perimeter * 1e-3) }
        let total = steps.reduce(0, +)
        let radius = (surface.faceAreas[face] / Double.pi).squareRoot()
        var travelled = 0.0
        for (index, corner) in corners.enumerated() {
            let angle = 2 * Double.pi * travelled / total
            charts.coordinates[corner] = SIMD2(Foundation.cos(angle), Foundation.sin(angle)) * radius
            travelled += steps[index]
        }
    }
}

extension Surface {
    /// Whether a triangle's place in its chart faces the viewer and is not folded to a line.
    func isUpright(_ corners: SIMD3<UInt32>, in charts: ChartSet) -> Bool {
        let a = position(ofCorner: Int(corners.x))
        let b = position(ofCorner: Int(corners.y))
        let c = position(ofCorner: Int(corners.z))
        let doubledArea = length(cross(b - a, c - a))
        // A line is a line in the chart too; whether it is turned over has no meaning.
        let negligible = extent * extent * 1e-14
        let flat = charts.triangle(corners).doubledArea
        return flat >= (doubledArea > negligible ? doubledArea * 0.02 : -negligible)
    }

    /// The parts of some faces that hang together.
    func components(of faces: [UInt32]) -> [[UInt32]] {
        var waiting = Set(faces)
        var components: [[UInt32]] = []
        for seed in faces where waiting.remove(seed) != nil {
            var component = [seed]
            var index = 0
            while index < component.count {
                for corner in corners(ofFace: Int(component[index])) {
                    let twin = twins[corner]
                    guard twin != Surface.noTwin else { continue }
                    let neighbour = cornerFaces[Int(twin)]
                    if waiting.remove(neighbour) != nil { component.append(neighbour) }
                }
                index += 1
            }
            components.append(component)
        }
        return components
    }
}
