import MaquetteImaging

/// The surface as a graph at every coarseness, from texels up to a few cells a page, with links across cuts.
struct SurfaceHierarchy: Sendable {
    /// No page has more cells a side on the coarsest level.
    private static let coarsestSide = 8

    /// From fine to coarse; the first are the texels, without links.
    let levels: [FillLevel]
    /// The material of each triangle.
    let materials: [UInt32]
    /// The part of a chart that is of one material, for each triangle.
    let regions: [UInt32]

    /// - Parameter materials: of each triangle.
    init(
        _ canvas: TexelCanvas, atlas: AtlasTriangles, topology: SurfaceTopology, materials: [UInt32], loop: ParallelLoop
    ) {
        self.materials = materials
        regions = Self.regions(charts: atlas.charts, materials: materials)
        let texels = FillLevel(canvas: canvas, regions: canvas.regions(of: regions, loop: loop))
        var level = texels.coarser(loop: loop)
        var pairs = ChartLinks.pairs(
            on: level, atlas: atlas, topology: topology, regions: regions, materials: materials, loop: loop)
        level.setLinks(pairs)
        var levels = [texels, level]
        while !level.isCoarsest(side: Self.coarsestSide) {
            var coarse = level.coarser(loop: loop)
            pairs = level.coarserPairs(pairs, parents: level.parents(in: coarse, loop: loop))
            coarse.setLinks(pairs)
            levels.append(coarse)
            level = coarse
        }
        self.levels = levels
    }

    /// Numbers the parts of charts that are of one material. Most charts are of one: they keep their number.
    private static func regions(charts: [UInt32], materials: [UInt32]) -> [UInt32] {
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
}

extension FillLevel {
    /// Whether no page has more cells a side than this.
    func isCoarsest(side: Int) -> Bool { grids.allSatisfy { max($0.width, $0.height) <= side } }
}

extension TexelCanvas {
    /// The region of each texel's triangle; `FillLevel.noRegion` in the background.
    func regions(of triangleRegions: [UInt32], loop: ParallelLoop) -> FlatBuffer<UInt32> {
        let result = FlatBuffer<UInt32>(uninitializedCount: colors.count)
        for (page, map) in maps.enumerated() {
            let target = result.base + pageStarts[page]
            map.triangles.withUnsafeBufferPointer { triangles in
                loop.forEachRange(triangles.count, grain: 1 << 16) { _, texels in
                    for texel in texels {
                        let triangle = triangles[texel]
                        target[texel] =
                            triangle == TexelMap.noTriangle ? FillLevel.noRegion : triangleRegions[Int(triangle)]
                    }
                }
            }
        }
        return result
    }
}
