import MaquetteImaging
import MaquetteScene

/// Where charts that are apart in the texture meet on the surface.
enum ChartLinks {
    /// Pairs of level-1 nodes on the two sides of every cut mesh edge, a pair about every two texels,
    /// lower node first. Edges between different materials are no links: paint stops there.
    static func pairs(
        on level: FillLevel, atlas: AtlasTriangles, topology: SurfaceTopology, regions: [UInt32],
        materials: [UInt32], loop: ParallelLoop
    ) -> [UInt64] {
        let grain = 2048
        let pieces = PieceResults<UInt64>(count: (atlas.pages.count + grain - 1) / grain)
        loop.forEachRange(atlas.pages.count, grain: grain) { piece, triangles in
            var found: [UInt64] = []
            let halves = 3 * triangles.lowerBound..<3 * triangles.upperBound
            atlas.forEachCut(among: halves, topology) { materials[$0] == materials[$1] } _: { cut in
                for share in cut.shares {
                    let first = level.node(of: regions[cut.half / 3], at: share, of: cut.own)
                    let second = level.node(of: regions[cut.twin / 3], at: share, of: cut.other)
                    guard first != FillLevel.noNode, second != FillLevel.noNode, first != second else { continue }
                    let pair = FillLevel.pairKey(first, second)
                    if found.last != pair { found.append(pair) }
                }
            }
            pieces.set(found, at: piece)
        }
        return FillLevel.unique(pieces.joined())
    }
}

extension FillLevel {
    /// The level-1 node of a region at a share 0...1 of an edge.
    fileprivate func node(of region: UInt32, at share: Double, of edge: CutEdge) -> UInt32 {
        let point = edge.point(share, depth: 0)
        return node(
            of: region, x: Int((point.x / 2).rounded(.down)), y: Int((point.y / 2).rounded(.down)),
            grid: grids[edge.page])
    }

    static func pairKey(_ first: UInt32, _ second: UInt32) -> UInt64 {
        UInt64(min(first, second)) << 32 | UInt64(max(first, second))
    }

    static func unique(_ pairs: [UInt64]) -> [UInt64] {
        var result: [UInt64] = []
        for pair in pairs.sorted() where pair != result.last { result.append(pair) }
        return result
    }

    /// Stores links as runs by node.
    mutating func setLinks(_ pairs: [UInt64]) {
        // Nodes 2 p and 2 p + 1 of this list are those of pair p.
        var nodes: [UInt32] = []
        nodes.reserveCapacity(2 * pairs.count)
        for pair in pairs {
            nodes.append(UInt32(pair >> 32))
            nodes.append(UInt32(pair & 0xFFFF_FFFF))
        }
        let ends = Groups(labels: nodes, count: nodeCount)
        linkStarts = ends.starts
        linkTargets = ends.members.map { nodes[Int($0 ^ 1)] }
    }

    /// The same links between the nodes one level up.
    func coarserPairs(_ pairs: [UInt64], parents: FlatBuffer<UInt32>) -> [UInt64] {
        var result: [UInt64] = []
        for pair in pairs {
            let first = parents[Int(pair >> 32)]
            let second = parents[Int(pair & 0xFFFF_FFFF)]
            guard first != second else { continue }
            let key = Self.pairKey(first, second)
            if result.last != key { result.append(key) }
        }
        return Self.unique(result)
    }

    /// The node above each node.
    func parents(in coarse: FillLevel, loop: ParallelLoop) -> FlatBuffer<UInt32> {
        let parents = FlatBuffer<UInt32>(uninitializedCount: nodeCount)
        for page in grids.indices {
            let grid = grids[page]
            loop.forEachRange(grid.height, grain: 16) { _, rows in
                for y in rows {
                    for x in 0..<grid.width {
                        for node in nodes(inCell: grid.start + y * grid.width + x) {
                            parents[node] = coarse.node(
                                of: regions[node], x: x / 2, y: y / 2, grid: coarse.grids[page])
                        }
                    }
                }
            }
        }
        return parents
    }
}
