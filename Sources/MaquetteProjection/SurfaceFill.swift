import MaquetteImaging
import MaquetteScene

/// Colours the texels that no view paints from their surroundings on the surface.
///
/// Solves Laplace's equation with the painted texels as boundary values, over the graph of the
/// surface: texels of one chart, and links across chart borders where the charts meet in space. The
/// solution descends a hierarchy of coarser graphs (cascadic multigrid, Bornemann and Deuflhard 1996):
/// each level starts from the interpolated level above and is smoothed by a few Jacobi steps.
struct SurfaceFill {
    let scene: Scene
    let mesh: TriangleMesh
    let atlas: AtlasTriangles
    let topology: SurfaceTopology

    /// What filling did.
    struct Report {
        /// Texels that got a colour.
        var filled = 0
        /// Whether some surface had no painted neighbour and took its colour from the nearest of its material.
        var borrowed = false
        /// Names of materials that show their base colour because nothing of them or their object is painted.
        var unpaintedMaterials: [String] = []
    }

    /// Gives every texel of the canvas that belongs to a triangle a colour.
    func fill(_ canvas: TexelCanvas, loop: ParallelLoop) -> Report {
        let materials = mesh.faces.map { scene.mesh.faceAttributes[Int($0)].material }
        let regions = Self.regions(charts: atlas.charts, materials: materials)
        let (texelRegions, missing) = texelRegions(canvas, regions: regions, loop: loop)
        var report = Report()
        report.filled = missing
        guard missing > 0 else { return report }
        let texels = FillLevel(canvas: canvas, regions: texelRegions)
        let levels = hierarchy(above: texels, regions: regions, materials: materials, loop: loop)
        guard let coarsest = levels.last else { return report }
        let neighbours = Neighbourhood(coarsest, loop: loop)
        FillSolver.flood(coarsest, neighbours: neighbours)
        let borrowing = ColorBorrowing(scene: scene, mesh: mesh, canvas: canvas)
        (report.borrowed, report.unpaintedMaterials) = borrowing.complete(coarsest)
        FillSolver.relaxInPlace(coarsest, neighbours: neighbours)
        for level in stride(from: levels.count - 1, to: 0, by: -1) {
            FillSolver.descend(from: levels[level], to: levels[level - 1], sweeps: 6, loop: loop)
        }
        FillSolver.finish(from: levels[0], to: texels, sweeps: 2, loop: loop)
        return report
    }

    /// Numbers the parts of charts that are of one material. Most charts are of one: they keep their number.
    static func regions(charts: [UInt32], materials: [UInt32]) -> [UInt32] {
        struct Part: Hashable {
            let chart: UInt32
            let material: UInt32
        }
        let chartCount = Int(charts.max() ?? 0) + 1
        var firstMaterials = [UInt32](repeating: .max, count: chartCount)
        var others: [Part: UInt32] = [:]
        return charts.indices.map { triangle in
            let chart = charts[triangle]
            let material = materials[triangle]
            if firstMaterials[Int(chart)] == .max { firstMaterials[Int(chart)] = material }
            if firstMaterials[Int(chart)] == material { return chart }
            let part = Part(chart: chart, material: material)
            let region = others[part] ?? UInt32(chartCount + others.count)
            others[part] = region
            return region
        }
    }

    func texelRegions(
        _ canvas: TexelCanvas, regions: [UInt32], loop: ParallelLoop
    ) -> (FlatBuffer<UInt32>, missing: Int) {
        let result = FlatBuffer(count: canvas.colors.count, repeating: FillLevel.noRegion)
        var missing = 0
        for (page, map) in canvas.maps.enumerated() {
            let start = canvas.pageStarts[page]
            let counts = FlatBuffer(count: map.height, repeating: 0)
            map.triangles.withUnsafeBufferPointer { triangles in
                loop.forEachRange(map.height, grain: 16) { _, rows in
                    for row in rows {
                        for texel in row * map.width..<(row + 1) * map.width
                        where triangles[texel] != TexelMap.noTriangle {
                            result[start + texel] = regions[Int(triangles[texel])]
                            if canvas.colors[start + texel].w == 0 { counts[row] += 1 }
                        }
                    }
                }
            }
            missing += counts.array.reduce(0, +)
        }
        return (result, missing)
    }

    /// Coarser and coarser levels, the finest of them 2x2 texels a cell, until no page has more than 8 cells a side.
    private func hierarchy(
        above texels: FillLevel, regions: [UInt32], materials: [UInt32], loop: ParallelLoop
    ) -> [FillLevel] {
        var level = texels.coarser(loop: loop)
        var pairs = ChartLinks.pairs(
            on: level, atlas: atlas, topology: topology, regions: regions, materials: materials, loop: loop)
        level.findUnknowns()
        level.setLinks(pairs)
        var levels = [level]
        while levels[levels.count - 1].grids.contains(where: { max($0.width, $0.height) > 8 }) {
            let fine = levels[levels.count - 1]
            var coarse = fine.coarser(loop: loop)
            pairs = fine.coarserPairs(pairs, parents: fine.parents(in: coarse, loop: loop))
            coarse.findUnknowns()
            coarse.setLinks(pairs)
            levels.append(coarse)
        }
        return levels
    }
}
