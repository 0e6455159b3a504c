import Foundation
import MaquetteScene

/// Finds the rooms of a scene and cameras that look around in them.
///
/// A camera stands in a room (see `RoomFinder`) as far back as the clearance from walls and furniture
/// allows and looks level across it; or it stands outside and sees the room with the near wall cut away.
struct RoomViews {
    private let grid: OccupancyGrid
    private let sceneName: String
    /// The rooms, the roomiest first.
    private let rooms: [Room]
    /// Whether there is open space inside, but none that people would call a room.
    private let hasOnlyGaps: Bool

    /// Views a room unless the number is given.
    private static let defaultViewsPerRoom = 4
    /// Directions that are tried around a room.
    private static let directionCount = 16
    /// The least clearance of a camera, in cells.
    private static let smallestClearance = 3.0

    init(_ scene: Scene, bounds: BoundingBox) {
        grid = OccupancyGrid(scene.mesh.triangulated(), bounds: bounds)
        sceneName = scene.name
        let found = RoomFinder.rooms(in: grid)
        let grid = grid
        rooms = found.filter { $0.isRoomy(in: grid) }
        hasOnlyGaps = !found.isEmpty && rooms.isEmpty
    }

    /// The cameras, spread over the rooms in turn; the first views of all rooms come first.
    ///
    /// - Parameter cutaway: looks into each room from outside, through each of its walls and then from above.
    /// - Throws: `SceneError.rigDoesNotFit` when there is no room, or too few directions for `count`.
    func cameras(lens: Lens, count: Int?, cutaway: Bool) throws -> [Camera] {
        guard !rooms.isEmpty else {
            throw failure(
                "'\(sceneName)' has " + (hasOnlyGaps ? "only gaps, no room with walls around it" : "no open space inside")
                    + "; use the rig front or orbit")
        }
        let views = rooms.map { cutaway ? cutawayViews(of: $0, lens: lens) : insideViews(of: $0, lens: lens) }
        var cameras: [Camera] = []
        let limit = count ?? .max
        let rounds = count == nil ? Self.defaultViewsPerRoom : Self.directionCount
        for round in 0..<rounds {
            for views in views where round < views.count {
                if cameras.count == limit { return cameras }
                cameras.append(views[round])
            }
        }
        if let count, cameras.count < count {
            throw failure("'\(sceneName)' has room for \(cameras.count) views inside, not \(count)")
        }
        return cameras
    }

    /// From inside the room, the best first.
    private func insideViews(of room: Room, lens: Lens) -> [Camera] {
        openDirections(at: room.middle).map { camera(in: room.middle, direction: $0, lens: lens) }
    }

    private func cutawayViews(of room: Room, lens: Lens) -> [Camera] {
        let box = room.bounds(in: grid)
        return (Cutaway.sideDirections + [Cutaway.downwards]).map { Cutaway.camera(into: box, along: $0, lens: lens) }
    }

    private func failure(_ problem: String) -> SceneError {
        .rigDoesNotFit(rig: CameraRig.room.rawValue, problem: problem)
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
            let ahead = walk(from: start, along: direction)
            guard ahead.isBlocked else { return nil }
            let reach = ahead.length + walkBack(from: room, against: direction)
            return View(direction: direction, turn: turn, reach: reach)
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
        let ahead = walk(from: middle, along: direction)
        return Camera(
            lens: lens, position: middle - direction * walkBack(from: room, against: direction),
            target: middle + direction * max(ahead.length, grid.cell))
    }

    /// Walks along a direction up to a surface.
    ///
    /// - Returns: the length walked in scene units, and whether a surface ended the walk (or else the
    ///   border of the scene's bounds).
    private func walk(
        from start: SIMD3<Double>, along direction: SIMD3<Double>
    ) -> (length: Double, isBlocked: Bool) {
        let step = grid.cell / 2
        var length = 0.0
        while let index = grid.cellIndex(at: start + direction * (length + step)) {
            if grid.isSolid(index) { return (length, true) }
            length += step
        }
        return (length, false)
    }

    /// How far a camera in the middle of a room can step back, in scene units, without coming too near
    /// to anything or leaving through a door: behind a door there is more clearance than in it.
    private func walkBack(from room: SIMD3<Int>, against direction: SIMD3<Double>) -> Double {
        let start = grid.center(of: room)
        let step = grid.cell / 2
        let doorClearance = RoomFinder.doorPart * grid.clearance(room)
        var least = Double.infinity
        var length = 0.0
        while let index = grid.cellIndex(at: start - direction * (length + step)) {
            let clearance = grid.clearance(index)
            least = min(least, clearance)
            if clearance < Self.smallestClearance || (least < doorClearance && clearance > least + 1) { break }
            length += step
        }
        return length
    }
}
