import MaquetteScene

/// What the corrections of two nodes shall differ by: those of the first minus those of the second.
struct BorderConstraint: BitwiseCopyable {
    var first: UInt32
    var second: UInt32
    var difference: SIMD3<Float>
    /// How many texels it stands for.
    var weight: Float

    /// The same between the nodes one level up, or nil if both are one there.
    func between(_ parents: FlatBuffer<UInt32>) -> BorderConstraint? {
        let (one, other) = (parents[Int(first)], parents[Int(second)])
        guard one != other else { return nil }
        return BorderConstraint(first: one, second: other, difference: difference, weight: weight)
    }
}

/// Collects what holds at the borders of what different views paint.
struct BorderConstraints {
    let levelling: SeamLevelling
    let level: FillLevel
    private(set) var list: [BorderConstraint] = []
    private var canvas: TexelCanvas { levelling.canvas }

    init(levelling: SeamLevelling, level: FillLevel) {
        self.levelling = levelling
        self.level = level
    }

    /// Adds what holds between neighbouring texels of a page's row and of the next row.
    mutating func addWithinCharts(_ page: Int, row y: Int, of grid: FillLevel.Grid) {
        let labels = canvas.labels.base
        let first = grid.start + y * grid.width
        for texel in first..<first + grid.width {
            if texel + 1 < first + grid.width, labels[texel] != labels[texel + 1] {
                addWithinChart(page, texel, texel + 1)
            }
            if y + 1 < grid.height, labels[texel] != labels[texel + grid.width] {
                addWithinChart(page, texel, texel + grid.width)
            }
        }
    }

    /// Adds what holds between neighbouring texels of one page, if different views paint them in one region.
    private mutating func addWithinChart(_ page: Int, _ first: Int, _ second: Int) {
        guard canvas.colors[first].w > 0, canvas.colors[second].w > 0,
            region(page, first) == region(page, second)
        else { return }
        add(page, first, page, second)
    }

    /// Adds what holds along a cut of the texture, about every two texels.
    mutating func addAcross(_ cut: Cut) {
        for share in cut.shares {
            guard let first = paintedTexel(cut.own, share), let second = paintedTexel(cut.other, share) else { continue }
            add(cut.own.page, first, cut.other.page, second)
        }
    }

    private func paintedTexel(_ edge: CutEdge, _ share: Double) -> Int? {
        let map = canvas.maps[edge.page]
        guard let place = map.texel(at: edge.point(share, depth: 0.5)) else { return nil }
        let triangle = map.triangles[place]
        let texel = canvas.pageStarts[edge.page] + place
        guard triangle != TexelMap.noTriangle, levelling.atlas.charts[Int(triangle)] == edge.chart,
            canvas.colors[texel].w > 0
        else { return nil }
        return texel
    }

    private mutating func add(_ firstPage: Int, _ first: Int, _ secondPage: Int, _ second: Int) {
        let (one, other) = (canvas.labels[first], canvas.labels[second])
        var difference = SIMD3<Float>.zero
        if one != other {
            let jumps = [jump(firstPage, first, from: one, to: other), jump(secondPage, second, from: one, to: other)]
                .compactMap { $0 }
            if jumps.isEmpty {
                // Neither view sees the other's texel: take the two as one point.
                let step = canvas.colors[second] - canvas.colors[first]
                difference = SIMD3(step.x, step.y, step.z)
            } else {
                difference = jumps.reduce(.zero, +) / Float(jumps.count)
            }
        }
        let nodes = (node(firstPage, first), node(secondPage, second))
        guard nodes.0 != FillLevel.noNode, nodes.1 != FillLevel.noNode, nodes.0 != nodes.1 else { return }
        list.append(BorderConstraint(first: nodes.0, second: nodes.1, difference: difference, weight: 1))
    }

    /// How much lighter another view shows the surface point of a texel, or nil if either does not show it.
    private func jump(_ page: Int, _ texel: Int, from one: UInt16, to other: UInt16) -> SIMD3<Float>? {
        guard let here = color(page, texel, view: one), let there = color(page, texel, view: other) else { return nil }
        return there - here
    }

    private func color(_ page: Int, _ texel: Int, view: UInt16) -> SIMD3<Float>? {
        let map = canvas.maps[page]
        let place = texel - canvas.pageStarts[page]
        let triangle = Int(map.triangles[place])
        let seen = TriangleInView(
            triangle, in: levelling.tables.base + Int(view), mesh: levelling.mesh, topology: levelling.topology,
            slopes: levelling.atlas.barycentricSlopes(triangle))
        guard let sample = seen?.sample(map.barycentrics[place]), sample.color.w > 0 else { return nil }
        return SIMD3(sample.color.x, sample.color.y, sample.color.z)
    }

    private func region(_ page: Int, _ texel: Int) -> UInt32 {
        levelling.hierarchy.regions[Int(canvas.maps[page].triangles[texel - canvas.pageStarts[page]])]
    }

    private func node(_ page: Int, _ texel: Int) -> UInt32 {
        let width = canvas.maps[page].width
        let place = texel - canvas.pageStarts[page]
        let part = region(page, texel) * UInt32(levelling.tables.count) + UInt32(canvas.labels[texel])
        return level.node(of: part, x: place % width / 2, y: place / width / 2, grid: level.grids[page])
    }
}

/// The constraints of one level, by node.
struct LevelBorders: Sendable {
    /// One for each pair of nodes.
    let constraints: [BorderConstraint]
    /// Where each node's constraints start in `runs`.
    private let starts: [UInt32]
    /// Indices into `constraints`.
    private let runs: [UInt32]

    var isEmpty: Bool { constraints.isEmpty }

    /// Puts the constraints of each pair of nodes together into one.
    init(_ all: [BorderConstraint], nodeCount: Int) {
        let ordered = all.map { one in
            one.first <= one.second
                ? one
                : BorderConstraint(
                    first: one.second, second: one.first, difference: -one.difference, weight: one.weight)
        }.enumerated().sorted {
            ($0.element.first, $0.element.second, $0.offset) < ($1.element.first, $1.element.second, $1.offset)
        }
        var merged: [BorderConstraint] = []
        for (_, one) in ordered {
            if let last = merged.last, last.first == one.first, last.second == one.second {
                let weight = last.weight + one.weight
                merged[merged.count - 1].difference =
                    (last.difference * last.weight + one.difference * one.weight) / weight
                merged[merged.count - 1].weight = weight
            } else {
                merged.append(one)
            }
        }
        constraints = merged
        // Nodes 2 c and 2 c + 1 of this list are those of constraint c.
        var nodes: [UInt32] = []
        nodes.reserveCapacity(2 * merged.count)
        for one in merged {
            nodes.append(one.first)
            nodes.append(one.second)
        }
        let ends = Groups(labels: nodes, count: nodeCount)
        starts = ends.starts
        runs = ends.members.map { $0 / 2 }
    }

    /// Adds what the neighbours of a node across borders say about it; w counts them, and is 0 in `colors`.
    @inline(__always)
    func add(around node: Int, weight: Float, colors: FlatBuffer<SIMD4<Float>>, to sum: inout SIMD4<Float>) {
        for run in starts[node]..<starts[node + 1] {
            let constraint = constraints[Int(runs[Int(run)])]
            let isFirst = Int(constraint.first) == node
            let offset = SIMD4(isFirst ? constraint.difference : -constraint.difference, 1)
            let other = colors[Int(isFirst ? constraint.second : constraint.first)]
            sum += (other + offset) * (weight * constraint.weight)
        }
    }
}
