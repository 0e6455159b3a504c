import MaquetteImaging

/// The steps that spread colours over the levels of a fill.
enum FillSolver {
    /// Jacobi sweeps on a level near what is known.
    private static let sweeps = 6

    /// Gives every node of the coarsest level that hangs together with a coloured one the mean colour of its
    /// coloured neighbours, ring after ring.
    static func flood(_ level: FillLevel, neighbours: Neighbourhood) {
        var waiting = Array(neighbours.members.indices)
        while !waiting.isEmpty {
            var reached: [(index: Int, color: SIMD4<Float>)] = []
            var left: [Int] = []
            for index in waiting {
                if let color = neighbours.mean(around: index) {
                    reached.append((index, color))
                } else {
                    left.append(index)
                }
            }
            guard !reached.isEmpty else { return }
            for (index, color) in reached { level.setFilled(neighbours.members[index], color) }
            waiting = left
        }
    }

    /// Gauss-Seidel on the coarsest level, until it hardly changes.
    static func relaxInPlace(_ level: FillLevel, neighbours: Neighbourhood) {
        for _ in 0..<200 {
            var change: Float = 0
            for (index, member) in neighbours.members.enumerated() {
                guard let color = neighbours.mean(around: index) else { continue }
                let step = color - level.colors[Int(member.node)]
                change = max(change, max(abs(step.x), abs(step.y), abs(step.z)))
                level.setFilled(member, color)
            }
            if change < 0.1 { return }
        }
    }

    /// Interpolates the nodes of a level that have no colour from the level above, and smooths them by Jacobi steps.
    ///
    /// - Parameter everywhere: false leaves what lies well away from known colours and cuts as it was interpolated: there
    ///   the solution is so smooth that the level above has it already (Agarwala, "Efficient gradient-domain compositing
    ///   using quadtrees", 2007).
    static func descend(from coarse: FillLevel, to fine: FillLevel, everywhere: Bool, loop: ParallelLoop) {
        let members = fine.placedNodes(loop: loop) { member in
            let node = Int(member.node)
            guard fine.colors[node].w == 0 else { return false }
            let (color, isNear) = interpolated(member, region: fine.regions[node], from: coarse)
            fine.setFilled(member, color)
            return everywhere || isNear || fine.isLinked(node)
        }
        guard !members.isEmpty else { return }
        let neighbours = Neighbourhood(fine, of: members, loop: loop)
        let next = FlatBuffer<SIMD4<Float>>(uninitializedCount: members.count)
        for _ in 0..<sweeps {
            loop.forEachRange(members.count, grain: 4096) { _, range in
                for index in range {
                    next[index] = neighbours.mean(around: index) ?? fine.colors[Int(members[index].node)]
                }
            }
            loop.forEachRange(members.count, grain: 4096) { _, range in
                for index in range { fine.setFilled(members[index], next[index]) }
            }
        }
    }

    /// Linear interpolation of the level above at a cell's centre, within one region.
    ///
    /// - Returns: the colour, and whether something known takes part.
    @inline(__always)
    static func interpolated(
        _ place: PlacedNode, region: UInt32, from coarse: FillLevel
    ) -> (color: SIMD4<Float>, isNear: Bool) {
        let grid = coarse.grids[Int(place.page)]
        let (x, y) = (Int(place.x / 2), Int(place.y / 2))
        let parent = coarse.node(of: region, x: x, y: y, grid: grid)
        guard parent != FillLevel.noNode else { return (.zero, false) }
        let own = coarse.colors[Int(parent)]
        let beside = coarse.node(of: region, x: x + (place.x & 1 == 0 ? -1 : 1), y: y, grid: grid)
        let above = coarse.node(of: region, x: x, y: y + (place.y & 1 == 0 ? -1 : 1), grid: grid)
        let horizontal = beside == FillLevel.noNode ? own : coarse.colors[Int(beside)]
        let vertical = above == FillLevel.noNode ? own : coarse.colors[Int(above)]
        return (own * 0.5 + horizontal * 0.25 + vertical * 0.25, max(own.w, horizontal.w, vertical.w) == 1)
    }
}

extension FillLevel {
    /// Gives a node a colour that was found, not painted.
    @inline(__always)
    fileprivate func setFilled(_ member: PlacedNode, _ color: SIMD4<Float>) {
        var color = color
        color.w = TexelCanvas.filled
        colors[Int(member.node)] = color
    }
}
