import MaquetteImaging

/// The steps that spread colours over the levels of a fill.
enum FillSolver {
    /// Gives every node of the coarsest level that hangs together with a coloured one the mean colour of its
    /// coloured neighbours, ring after ring.
    static func flood(_ level: FillLevel, neighbours: Neighbourhood) {
        var waiting = Array(level.unknowns.indices)
        while !waiting.isEmpty {
            var reached: [(node: UInt32, color: SIMD4<Float>)] = []
            var left: [Int] = []
            for index in waiting {
                let sum = neighbours.sum(around: index)
                if sum.w > 0 {
                    reached.append((level.unknowns[index], sum / sum.w))
                } else {
                    left.append(index)
                }
            }
            guard !reached.isEmpty else { return }
            for (node, color) in reached { level.colors[Int(node)] = color }
            waiting = left
        }
    }

    /// Gauss-Seidel on the coarsest level, until it hardly changes.
    static func relaxInPlace(_ level: FillLevel, neighbours: Neighbourhood) {
        for _ in 0..<200 {
            var change: Float = 0
            for (index, node) in level.unknowns.enumerated() {
                let sum = neighbours.sum(around: index)
                guard sum.w > 0 else { continue }
                let color = sum / sum.w
                let step = color - level.colors[Int(node)]
                change = max(change, max(abs(step.x), abs(step.y), abs(step.z)))
                level.colors[Int(node)] = color
            }
            if change < 0.1 { return }
        }
    }

    /// Interpolates the unknowns of a level from the level above and smooths them by Jacobi steps.
    static func descend(from coarse: FillLevel, to fine: FillLevel, sweeps: Int, loop: ParallelLoop) {
        let neighbours = Neighbourhood(fine, loop: loop)
        let unknowns = fine.unknowns
        loop.forEachRange(unknowns.count, grain: 4096) { _, range in
            for index in range {
                let node = Int(unknowns[index])
                fine.colors[node] = interpolated(neighbours.places[index], region: fine.regions[node], from: coarse)
            }
        }
        let next = FlatBuffer(count: unknowns.count, repeating: SIMD4<Float>.zero)
        for _ in 0..<sweeps {
            loop.forEachRange(unknowns.count, grain: 4096) { _, range in
                for index in range {
                    let sum = neighbours.sum(around: index)
                    next[index] = sum.w > 0 ? sum / sum.w : fine.colors[Int(unknowns[index])]
                }
            }
            loop.forEachRange(unknowns.count, grain: 4096) { _, range in
                for index in range { fine.colors[Int(unknowns[index])] = next[index] }
            }
        }
    }

    /// Brings the solution down to the texels: interpolation, then red-black Gauss-Seidel sweeps.
    static func finish(from coarse: FillLevel, to texels: FillLevel, sweeps: Int, loop: ParallelLoop) {
        // Filled texels keep w = 0.5 so that they can be told from painted ones.
        for (page, grid) in texels.grids.enumerated() {
            loop.forEachRange(grid.height, grain: 8) { _, rows in
                for y in rows {
                    for x in 0..<grid.width {
                        let texel = grid.start + y * grid.width + x
                        guard texels.regions[texel] != FillLevel.noRegion, texels.colors[texel].w == 0 else { continue }
                        var color = interpolated(
                            NodePlace(page: Int32(page), x: Int32(x), y: Int32(y)), region: texels.regions[texel], from: coarse)
                        color.w = TexelCanvas.filled
                        texels.colors[texel] = color
                    }
                }
            }
            for sweep in 0..<2 * sweeps {
                loop.forEachRange(grid.height, grain: 8) { _, rows in
                    for y in rows { relax(row: y, parity: sweep & 1, grid: grid, texels: texels) }
                }
            }
        }
    }

    private static func relax(row y: Int, parity: Int, grid: FillLevel.Grid, texels: FillLevel) {
        for x in stride(from: (y + parity) & 1, to: grid.width, by: 2) {
            let texel = grid.start + y * grid.width + x
            guard texels.colors[texel].w == TexelCanvas.filled else { continue }
            let region = texels.regions[texel]
            var sum = SIMD4<Float>.zero
            var count: Float = 0
            if x > 0, texels.regions[texel - 1] == region {
                sum += texels.colors[texel - 1]
                count += 1
            }
            if x + 1 < grid.width, texels.regions[texel + 1] == region {
                sum += texels.colors[texel + 1]
                count += 1
            }
            if y > 0, texels.regions[texel - grid.width] == region {
                sum += texels.colors[texel - grid.width]
                count += 1
            }
            if y + 1 < grid.height, texels.regions[texel + grid.width] == region {
                sum += texels.colors[texel + grid.width]
                count += 1
            }
            guard count > 0 else { continue }
            var color = sum / count
            color.w = TexelCanvas.filled
            texels.colors[texel] = color
        }
    }

    /// Linear interpolation of the level above at a cell's centre, within one region.
    @inline(__always)
    static func interpolated(_ place: NodePlace, region: UInt32, from coarse: FillLevel) -> SIMD4<Float> {
        let grid = coarse.grids[Int(place.page)]
        let x = Int(place.x / 2)
        let y = Int(place.y / 2)
        let parent = coarse.node(of: region, x: x, y: y, grid: grid)
        guard parent != FillLevel.noNode else { return .zero }
        let own = coarse.colors[Int(parent)]
        let beside = coarse.node(of: region, x: x + (place.x & 1 == 0 ? -1 : 1), y: y, grid: grid)
        let above = coarse.node(of: region, x: x, y: y + (place.y & 1 == 0 ? -1 : 1), grid: grid)
        let horizontal = beside == FillLevel.noNode ? own : coarse.colors[Int(beside)]
        let vertical = above == FillLevel.noNode ? own : coarse.colors[Int(above)]
        var color = own * 0.5 + horizontal * 0.25 + vertical * 0.25
        color.w = 1
        return color
    }
}
