import MaquetteScene

/// A scene of quads, given by their corners, as many objects as there are lists.
func scene(_ objects: [[[SIMD3<Double>]]]) -> Scene {
    var mesh = PolygonMesh()
    for (object, quads) in objects.enumerated() {
        for quad in quads {
            let first = UInt32(mesh.positions.count)
            mesh.positions += quad
            mesh.appendFace(
                quad.indices.map { PolygonMesh.Corner(position: first + UInt32($0)) },
                attributes: .init(object: UInt32(object), material: 0))
        }
    }
    return Scene(
        name: "test", mesh: mesh, objects: objects.indices.map { "object \($0)" }, materials: [Material(name: "m")])
}

/// The six sides of a box, wound outwards; `turned` winds them inwards.
func solidBox(_ low: SIMD3<Double>, _ high: SIMD3<Double>, turned: Bool = false) -> [[SIMD3<Double>]] {
    func p(_ x: Int, _ y: Int, _ z: Int) -> SIMD3<Double> {
        SIMD3(x == 0 ? low.x : high.x, y == 0 ? low.y : high.y, z == 0 ? low.z : high.z)
    }
    let quads = [
        [p(0, 0, 0), p(0, 1, 0), p(1, 1, 0), p(1, 0, 0)], [p(0, 0, 0), p(0, 0, 1), p(0, 1, 1), p(0, 1, 0)],
        [p(1, 0, 0), p(1, 1, 0), p(1, 1, 1), p(1, 0, 1)], [p(0, 0, 0), p(1, 0, 0), p(1, 0, 1), p(0, 0, 1)],
        [p(0, 1, 0), p(0, 1, 1), p(1, 1, 1), p(1, 1, 0)], [p(0, 0, 1), p(1, 0, 1), p(1, 1, 1), p(0, 1, 1)],
    ]
    return turned ? quads.map { $0.reversed() } : quads
}

/// A closed room with walls 0.2 thick and some furniture standing on its floor.
func furnishedRoom(furniture: Int) -> Scene {
    let walls =
        solidBox(SIMD3(0, 0, 0), SIMD3(5, 2.5, 4), turned: true)
        + solidBox(SIMD3(-0.2, -0.2, -0.2), SIMD3(5.2, 2.7, 4.2))
    let things = (0..<furniture).map { index in
        let corner = SIMD3(0.7 + 1.3 * Double(index % 3), 0, 0.6 + 1.6 * Double(index / 3))
        return solidBox(corner, corner + SIMD3(0.5, 0.6, 0.5))
    }
    return scene([walls] + things)
}
