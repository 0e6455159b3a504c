import MaquetteScene

/// Finds rooms as the roomy parts of the inside that only narrow passages join.
///
/// A place is inside when surfaces close it off along the axes: floor, ceiling and at least three
/// walls where there is such a place, fewer where there is none (a room without a ceiling). The places are
/// taken by falling clearance and grow together with their neighbours. Where two parts meet at a place
/// with much less clearance than the smaller one has, they meet in a door and are two rooms;
/// otherwise they are one room, with furniture in between.
struct RoomFinder {
    /// At most this many rooms are found.
    private static let largestRoomCount = 16
    /// The least clearance of a room's middle, in cells and as a part of the largest room's.
    private static let smallestClearance = 3.0
    private static let smallestPart = 0.4
    /// A passage narrower than this part of a room's clearance is a door.
    static let doorPart = 0.5

    private struct Place {
        var index: SIMD3<Int>
        var clearance: Double
        /// How far the place is from the middle between opposite walls, in cells.
        var imbalance: Int
        /// Enclosed enough for a room's middle; other places only join parts of a room.
        var isEnclosed: Bool
    }

    /// How far it is from each cell to what blocks it on both sides along one axis: see `OccupancyGrid.runs`.
    private struct Runs {
        var before: [Int16]
        var after: [Int16]
    }

    private let grid: OccupancyGrid
    /// By falling clearance.
    private let places: [Place]
    /// For each place one that it belongs to; the middle of a part belongs to itself.
    private var owners: [Int]

    /// The rooms, the roomiest first.
    static func rooms(in grid: OccupancyGrid) -> [Room] {
        let runs = (0..<3).map { Runs(before: grid.runs(axis: $0, step: -1), after: grid.runs(axis: $0, step: 1)) }
        for (walls, covers) in [(3, 2), (3, 1), (2, 1)] {
            var finder = RoomFinder(grid, runs: runs, walls: walls, covers: covers)
            let middles = finder.middles()
            if !middles.isEmpty { return finder.rooms(around: middles) }
        }
        return []
    }

    /// - Parameters:
    ///   - walls: how many of the four directions to the sides must be blocked.
    ///   - covers: how many of up and down must be blocked.
    private init(_ grid: OccupancyGrid, runs: [Runs], walls: Int, covers: Int) {
        var places: [Place] = []
        for z in 0..<grid.size.z {
            for y in 0..<grid.size.y {
                for x in 0..<grid.size.x {
                    let index = SIMD3(x, y, z)
                    let clearance = grid.clearance(index)
                    guard clearance >= 1 else { continue }
                    let place = Self.place(index, clearance, grid, runs: runs, walls: walls, covers: covers)
                    if let place { places.append(place) }
                }
            }
        }
        self.grid = grid
        self.places = places.sorted {
            ($1.clearance, $0.imbalance, grid.offset($0.index)) < ($0.clearance, $1.imbalance, grid.offset($1.index))
        }
        owners = Array(places.indices)
    }

    private static func place(
        _ index: SIMD3<Int>, _ clearance: Double, _ grid: OccupancyGrid, runs: [Runs], walls: Int, covers: Int
    ) -> Place? {
        let cell = grid.offset(index)
        var blocked = SIMD3(0, 0, 0)
        var imbalance = 0
        for axis in 0..<3 {
            let (before, after) = (runs[axis].before[cell], runs[axis].after[cell])
            blocked[axis] = (before > 0 ? 1 : 0) + (after > 0 ? 1 : 0)
            imbalance += abs(Int(before.magnitude) - Int(after.magnitude))
        }
        let wallCount = blocked.x + blocked.z
        // A window leaves a strip through the room where a wall less is seen.
        guard blocked.y >= covers, wallCount >= walls - 1 else { return nil }
        return Place(index: index, clearance: clearance, imbalance: imbalance, isEnclosed: wallCount >= walls)
    }

    /// The middles of the rooms, as places.
    private mutating func middles() -> [Int] {
        var isRoom = [Bool](repeating: false, count: places.count)
        // The best enclosed place of the part around each middle.
        var middles: [Int?] = places.indices.map { places[$0].isEnclosed ? $0 : nil }
        forEachMeeting { finder, current, other in
            let (a, b) = (finder.owner(of: current), finder.owner(of: other))
            guard a != b else { return }
            // Places come by falling clearance: the lower number is the roomier part.
            let (larger, smaller) = (min(a, b), max(a, b))
            let isDoor = finder.places[current].clearance < Self.doorPart * finder.places[smaller].clearance
            isRoom[smaller] = isDoor && middles[smaller] != nil
            finder.owners[smaller] = larger
            if !isDoor { middles[larger] = [middles[larger], middles[smaller]].compactMap { $0 }.min() }
        }
        for place in places.indices where owners[place] == place { isRoom[place] = middles[place] != nil }
        let found = places.indices.filter { isRoom[$0] }.compactMap { middles[$0] }.sorted()
        guard let first = found.first else { return [] }
        let least = max(Self.smallestClearance, Self.smallestPart * places[first].clearance)
        return found.filter { places[$0].clearance >= least }.prefix(Self.largestRoomCount).map { $0 }
    }

    /// Lets the rooms grow from their middles, over places of ever less clearance, until they meet.
    private mutating func rooms(around middles: [Int]) -> [Room] {
        owners = Array(places.indices)
        var roomOfPart = [Int?](repeating: nil, count: places.count)
        for (room, middle) in middles.enumerated() { roomOfPart[middle] = room }
        forEachMeeting { finder, current, other in
            let (a, b) = (finder.owner(of: current), finder.owner(of: other))
            guard a != b, roomOfPart[a] == nil || roomOfPart[b] == nil else { return }
            finder.owners[max(a, b)] = min(a, b)
            roomOfPart[min(a, b)] = roomOfPart[a] ?? roomOfPart[b]
        }
        var rooms = middles.map { Room(middle: places[$0].index) }
        for place in places.indices {
            if let room = roomOfPart[owner(of: place)] { rooms[room].cells.append(places[place].index) }
        }
        return rooms
    }

    /// Calls the body for every pair of neighbouring places, by falling clearance of the second to come.
    private mutating func forEachMeeting(_ body: (inout RoomFinder, _ current: Int, _ earlier: Int) -> Void) {
        var placeAtCell = [Int32](repeating: -1, count: grid.size.x * grid.size.y * grid.size.z)
        for current in places.indices {
            placeAtCell[grid.offset(places[current].index)] = Int32(current)
            for axis in 0..<3 {
                for step in [-1, 1] {
                    var neighbour = places[current].index
                    neighbour[axis] += step
                    guard neighbour[axis] >= 0, neighbour[axis] < grid.size[axis] else { continue }
                    let other = Int(placeAtCell[grid.offset(neighbour)])
                    if other >= 0 { body(&self, current, other) }
                }
            }
        }
    }

    /// The middle of the part that a place belongs to, with the way there shortened.
    private mutating func owner(of place: Int) -> Int {
        var place = place
        while owners[place] != place {
            owners[place] = owners[owners[place]]
            place = owners[place]
        }
        return place
    }
}
