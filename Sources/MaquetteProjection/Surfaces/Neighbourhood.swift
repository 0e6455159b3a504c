import MaquetteImaging

/// The neighbours of some nodes of a level: up to four in the chart, and links across its borders.
struct Neighbourhood: Sendable {
    let level: FillLevel
    let members: [PlacedNode]
    private let sides: FlatBuffer<SIMD4<UInt32>>

    /// - Parameter members: the nodes whose neighbours are asked for, by their index in this list.
    init(_ level: FillLevel, of members: [PlacedNode], loop: ParallelLoop) {
        self.level = level
        self.members = members
        let sides = FlatBuffer<SIMD4<UInt32>>(uninitializedCount: members.count)
        loop.forEachRange(members.count, grain: 4096) { _, range in
            for index in range {
                let member = members[index]
                let grid = level.grids[Int(member.page)]
                let region = level.regions[Int(member.node)]
                let (x, y) = (Int(member.x), Int(member.y))
                sides[index] = SIMD4(
                    level.node(of: region, x: x - 1, y: y, grid: grid),
                    level.node(of: region, x: x + 1, y: y, grid: grid),
                    level.node(of: region, x: x, y: y - 1, grid: grid),
                    level.node(of: region, x: x, y: y + 1, grid: grid))
            }
        }
        self.sides = sides
    }

    /// The mean of the coloured neighbours of a member, or nil if there are none; w is of no meaning.
    @inline(__always)
    func mean(around index: Int) -> SIMD4<Float>? {
        var sum = SIMD4<Float>.zero
        var count: Float = 0
        forEach(around: index) { neighbour in
            let color = level.colors[neighbour]
            if color.w > 0 {
                sum += color
                count += 1
            }
        }
        return count > 0 ? sum / count : nil
    }

    /// The sum of the values of a member's neighbours in its chart; w counts them, and is 0 in `values`.
    @inline(__always)
    func sumOfSides(_ index: Int, of values: FlatBuffer<SIMD4<Float>>) -> SIMD4<Float> {
        var sum = SIMD4<Float>.zero
        let sides = sides[index]
        for side in 0..<4 where sides[side] != FillLevel.noNode {
            sum += values[Int(sides[side])]
            sum.w += 1
        }
        return sum
    }

    /// Calls `body` with every neighbour of a member.
    @inline(__always)
    func forEach(around index: Int, _ body: (Int) -> Void) {
        let sides = sides[index]
        for side in 0..<4 where sides[side] != FillLevel.noNode { body(Int(sides[side])) }
        let node = Int(members[index].node)
        guard level.isLinked(node) else { return }
        for link in level.linkStarts[node]..<level.linkStarts[node + 1] { body(Int(level.linkTargets[Int(link)])) }
    }
}
