import MaquetteImaging

/// Where a node lies.
struct NodePlace: BitwiseCopyable {
    let page: Int32
    let x: Int32
    let y: Int32
}

/// The neighbours of a level's unknowns: up to four in the chart, and links across its borders.
/// Everything is in the order of `FillLevel.unknowns`.
struct Neighbourhood: Sendable {
    let level: FillLevel
    /// Where each unknown lies.
    let places: FlatBuffer<NodePlace>
    private let sides: FlatBuffer<SIMD4<UInt32>>

    init(_ level: FillLevel, loop: ParallelLoop) {
        self.level = level
        let places = FlatBuffer(count: level.unknowns.count, repeating: NodePlace(page: 0, x: 0, y: 0))
        let sides = FlatBuffer(
            count: level.unknowns.count, repeating: SIMD4<UInt32>(repeating: FillLevel.noNode))
        for (page, grid) in level.grids.enumerated() {
            loop.forEachRange(grid.height, grain: 8) { _, rows in
                // Nodes are numbered by cell, so the unknowns of these rows follow each other.
                let firstCell = grid.start + rows.lowerBound * grid.width
                var index = Self.lowerBound(level.unknowns, UInt32(level.nodes(inCell: firstCell).lowerBound))
                for y in rows {
                    for x in 0..<grid.width {
                        let end = level.nodes(inCell: grid.start + y * grid.width + x).upperBound
                        while index < level.unknowns.count, Int(level.unknowns[index]) < end {
                            let region = level.regions[Int(level.unknowns[index])]
                            places[index] = NodePlace(page: Int32(page), x: Int32(x), y: Int32(y))
                            sides[index] = SIMD4(
                                level.node(of: region, x: x - 1, y: y, grid: grid),
                                level.node(of: region, x: x + 1, y: y, grid: grid),
                                level.node(of: region, x: x, y: y - 1, grid: grid),
                                level.node(of: region, x: x, y: y + 1, grid: grid))
                            index += 1
                        }
                    }
                }
            }
        }
        self.places = places
        self.sides = sides
    }

    /// The sum of the coloured neighbours of an unknown; w counts them.
    @inline(__always)
    func sum(around index: Int) -> SIMD4<Float> {
        var sum = SIMD4<Float>.zero
        let sides = sides[index]
        for side in 0..<4 where sides[side] != FillLevel.noNode {
            let color = level.colors[Int(sides[side])]
            if color.w > 0 { sum += color }
        }
        let node = Int(level.unknowns[index])
        for link in level.linkStarts[node]..<level.linkStarts[node + 1] {
            let color = level.colors[Int(level.linkTargets[Int(link)])]
            if color.w > 0 { sum += color }
        }
        return sum
    }

    /// Calls `body` with every neighbour of an unknown.
    @inline(__always)
    func forEach(around index: Int, _ body: (Int) -> Void) {
        let sides = sides[index]
        for side in 0..<4 where sides[side] != FillLevel.noNode { body(Int(sides[side])) }
        let node = Int(level.unknowns[index])
        for link in level.linkStarts[node]..<level.linkStarts[node + 1] { body(Int(level.linkTargets[Int(link)])) }
    }

    private static func lowerBound(_ sorted: [UInt32], _ value: UInt32) -> Int {
        var low = 0
        var high = sorted.count
        while low < high {
            let middle = (low + high) / 2
            if sorted[middle] < value { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
