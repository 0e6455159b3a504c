import Foundation

/// Finds the rooms of a scene and cameras that look around in them.
///
/// A place is inside when surfaces close it off along the axes: floor, ceiling and at least three
/// walls where there is such a place, fewer where there is none (a room without a ceiling). The place
/// with the most clearance is the first room; what can be seen from it belongs to the same room, and the
/// search goes on with the rest. A camera stands in the room as far back as the clearance from walls and
/// furniture allows and looks level across it.
struct RoomViews {
    private let grid: OccupancyGrid
    private let sceneName: String
    /// The middles of the rooms, the roomiest first.
    private let rooms: [SIMD3<Int>]

    /// At most this many rooms are looked for.
    private static let largestRoomCount = 16
    /// Views a room unless the number is given.
    private static let defaultViewsPerRoom = 4
    /// Directions that are tried around a room.
    private static let directionCount = 16
    /// The least clearance of a room's middle and of a camera, in cells.
    private static let smallestClearance = 3.0

    init(_ scene: Scene, bounds: BoundingBox) {
        grid = OccupancyGrid(scene.mesh.triangulated(), bounds: bounds)
        sceneName = scene.name
        rooms = Self.findRooms(in: grid)
    }

    /// The cameras, spread over the rooms in turn; the first views of all rooms come first.
    ///
    /// - Throws: `SceneError.rigDoesNotFit` when there is no room, or too few directions for `count`.
    func cameras(lens: Lens, count: Int?) throws -> [Camera] {
        guard !rooms.isEmpty else {
            throw failure("'\(sceneName)' has no open space inside; use the rig front or orbit")
        }
        let directions = rooms.map { openDirections(at: $0) }
        var cameras: [Camera] = []
        let limit = count ?? .max
        let rounds = count == nil ? Self.defaultViewsPerRoom : Self.directionCount
        for round in 0..<rounds {
            for (room, directions) in zip(rooms, directions) where round < directions.count {
                if cameras.count == limit { return cameras }
                cameras.append(camera(in: room, direction: directions[round], lens: lens))
            }
        }
        if let count, cameras.count < count {
            throw failure("'\(sceneName)' has room for \(cameras.count) views inside, not \(count)")
        }
        return cameras
    }

    private func failure(_ problem: String) -> SceneError {
        .rigDoesNotFit(rig: CameraRig.room.rawValue, problem: problem)
    }

    // MARK: Rooms

    private struct Candidate {
        var index: SIMD3<Int>
        var clearance: Double
        /// How far the place is from the middle between opposite walls, in cells.
        var imbalance: Int
    }

    private static func findRooms(in grid: OccupancyGrid) -> [SIMD3<Int>] {
        for (walls, covers) in [(3, 2), (3, 1), (2, 1)] {
            let candidates = candidates(in: grid, walls: walls, covers: covers)
            guard let best = candidates.first else { continue }
            var rooms: [SIMD3<Int>] = []
            for candidate in candidates where candidate.clearance >= best.clearance / 4 {
                if rooms.count == largestRoomCount { break }
                if rooms.allSatisfy({ !grid.isOpen(from: $0, to: candidate.index) }) {
                    rooms.append(candidate.index)
                }
            }
            return rooms
        }
        return []
    }

    /// The places inside, the roomiest first.
    ///
    /// - Parameters:
    ///   - walls: how many of the four directions to the sides must be blocked.
    ///   - covers: how many of up and down must be blocked.
    private static func candidates(in grid: OccupancyGrid, walls: Int, covers: Int) -> [Candidate] {
        var candidates: [Candidate] = []
        for z in 0..<grid.size.z {
            for y in 0..<grid.size.y {
                for x in 0..<grid.size.x {
                    let index = SIMD3(x, y, z)
                    let clearance = grid.clearance(index)
                    guard clearance >= smallestClearance else { continue }
                    let runs = (0..<3).map { axis in
                        (
                            grid.run(from: index, axis: axis, step: -1),
                            grid.run(from: index, axis: axis, step: 1)
                        )
                    }
                    let blocked = runs.map { ($0.0.isBlocked ? 1 : 0) + ($0.1.isBlocked ? 1 : 0) }
                    guard blocked[1] >= covers, blocked[0] + blocked[2] >= walls else { continue }
                    let imbalance = runs.reduce(0) { $0 + abs($1.0.length - $1.1.length) }
                    candidates.append(Candidate(index: index, clearance: clearance, imbalance: imbalance))
                }
            }
        }
        return candidates.sorted {
            ($1.clearance, $0.imbalance, grid.offset($0.index)) < ($0.clearance, $1.imbalance, grid.offset($1.index))
        }
    }

    // MARK: Views

    private struct View {
        var direction: SIMD3<Double>
        /// Index among the directions around the room.
        var turn: Int
        /// How far the eye reaches from one end of the room to the other, in scene units.
        var reach: Double
    }

    /// The directions in which there is something to see, the best first and then those that are
    /// furthest from the ones before.
    private func openDirections(at room: SIMD3<Int>) -> [SIMD3<Double>] {
        let start = grid.center(of: room)
        var rest: [View] = (0..<Self.directionCount).compactMap { turn in
            let angle = 2 * Double.pi * Double(turn) / Double(Self.directionCount)
            let direction = SIMD3(-sin(angle), 0, -cos(angle))
            let ahead = walk(from: start, along: direction, clearance: 0)
            guard ahead.isBlocked else { return nil }
            let behind = walk(from: start, along: -direction, clearance: Self.smallestClearance)
            return View(direction: direction, turn: turn, reach: ahead.length + behind.length)
        }
        var chosen: [View] = []
        while !rest.isEmpty {
            func separation(_ view: View) -> Int {
                chosen.map { other in
                    let turns = abs(view.turn - other.turn)
                    return min(turns, Self.directionCount - turns)
                }.min() ?? 0
            }
            // Views along the walls before diagonal ones, then those that see furthest.
            func rank(_ index: Int) -> (Int, Int, Double, Int) {
                let view = rest[index]
                return (separation(view), view.turn % 4 == 0 ? 1 : 0, view.reach, -view.turn)
            }
            let best = rest.indices.max { rank($0) < rank($1) } ?? 0
            chosen.append(rest.remove(at: best))
        }
        return chosen.map(\.direction)
    }

    private func camera(in room: SIMD3<Int>, direction: SIMD3<Double>, lens: Lens) -> Camera {
        let middle = grid.center(of: room)
        let behind = walk(from: middle, along: -direction, clearance: Self.smallestClearance)
        let ahead = walk(from: middle, along: direction, clearance: 0)
        return Camera(
            lens: lens, position: middle - direction * behind.length,
            target: middle + direction * max(ahead.length, grid.cell))
    }

    /// Walks along a direction while the clearance, in cells, stays above a limit.
    ///
    /// - Returns: the length walked in scene units, and whether a surface ended the walk (or else the
    ///   border of the scene's bounds).
    private func walk(
        from start: SIMD3<Double>, along direction: SIMD3<Double>, clearance: Double
    ) -> (length: Double, isBlocked: Bool) {
        let step = grid.cell / 2
        var length = 0.0
        while true {
            guard let index = grid.cellIndex(at: start + direction * (length + step)) else { return (length, false) }
            if grid.clearance(index) <= clearance { return (length, true) }
            length += step
        }
    }
}
