import MaquetteImaging
import MaquetteScene

/// Paints the texels of a canvas from prepared views.
struct ViewPainter {
    /// Whole parts of `ViewLabelling`, whose tallies the threads of different bands add to.
    static let rowsPerBand = 16

    let canvas: TexelCanvas
    let views: [PreparedView]
    let choice: ViewChoice
    let mesh: TriangleMesh
    let atlasTriangles: AtlasTriangles
    let topology: SurfaceTopology
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
    /// None: weights are only added up for parts of the surface, at one texel in four.
    case tallied(ViewLabelling)
    /// The one chosen for the texel's part if it sees the texel, else the one with most weight.
    case preferred(ViewLabelling, chosen: FlatBuffer<UInt16>)
}
