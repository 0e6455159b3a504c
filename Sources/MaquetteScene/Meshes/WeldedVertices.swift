/// Positions that lie on one spot, counted as one vertex.
///
/// Files often repeat a position for every face. What counts as one spot depends on what a wrong answer costs, so
/// there are two rules: `init(_:extent:)` forgives rounding, `init(exactly:)` forgives nothing.
package struct WeldedVertices: Sendable {
    /// The vertex of each position, numbered in the order of their first positions.
    package let vertexOfPosition: [UInt32]
    /// The position that stands for each vertex: the first of those that lie there.
    package let positionOfVertex: [UInt32]

    /// The cell size as a part of the scene's extent: a few steps of a Float32.
    private static let relativeCell = 2.7e-7

    /// Counts positions whose coordinates fall into the same cell of a grid much finer than any detail as one.
    ///
    /// For unwrapping: a crack that rounding has left in a face's border would cut a chart there, and show as a seam. A
    /// vertex that is moved by the width of a crack costs nothing, and of faces brought together only those of one object
    /// with one winding continue each other.
    ///
    /// - Parameter extent: the diagonal of the scene's bounds.
    package init(_ positions: [SIMD3<Double>], extent: Double) {
        let cell = max(extent * Self.relativeCell, .leastNormalMagnitude)
        self.init(keys: positions.map { ($0 / cell).rounded(.toNearestOrEven) })
    }

    /// Counts only equal positions as one.
    ///
    /// For painting: there faces of different objects continue each other too, whichever way they are wound, so that what
    /// the file sets a hair's breadth apart must stay apart, as it does in the pictures, whose visibility is exact. A crack
    /// costs little: texels are neighbours in their chart whether their faces meet or not.
    package init(exactly positions: [SIMD3<Double>]) {
        self.init(keys: positions)
    }

    /// - Parameter keys: of each position; equal ones make one vertex.
    private init(keys: [SIMD3<Double>]) {
        var capacity = 16
        while capacity < keys.count * 2 { capacity *= 2 }
        // The first position of each vertex, by the hash of its key.
        var table = [UInt32](repeating: .max, count: capacity)
        var vertexOfPosition = [UInt32](repeating: 0, count: keys.count)
        var positionOfVertex: [UInt32] = []
        positionOfVertex.reserveCapacity(keys.count)
        for (position, key) in keys.enumerated() {
            var slot = Self.hash(key) & (capacity - 1)
            while table[slot] != .max, keys[Int(table[slot])] != key {
                slot = (slot + 1) & (capacity - 1)
            }
            if table[slot] == .max {
                table[slot] = UInt32(position)
                vertexOfPosition[position] = UInt32(positionOfVertex.count)
                positionOfVertex.append(UInt32(position))
            } else {
                vertexOfPosition[position] = vertexOfPosition[Int(table[slot])]
            }
        }
        self.vertexOfPosition = vertexOfPosition
        self.positionOfVertex = positionOfVertex
    }

    private static func hash(_ key: SIMD3<Double>) -> Int {
        // Adding zero turns -0 into +0: they are equal, so they must have the same bits.
        let key = key + SIMD3(repeating: 0)
        var value = key.x.bitPattern &* 0x9E37_79B9_7F4A_7C15
        value = (value ^ (value >> 32)) &+ key.y.bitPattern &* 0xC2B2_AE3D_27D4_EB4F
        value = (value ^ (value >> 29)) &* 0x9E37_79B9_7F4A_7C15
        value = (value ^ (value >> 32)) &+ key.z.bitPattern &* 0x1656_67B1_9E37_79F9
        value = (value ^ (value >> 29)) &* 0xBF58_476D_1CE4_E5B9
        return Int(truncatingIfNeeded: (value ^ (value >> 32)) & 0x7FFF_FFFF_FFFF_FFFF)
    }
}
