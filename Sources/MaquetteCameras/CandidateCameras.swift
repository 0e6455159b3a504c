import Foundation
import MaquetteScene

/// The cameras that `CameraPlan` chooses from, so many that what none of them sees can hardly be seen at all.
///
/// Around the scene: whole views on rings from below to straight above, and close-ups of its eighths. In every room:
/// places spread over it, looking around, up and down; on request also each room from outside with a wall cut away.
/// What people would take first comes first: of cameras that see as much, the first is chosen.
struct CandidateCameras {
    private(set) var cameras: [Camera] = []
    /// The room whose inside each camera shows, or nil.
    private(set) var rooms: [Int?] = []
    /// Where they may stand.
    let space: CameraSpace

    private let scene: Scene
    private let bounds: BoundingBox
    private let grid: OccupancyGrid
    private let outside: Lens
    private let inside: Lens

    private static let ringCount = 24
    private static let elevations = [0, 30, 60, -30].map { Double($0) * Double.pi / 180 }
    private static let placesPerRoom = 8
    private static let turnCount = 8
    private static let pitches = [0, -30, 30].map { Double($0) * Double.pi / 180 }
    /// The least clearance of a camera inside, as a part of its room's.
    private static let smallestPart = 0.3

    /// - Parameters:
    ///   - outside: the lens of cameras that look at the scene.
    ///   - inside: the lens of cameras in rooms.
    init(_ scene: Scene, bounds: BoundingBox, outside: Lens, inside: Lens, cutaway: Bool) {
        self.scene = scene
        self.bounds = bounds
        self.outside = outside
        self.inside = inside
        grid = OccupancyGrid(scene.mesh.triangulated(), bounds: bounds)
        space = CameraSpace(bounds: bounds, grid: grid)
        let found = RoomFinder.rooms(in: grid)
        if let front = try? CameraRig.front.cameras(for: scene, lens: outside) { cameras += front }
        addRings()
        endGroup(room: nil)
        for (number, room) in found.enumerated() {
            if cutaway { addCutaways(of: room) }
            addViews(in: room)
            endGroup(room: number)
        }
        addCloseUps()
        endGroup(room: nil)
    }

    /// The cameras added since the last call belong to a room, or to none.
    private mutating func endGroup(room: Int?) {
        rooms += [Int?](repeating: room, count: cameras.count - rooms.count)
    }

    private mutating func addRings() {
        let orbit = Orbit(of: scene, bounds: bounds)
        for elevation in Self.elevations {
            for turn in 0..<Self.ringCount {
                let azimuth = 2 * Double.pi * Double(turn) / Double(Self.ringCount)
                cameras.append(orbit.camera(azimuth: azimuth, elevation: elevation, outside, nil))
            }
        }
        let poles: [Double] = orbit.isOpenBelow ? [1, -1] : [1]
        for side in poles {
            var camera = Framing(
                scene.mesh.facePositions, center: bounds.center, direction: SIMD3(0, -side, 0), lens: outside
            ).camera(lens: outside, distance: nil)
            camera.up = SIMD3(0, 0, -1)
            cameras.append(camera)
        }
    }

    private mutating func addCutaways(of room: Room) {
        let box = room.bounds(in: grid)
        for direction in Cutaway.sideDirections + [Cutaway.downwards] {
            cameras.append(Cutaway.camera(into: box, along: direction, lens: outside))
        }
    }

    private mutating func addViews(in room: Room) {
        let clearance = max(CameraSpace.smallestClearance, Self.smallestPart * grid.clearance(room.middle))
        for place in room.spreadPlaces(Self.placesPerRoom, clearance: clearance, in: grid) {
            let position = grid.center(of: place)
            let reach = space.reach(position) ?? grid.cell
            for pitch in Self.pitches {
                for turn in 0..<Self.turnCount {
                    let azimuth = 2 * Double.pi * Double(turn) / Double(Self.turnCount)
                    let direction = CameraRig.view(azimuth: azimuth, elevation: -pitch)
                    cameras.append(Camera(lens: inside, position: position, target: position + reach * direction))
                }
            }
        }
    }

    private mutating func addCloseUps() {
        let middle = bounds.center
        for eighth in 0..<8 {
            var box = bounds
            for axis in 0..<3 {
                if eighth >> axis & 1 == 0 { box.upper[axis] = middle[axis] } else { box.lower[axis] = middle[axis] }
            }
            for elevation in Self.elevations.prefix(2) {
                for turn in 0..<Self.turnCount {
                    let direction = CameraRig.view(
                        azimuth: 2 * Double.pi * Double(turn) / Double(Self.turnCount), elevation: elevation)
                    let camera = Framing(box.corners, center: box.center, direction: direction, lens: outside)
                        .camera(lens: outside, distance: nil)
                    if !bounds.contains(camera.position) { cameras.append(camera) }
                }
            }
        }
    }
}
