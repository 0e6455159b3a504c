import MaquetteScene

/// A room of a scene: open space with walls around it, in cells of an `OccupancyGrid`.
struct Room {
    /// The place with the most clearance.
    let middle: SIMD3<Int>
    /// The open cells of the room.
    var cells: [SIMD3<Int>] = []

    /// Slices with less open space than this part of the fullest belong to windows and niches.
    private static let leastFill = 0.3

    /// The least open space, as a multiple of the largest ball that fits in. A box has twice that and more, a round room as
    /// much; between the legs and slats of furniture a ball reaches far beyond what is enclosed.
    private static let leastRoominess = 0.8

    /// Whether the space is a room rather than a gap.
    func isRoomy(in grid: OccupancyGrid) -> Bool {
        let radius = grid.clearance(middle)
        return Double(cells.count) >= Self.leastRoominess * 4 / 3 * Double.pi * radius * radius * radius
    }

    /// The box around the room's open space, in world space, without windows and niches.
    func bounds(in grid: OccupancyGrid) -> BoundingBox {
        var lower = middle, upper = middle
        for axis in 0..<3 {
            var counts = [Int](repeating: 0, count: grid.size[axis])
            for cell in cells { counts[cell[axis]] += 1 }
            let least = Int(Self.leastFill * Double(counts.max() ?? 0))
            while lower[axis] > 0, counts[lower[axis] - 1] > least { lower[axis] -= 1 }
            while upper[axis] + 1 < counts.count, counts[upper[axis] + 1] > least { upper[axis] += 1 }
        }
        let half = SIMD3(repeating: grid.cell / 2)
        return BoundingBox(lower: grid.center(of: lower) - half, upper: grid.center(of: upper) + half)
    }

    /// Places spread over the room: its middle, then those that are farthest from the ones before.
    ///
    /// - Parameters:
    ///   - count: how many at most.
    ///   - clearance: the least distance from everything, in cells.
    func spreadPlaces(_ count: Int, clearance: Double, in grid: OccupancyGrid) -> [SIMD3<Int>] {
        var chosen = [middle]
        let candidates = cells.filter { grid.clearance($0) >= clearance }
        var distances = candidates.map { Self.squaredDistance($0, middle) }
        while chosen.count < count {
            guard let farthest = distances.indices.max(by: { distances[$0] < distances[$1] }),
                distances[farthest] > Int(clearance * clearance)
            else { break }
            let place = candidates[farthest]
            chosen.append(place)
            for index in candidates.indices {
                distances[index] = min(distances[index], Self.squaredDistance(candidates[index], place))
            }
        }
        return chosen
    }

    private static func squaredDistance(_ a: SIMD3<Int>, _ b: SIMD3<Int>) -> Int {
        let d = a &- b
        return (d &* d).wrappedSum()
    }
}
