import MaquetteScene

/// Cameras that look into a room from outside, the wall before them cut away.
///
/// The camera looks straight at one side of the room's box and frames the whole box; its near plane is that side.
enum Cutaway {
    /// The four sides from the front (+z) on, counter-clockwise as seen from above, then from above.
    static let sideDirections: [SIMD3<Double>] = [SIMD3(0, 0, -1), SIMD3(-1, 0, 0), SIMD3(0, 0, 1), SIMD3(1, 0, 0)]
    static let downwards = SIMD3<Double>(0, -1, 0)

    /// - Parameters:
    ///   - box: the open space of the room.
    ///   - direction: the view direction, along an axis.
    static func camera(into box: BoundingBox, along direction: SIMD3<Double>, lens: Lens) -> Camera {
        let corners = box.corners
        var camera = Framing(corners, center: box.center, direction: direction, lens: lens)
            .camera(lens: lens, distance: nil)
        if direction == downwards { camera.up = SIMD3(0, 0, -1) }
        camera.near = corners.map { dot($0 - camera.position, direction) }.min() ?? 0
        return camera
    }
}

extension BoundingBox {
    /// The eight corners.
    var corners: [SIMD3<Double>] {
        (0..<8).map { corner in
            SIMD3(
                corner & 1 == 0 ? lower.x : upper.x, corner & 2 == 0 ? lower.y : upper.y,
                corner & 4 == 0 ? lower.z : upper.z)
        }
    }
}
