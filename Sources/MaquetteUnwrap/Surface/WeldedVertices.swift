import MaquetteScene

/// Positions that lie on one spot, counted as one vertex.
///
/// Files often repeat a position for every face. Positions whose coordinates fall into the same cell of a
/// grid much finer than any detail are the same vertex; the first of them stands for all.
struct WeldedVertices: Sendable {
    /// The vertex of each position.
    let vertexOfPosition: [UInt32]
    /// The position of each vertex.
    let positions: [SIMD3<Double>]

    /// The cell size as a part of the scene's extent: a few steps of a Float32.
    static let relativeCell = 2.7e-7

    init(_ source: [SIMD3<Double>], extent: Double) {
        let cell = max(extent * Self.relativeCell, .leastNormalMagnitude)
        var capacity = 16
        while capacity < source.count * 2 { capacity *= 2 }
        var table = [UInt32](repeating: .max, count: capacity)
        var cells: [SIMD3<Double>] = []
        var vertexOfPosition = [UInt32](repeating: 0, count: source.count)
        var positions: [SIMD3<Double>] = []
        positions.reserveCapacity(source.count)
        cells.reserveCapacity(source.count)
        for (index, position) in source.enumerated() {
            // Adding zero turns -0 into +0, so that both have the same bits.
            let key = (position / cell).rounded(.toNearestOrEven) + SIMD3(repeating: 0)
            var slot = Self.hash(key) & (capacity - 1)
            while table[slot] != .max, cells[Int(table[slot])] != key {
                slot = (slot + 1) & (capacity - 1)
            }
            if table[slot] == .max {
                table[slot] = UInt32(positions.count)
                positions.append(position)
                cells.append(key)
            }
            vertexOfPosition[index] = table[slot]
        }
        self.vertexOfPosition = vertexOfPosition
        self.positions = positions
    }

    private static func hash(_ key: SIMD3<Double>) -> Int {
        var value = key.x.bitPattern &* 0x9E37_79B9_7F4A_7C15
        value = (value ^ (value >> 32)) &+ key.y.bitPattern &* 0xC2B2_AE3D_27D4_EB4F
        value = (value ^ (value >> 29)) &* 0x9E37_79B9_7F4A_7C15
        value = (value ^ (value >> 32)) &+ key.z.bitPattern &* 0x1656_67B1_9E37_79F9
        value = (value ^ (value >> 29)) &* 0xBF58_476D_1CE4_E5B9
        return Int(truncatingIfNeeded: (value ^ (value >> 32)) & 0x7FFF_FFFF_FFFF_FFFF)
    }
}
