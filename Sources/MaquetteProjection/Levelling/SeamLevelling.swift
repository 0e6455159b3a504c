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
    /// Jacobi sweeps on a level, 0 being the finest, which starts from what coarser ones have solved; even numbers.
    private static func sweeps(level: Int) -> Int { min(24, 6 << min(level, 2)) }
    /// How strongly a border binds, against the smoothness inside.
    private static let borderWeight: Float = 4

    let canvas: TexelCanvas
    let atlas: AtlasTriangles
    let topology: SurfaceTopology
    let mesh: TriangleMesh
    let hierarchy: SurfaceHierarchy
    let tables: FlatBuffer<ViewTables>

    /// Corrects the painted texels of the canvas.
    func level(loop: ParallelLoop) {
        let texels = FillLevel(canvas: canvas, regions: partsByView(loop: loop))
        var levels = [texels.coarser(loop: loop)]
        var borders = [
            LevelBorders(constraints(texels, on: levels[0], loop: loop), nodeCount: levels[0].nodeCount)
        ]
        guard !borders[0].isEmpty else { return }
        while !levels[levels.count - 1].isCoarsest(side: 8) {
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
            level.colors = FlatBuffer(uninitializedCount: level.nodeCount)
            levels[index] = level
            let neighbours = Neighbourhood(level, of: level.placedNodes(loop: loop), loop: loop)
            start(level, neighbours: neighbours, from: index + 1 < levels.count ? levels[index + 1] : nil, loop: loop)
            // Corrections fade over a quarter of the page, so that none floats freely.
            let cell = Float(2 << index)
            relax(
                level, neighbours: neighbours, borders: borders[index], fading: 16 * cell * cell / (side * side),
                sweeps: Self.sweeps(level: index), loop: loop)
        }
        apply(levels[0], texels: texels, loop: loop)
    }

    // MARK: The problem

    /// Numbers what one view paints of one region.
    private func partsByView(loop: ParallelLoop) -> FlatBuffer<UInt32> {
        let parts = FlatBuffer<UInt32>(uninitializedCount: canvas.colors.count)
        let views = UInt32(tables.count)
        let regions = hierarchy.levels[0].regions
        loop.forEachRange(parts.count, grain: 1 << 16) { _, texels in
            for texel in texels {
                let label = canvas.labels[texel]
                parts[texel] =
                    label == PaintedTextures.noView ? FillLevel.noRegion : regions[texel] * views + UInt32(label)
            }
        }
        return parts
    }

    /// What holds between nodes of the finest level that border on each other.
    private func constraints(_ texels: FillLevel, on level: FillLevel, loop: ParallelLoop) -> [BorderConstraint] {
        func collect(
            _ count: Int, grain: Int, _ body: (Range<Int>, inout BorderConstraints) -> Void
        ) -> [BorderConstraint] {
            let pieces = PieceResults<BorderConstraint>(count: (count + grain - 1) / grain)
            loop.forEachRange(count, grain: grain) { piece, range in
                var found = BorderConstraints(levelling: self, level: level)
                body(range, &found)
                pieces.set(found.list, at: piece)
            }
            return pieces.joined()
        }
        let withinCharts = texels.grids.enumerated().flatMap { page, grid in
            collect(grid.height, grain: 32) { rows, found in
                for y in rows { found.addWithinCharts(page, row: y, of: grid) }
            }
        }
        let acrossCuts = collect(atlas.joined.count, grain: 4096) { halves, found in
            atlas.forEachCut(among: halves, topology) { hierarchy.materials[$0] == hierarchy.materials[$1] } _: {
                found.addAcross($0)
            }
        }
        return withinCharts + acrossCuts
    }

    // MARK: The solution

    private func start(_ level: FillLevel, neighbours: Neighbourhood, from coarse: FillLevel?, loop: ParallelLoop) {
        loop.forEachRange(level.nodeCount, grain: 4096) { _, range in
            for node in range {
                var value = SIMD4<Float>.zero
                if let coarse {
                    value = FillSolver.interpolated(
                        neighbours.members[node], region: level.regions[node], from: coarse).color
                }
                level.colors[node] = value
            }
        }
    }

    private func relax(
        _ level: FillLevel, neighbours: Neighbourhood, borders: LevelBorders, fading: Float, sweeps: Int,
        loop: ParallelLoop
    ) {
        var current = level.colors
        var next = FlatBuffer<SIMD4<Float>>(uninitializedCount: level.nodeCount)
        // The last of an even number writes where the level keeps its values.
        for _ in 0..<sweeps {
            loop.forEachRange(level.nodeCount, grain: 4096) { [current, next] _, range in
                for node in range {
                    var sum = neighbours.sumOfSides(node, of: current)
                    borders.add(around: node, weight: Self.borderWeight, colors: current, to: &sum)
                    // Damped, since the two sides of a border would otherwise change places for ever.
                    var value = current[node] * 0.3 + sum * (0.7 / (sum.w + fading))
                    value.w = 0
                    next[node] = value
                }
            }
            swap(&current, &next)
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
                            PlacedNode(node: UInt32(texel), page: Int32(page), x: Int32(x), y: Int32(y)),
                            region: texels.regions[texel], from: level
                        ).color
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
