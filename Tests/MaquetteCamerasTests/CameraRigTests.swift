import Foundation
import MaquetteCameras
import MaquetteScene
import MaquetteTestSupport
import Testing

/// A scene of axis-aligned quads.
private func scene(_ quads: [[SIMD3<Double>]], cameras: [SceneCamera] = []) -> Scene {
    var mesh = PolygonMesh()
    for quad in quads {
        let first = UInt32(mesh.positions.count)
        mesh.positions += quad
        mesh.appendFace(
            quad.indices.map { PolygonMesh.Corner(position: first + UInt32($0)) },
            attributes: .init(object: 0, material: 0))
    }
    return Scene(name: "test", mesh: mesh, objects: ["test"], materials: [Material(name: "m")], cameras: cameras)
}

/// The walls of a box; `open` leaves out the side at +z.
private func box(_ low: SIMD3<Double>, _ high: SIMD3<Double>, open: Bool = false) -> [[SIMD3<Double>]] {
    func p(_ x: Int, _ y: Int, _ z: Int) -> SIMD3<Double> {
        SIMD3(x == 0 ? low.x : high.x, y == 0 ? low.y : high.y, z == 0 ? low.z : high.z)
    }
    var quads = [
        [p(0, 0, 0), p(0, 1, 0), p(1, 1, 0), p(1, 0, 0)], [p(0, 0, 0), p(0, 0, 1), p(0, 1, 1), p(0, 1, 0)],
        [p(1, 0, 0), p(1, 1, 0), p(1, 1, 1), p(1, 0, 1)], [p(0, 0, 0), p(1, 0, 0), p(1, 0, 1), p(0, 0, 1)],
        [p(0, 1, 0), p(0, 1, 1), p(1, 1, 1), p(1, 1, 0)],
    ]
    if !open { quads.append([p(0, 0, 1), p(1, 0, 1), p(1, 1, 1), p(0, 1, 1)]) }
    return quads
}

private func randomScene(seed: UInt64) -> Scene {
    var generator = SeededGenerator(seed: seed)
    let scale = pow(10, Double.random(in: -3...4, using: &generator))
    let shape = SIMD3(
        Double.random(in: 0.1...1, using: &generator), Double.random(in: 0.1...1, using: &generator),
        Double.random(in: 0.1...1, using: &generator))
    let offset = SIMD3(1.0, -2, 3) * scale
    return scene(
        (0..<20).map { _ in
            (0..<3).map { _ in
                offset + shape * scale
                    * SIMD3(
                        .random(in: -1...1, using: &generator), .random(in: -1...1, using: &generator),
                        .random(in: -1...1, using: &generator))
            }
        })
}

@Suite struct CameraRigTests {
    /// The subject's extent in the picture as fractions of its half width and height.
    private func extent(_ scene: Scene, _ camera: Camera) throws -> (low: SIMD2<Double>, high: SIMD2<Double>) {
        let half = SIMD2(Double(camera.size.x), Double(camera.size.y)) / 2
        var low = SIMD2<Double>(repeating: .infinity)
        var high = -low
        for point in scene.mesh.positions {
            let pixel = try #require(camera.projection.pixel(of: point))
            low = pointwiseMin(low, (pixel - half) / half)
            high = pointwiseMax(high, (pixel - half) / half)
        }
        return (low, high)
    }

    @Test(arguments: 0..<40) func theSceneFillsThePictureExactly(_ run: UInt64) throws {
        let seed = 0xCA3E_0000 &+ run
        let scene = randomScene(seed: seed)
        var generator = SeededGenerator(seed: seed &+ 1)
        let lens = Lens(
            focalLength: .random(in: 8...300, using: &generator),
            size: SIMD2(.random(in: 100...900, using: &generator), .random(in: 100...900, using: &generator)))
        let cameras =
            try CameraRig.front.cameras(for: scene, lens: lens) + CameraRig.orbit.cameras(for: scene, lens: lens)
        #expect(cameras.count == 9)
        var exact = 0
        for camera in cameras {
            try camera.validate()
            let (low, high) = try extent(scene, camera)
            // A tip that nearly touches the lens keeps the camera from coming closer.
            let depths = scene.mesh.positions.map { camera.projection.depth(of: $0) }
            if let nearest = depths.min(), let farthest = depths.max(), nearest < 0.03 * farthest { continue }
            // The tighter axis touches the margin on both sides; the other one stays inside.
            let reach = pointwiseMax(-low, high)
            #expect(abs(reach.max() - 0.92) < 1e-6, "seed \(seed)")
            exact += 1
            let tight = reach.x > reach.y ? 0 : 1
            #expect(abs(low[tight] + 0.92) < 1e-6 && abs(high[tight] - 0.92) < 1e-6, "seed \(seed)")
        }
        #expect(exact >= 4)
    }

    @Test func aLongerLensStandsFurtherAway() throws {
        let scene = scene(box(SIMD3(-1, 0, -1), SIMD3(1, 2, 1)))
        let distances = try [18.0, 35, 85, 200].map { focalLength in
            try #require(CameraRig.front.cameras(for: scene, lens: Lens(focalLength: focalLength)).first).position.z
        }
        #expect(distances == distances.sorted())
        // The near face is 2 wide and must span 92 % of the picture: 2 / (z - 1) = 0.92 * 36 / 18.
        #expect(abs(distances[0] - (1 + 2 / 1.84)) < 1e-12)
    }

    @Test func frontLooksAlongMinusZStraightOn() throws {
        let camera = try #require(
            CameraRig.front.cameras(for: scene(box(SIMD3(0, 0, 0), SIMD3(4, 3, 2))), lens: Lens()).first)
        #expect(camera.frame.backward == SIMD3(0, 0, 1))
        #expect(abs(camera.position.x - 2) < 1e-12 && abs(camera.position.y - 1.5) < 1e-12)
    }

    @Test func aGivenDistanceIsKept() throws {
        let scene = scene(box(SIMD3(-1, -1, -1), SIMD3(1, 1, 1)))
        for rig in [CameraRig.front, .orbit] {
            for camera in try rig.cameras(for: scene, lens: Lens(), distance: 7) {
                #expect(abs(camera.projection.depth(of: .zero) - 7) < 1e-12)
            }
        }
    }

    @Test func orbitStandsOnTwoRings() throws {
        // A closed bottom: the lower ring stays above the ground.
        let cube = scene(box(SIMD3(-1, -1, -1), SIMD3(1, 1, 1)))
        let cameras = try CameraRig.orbit.cameras(for: cube, lens: Lens())
        #expect(cameras.count == 8)
        #expect(cameras[0].position.z > 1 && abs(cameras[0].position.x) < 1e-9)
        #expect(cameras[1].position.x > 1 && abs(cameras[1].position.z) < 1e-9)
        #expect(cameras.prefix(4).allSatisfy { abs($0.frame.backward.y - 0.5) < 1e-12 })
        #expect(cameras.suffix(4).allSatisfy { $0.position.y > -1 && $0.position.y < 1 && $0.frame.up.y > 0.9 })
        #expect(cameras[4].position.x > 0.5 && cameras[4].position.z > 0.5)
        // Few cameras stand in one ring.
        #expect(try CameraRig.orbit.cameras(for: cube, lens: Lens(), count: 3).allSatisfy { $0.position.y > 1 })
        #expect(try CameraRig.orbit.cameras(for: cube, lens: Lens(), count: 5).filter { $0.position.y > 1 }.count == 3)
    }

    @Test func whatIsOpenBelowIsSeenFromBelow() throws {
        // A table top on nothing: the underside is worth a look.
        let top = scene(box(SIMD3(-1, 1, -1), SIMD3(1, 1.1, 1)) + box(SIMD3(0, 0, 0), SIMD3(0.1, 1, 0.1)))
        let cameras = try CameraRig.orbit.cameras(for: top, lens: Lens())
        #expect(cameras.suffix(4).allSatisfy { abs($0.frame.backward.y + 0.5) < 1e-12 })
    }

    @Test func roomStandsInEachRoomAndLooksAtWalls() throws {
        // Two storeys, open in front.
        let scene = scene(
            box(SIMD3(0, 0, 0), SIMD3(5, 2.5, 4), open: true) + box(SIMD3(0, 2.5, 0), SIMD3(5, 5, 4), open: true))
        let cameras = try CameraRig.room.cameras(for: scene, lens: Lens(focalLength: 18))
        #expect(cameras.count == 8)
        #expect(cameras.filter { $0.position.y < 2.5 }.count == 4)
        let bounds = try #require(scene.bounds)
        for camera in cameras {
            try camera.validate()
            #expect(bounds.contains(camera.position))
            let p = camera.position
            #expect(min(p.x, 5 - p.x, p.z) > 0.1)
            #expect(min(abs(p.y), abs(p.y - 2.5), abs(p.y - 5)) > 0.1)
            // Nobody looks straight out of the open front.
            #expect(camera.frame.backward.z > -0.99)
        }
        #expect(try CameraRig.room.cameras(for: scene, lens: Lens(), count: 3).count == 3)
    }

    @Test func furnitureAndWindowsDoNotMakeRoomsButDoorsDo() throws {
        // One room with a cupboard in the middle, and a second one behind a wall with a door.
        let walls = box(SIMD3(0, 0, 0), SIMD3(9, 2.5, 4)) + box(SIMD3(2.2, 0, 1.4), SIMD3(2.8, 1.2, 2.6))
        let divider = [
            [SIMD3<Double>(5, 0, 0), SIMD3(5, 0, 1.6), SIMD3(5, 2.5, 1.6), SIMD3(5, 2.5, 0)],
            [SIMD3<Double>(5, 0, 2.4), SIMD3(5, 0, 4), SIMD3(5, 2.5, 4), SIMD3(5, 2.5, 2.4)],
            [SIMD3<Double>(5, 2, 1.6), SIMD3(5, 2, 2.4), SIMD3(5, 2.5, 2.4), SIMD3(5, 2.5, 1.6)],
        ]
        let cameras = try CameraRig.room.cameras(for: scene(walls + divider), lens: Lens())
        #expect(cameras.count == 8)
        // The first views look into one room each.
        #expect(Set(cameras.prefix(2).map { $0.position.x < 5 }).count == 2)
    }

    @Test func sceneTakesTheFilesCameras() throws {
        let own = Camera(focalLength: 85, position: SIMD3(0, 0, 9), target: .zero)
        let scene = scene(
            box(SIMD3(0, 0, 0), SIMD3(1, 1, 1)), cameras: [SceneCamera(name: "own", camera: own)])
        let cameras = try CameraRig.scene.cameras(for: scene, lens: Lens(focalLength: 20, size: SIMD2(64, 48)))
        #expect(cameras.count == 1)
        #expect(cameras[0].focalLength == 85)
        #expect(cameras[0].size == SIMD2(64, 48))
    }

    @Test func rigsThatDoNotFitAreExplained() throws {
        let cube = scene(box(SIMD3(0, 0, 0), SIMD3(1, 1, 1)))
        let wall = scene([[SIMD3(0, 0, 0), SIMD3(1, 0, 0), SIMD3(1, 1, 0), SIMD3(0, 1, 0)]])
        func problem(_ rig: CameraRig, _ scene: Scene, count: Int? = nil, distance: Double? = nil) -> String {
            do {
                return "\(try rig.cameras(for: scene, lens: Lens(), count: count, distance: distance).count) cameras"
            } catch {
                return "\(error)"
            }
        }
        #expect(problem(.scene, cube).contains("has no camera of its own"))
        #expect(problem(.room, wall).contains("no open space inside"))
        #expect(problem(.front, cube, count: 0).contains("must be 1 to"))
        #expect(problem(.front, cube, distance: -1).contains("distance must be above 0"))
        #expect(problem(.front, cube, distance: .nan).contains("distance must be above 0"))
        #expect(problem(.room, cube, distance: 2).contains("only the rigs front and orbit"))
        #expect(problem(.room, cube, count: 900).contains("views inside, not 900"))
        #expect(problem(.orbit, scene([])).contains("no face"))
        #expect(throws: SceneError.self) { try CameraRig.front.cameras(for: cube, lens: Lens(focalLength: .nan)) }
    }

    @Test func flatAndThinSubjectsAreFramedFromEverySide() throws {
        let wall = scene([[SIMD3(0, 0, 0), SIMD3(1, 0, 0), SIMD3(1, 1, 0), SIMD3(0, 1, 0)]])
        let needle = scene([[SIMD3(0, 0, 0), SIMD3(0, 0, 1), SIMD3(0, 0, 2)]])
        for scene in [wall, needle] {
            for camera in try CameraRig.orbit.cameras(for: scene, lens: Lens()) + CameraRig.front.cameras(for: scene, lens: Lens()) {
                try camera.validate()
                _ = try extent(scene, camera)
            }
        }
    }
}
