import MaquetteImaging
import MaquetteScene

/// Takes the steps out of a texture in which neighbouring places come from different views.
///
/// After Waechter, Moehrle and Goesele, "Let There Be Color!", 2014: every place that one view paints gets a
/// correction, so that the corrected colours of both views meet where they border on each other; within a view's
/// part the corrections change as slowly as they can. What two views differ by is measured at the same surface
/// point, by sampling both pictures there, so that detail is left alone. Global offsets and the smooth remainder
/// come out of one least-squares problem, solved from coarse to fine.
struct SeamLevelling {
    private static let sweeps = 24
    /// How strongly a border binds, against the smoothness inside.
    private static let borderWeight: Float = 4

    let canvas: TexelCanvas
    let atlas: AtlasTriangles
    let topology: SurfaceTopology
    let mesh: TriangleMesh
    /// The part of a chart that is of one material, for each triangle.
    let regions: [UInt32]
    let materials: [UInt32]
    let tables: FlatBuffer<ViewTables>

    /// Corrects the painted texels of the canvas.
    func level(loop: ParallelLoop) {
        let texels = FillLevel(canvas: canvas, regions: partsByView(loop: loop))
        var levels = [texels.coarser(loop: loop)]
        var borders = [LevelBorders(constraints(texels, on: levels[0]), nodeCount: levels[0].nodeCount)]
        guard !borders[0].isEmpty else { return }
        while levels[levels.count - 1].grids.contains(where: { max($0.width, $0.height) > 8 }) {
            let fine = levels[levels.count - 1]
            let coarse = fine.coarser(loop: loop)
            let parents = fine.parents(in: coarse, loop: loop)
            borders.append(LevelBorders(
                borders[borders.count - 1].constraints.compactMap { $0.between(parents) }, nodeCount: coarse.nodeCount))
            levels.append(coarse)
        }
        let side = Float(canvas.maps.map { max($0.width, $0.height) }.max() ?? 1)
        for index in levels.indices.reversed() {
            var level = levels[index]
            level.unknowns = (0..<level.nodeCount).map { UInt32($0) }
            level.setLinks([])
            let neighbours = Neighbourhood(level, loop: loop)
            start(level, neighbours: neighbours, from: index + 1 < levels.count ? levels[index + 1] : nil, loop: loop)
            // Corrections fade over a quarter of the page, so that none floats freely.
            let cell = Float(2 << index)
            relax(level, neighbours: neighbours, borders: borders[index], fading: 16 * cell * cell / (side * side), loop: loop)
        }
        apply(levels[0], texels: texels, loop: loop)
    }

    // MARK: The problem

    /// Numbers what one view paints of one region.
    private func partsByView(loop: ParallelLoop) -> FlatBuffer<UInt32> {
        let parts = FlatBuffer(count: canvas.colors.count, repeating: FillLevel.noRegion)
        let views = UInt32(tables.count)
        for (page, map) in canvas.maps.enumerated() {
            let start = canvas.pageStarts[page]
            map.triangles.withUnsafeBufferPointer { triangles in
                loop.forEachRange(triangles.count, grain: 1 << 14) { _, range in
                    for texel in range where canvas.colors[start + texel].w > 0 {
                        parts[start + texel] = regions[Int(triangles[texel])] * views + UInt32(canvas.labels[start + texel])
                    }
                }
            }
        }
        return parts
    }

    /// What holds between nodes of the finest level that border on each other.
    private func constraints(_ texels: FillLevel, on level: FillLevel) -> [BorderConstraint] {
        var found = BorderConstraints(levelling: self, level: level)
        for page in canvas.maps.indices {
            let grid = texels.grids[page]
            for y in 0..<grid.height {
                for x in 0..<grid.width {
                    let texel = grid.start + y * grid.width + x
                    if x + 1 < grid.width { found.addWithinChart(page, texel, texel + 1) }
                    if y + 1 < grid.height { found.addWithinChart(page, texel, texel + grid.width) }
                }
            }
        }
        for half in atlas.joined.indices where !atlas.joined[half] {
            let twin = Int(topology.twins[half])
            guard topology.twins[half] != SurfaceTopology.none, twin > half, materials[half / 3] == materials[twin / 3]
            else { continue }
            found.addAcrossCut(half, twin)
        }
        return found.list
    }

    // MARK: The solution

    private func start(_ level: FillLevel, neighbours: Neighbourhood, from coarse: FillLevel?, loop: ParallelLoop) {
        loop.forEachRange(level.nodeCount, grain: 4096) { _, range in
            for node in range {
                var value = SIMD4<Float>.zero
                if let coarse {
                    value = FillSolver.interpolated(neighbours.places[node], region: level.regions[node], from: coarse)
                }
                value.w = 1
                level.colors[node] = value
            }
        }
    }

    private func relax(
        _ level: FillLevel, neighbours: Neighbourhood, borders: LevelBorders, fading: Float, loop: ParallelLoop
    ) {
        let next = FlatBuffer(count: level.nodeCount, repeating: SIMD4<Float>.zero)
        for _ in 0..<Self.sweeps {
            loop.forEachRange(level.nodeCount, grain: 4096) { _, range in
                for node in range {
                    var sum = neighbours.sum(around: node)
                    borders.add(around: node, weight: Self.borderWeight, colors: level.colors, to: &sum)
                    let goal = sum / (sum.w + fading)
                    // Damped, since the two sides of a border would otherwise change places for ever.
                    next[node] = level.colors[node] * 0.3 + goal * 0.7
                }
            }
            loop.forEachRange(level.nodeCount, grain: 4096) { _, range in
                for node in range {
                    level.colors[node] = next[node]
                    level.colors[node].w = 1
                }
            }
        }
    }

    private func apply(_ level: FillLevel, texels: FillLevel, loop: ParallelLoop) {
        for (page, grid) in texels.grids.enumerated() {
            loop.forEachRange(grid.height, grain: 8) { _, rows in
                for y in rows {
                    for x in 0..<grid.width {
                        let texel = grid.start + y * grid.width + x
                        guard texels.regions[texel] != FillLevel.noRegion else { continue }
                        var correction = FillSolver.interpolated(
                            NodePlace(page: Int32(page), x: Int32(x), y: Int32(y)), region: texels.regions[texel],
                            from: level)
                        correction.w = 0
                        let corrected = canvas.colors[texel] + correction
                        canvas.colors[texel] = corrected.clamped(
                            lowerBound: .zero, upperBound: SIMD4(255, 255, 255, corrected.w))
                    }
                }
            }
        }
    }
}
