import MaquetteCameras
import MaquetteRaster
import MaquetteScene
import Testing

@Suite struct CameraPlanTests {
    private func survey(_ scene: Scene, cutaway: Bool = false, threads: Int? = nil) throws -> SightSurvey {
        try SightSurvey(
            scene, triangles: scene.mesh.triangulated(), lenses: RigLenses(size: SIMD2(256, 256)), cutaway: cutaway,
            threads: threads)
    }

    @Test func fewCamerasSeeACube() throws {
        let survey = try survey(scene([solidBox(SIMD3(-1, 0, -1), SIMD3(1, 2, 1))]))
        #expect(abs(survey.totalArea - 24) < 1e-9)
        // A cube has a closed bottom, so nobody looks at it from below: a sixth is hidden.
        #expect(abs(survey.hiddenArea - 4) < 0.1)
        #expect(abs(survey.seeableArea - 20) < 0.1)
        let plan = try CameraPlan(survey, coverage: 0.95)
        #expect(plan.cameras.count <= 6)
        #expect(plan.coverage >= 0.95)
        #expect(try abs(survey.coverage(of: plan.cameras) - plan.coverage) < 1e-12)
        #expect(try survey.coverage(of: [plan.cameras[0]]) < 0.95)
    }

    @Test func aTableIsSeenFromBelowToo() throws {
        let legs = [(0.0, 0.0), (1.8, 0), (0, 0.9), (1.8, 0.9)].map { x, z in
            solidBox(SIMD3(x, 0, z), SIMD3(x + 0.1, 0.8, z + 0.1))
        }
        let table = scene([solidBox(SIMD3(0, 0.8, 0), SIMD3(1.9, 0.85, 1))] + legs)
        let plan = try CameraPlan(survey(table), coverage: 0.9)
        #expect(plan.cameras.contains { $0.position.y < 0.8 && $0.target.y > $0.position.y })
        #expect(plan.cameras.count <= 6)
    }

    @Test func whatLiesInsideIsHidden() throws {
        let inner = solidBox(SIMD3(-0.5, 0.5, -0.5), SIMD3(0.5, 1.5, 0.5))
        let survey = try survey(scene([solidBox(SIMD3(-1, 0, -1), SIMD3(1, 2, 1)) + inner]))
        // The inner box and the bottom: the space between them shows the outer box from behind.
        #expect(abs(survey.hiddenArea - 10) < 0.2)
    }

    @Test func whatIsCoveredAtItsVeryEdgeIsHidden() throws {
        // Thin tiles on a slab: much of what is hidden lies less than a pixel from their outlines.
        let tiles = (0..<400).map { index in
            let corner = SIMD3(0.05 + 0.2 * Double(index % 20), 0.2, 0.05 + 0.2 * Double(index / 20))
            return solidBox(corner, corner + SIMD3(0.1, 0.01, 0.1))
        }
        let survey = try survey(scene([solidBox(.zero, SIMD3(4, 0.2, 4))] + tiles))
        // The slab's bottom, the tiles' bottoms and what they lie on.
        #expect(abs(survey.hiddenArea / (16 + 2 * 400 * 0.01) - 1) < 0.01, "\(survey.hiddenArea)")
    }

    @Test func aFurnishedRoomIsSeenFromWithinOnly() throws {
        let survey = try survey(furnishedRoom(furniture: 6))
        #expect(survey.notes.count == 1 && survey.notes[0].contains("outside"))
        let plan = try CameraPlan(survey, coverage: 0.9)
        #expect(plan.coverage >= 0.9 && plan.cameras.count <= 12)
        let room = BoundingBox(lower: .zero, upper: SIMD3(5, 2.5, 4))
        for camera in plan.cameras { #expect(room.contains(camera.position)) }
    }

    @Test func anEmptyHollowIsSeenFromOutsideOnly() throws {
        // Chimneys make the outside the side that shows something.
        let house = furnishedRoom(furniture: 0)
        let chimneys = (0..<4).map { solidBox(SIMD3(Double($0), 2.7, 1), SIMD3(Double($0) + 0.3, 3.3, 1.3)) }
        let walls = (0..<house.mesh.faceCount).map { face in
            house.mesh.cornerRange(ofFace: face).map { house.mesh.positions[Int(house.mesh.corners[$0].position)] }
        }
        let survey = try survey(scene([walls] + chimneys))
        #expect(survey.notes.count == 1 && survey.notes[0].contains("inside"))
        let room = BoundingBox(lower: .zero, upper: SIMD3(5, 2.5, 4))
        for camera in try CameraPlan(survey, coverage: 0.95).cameras { #expect(!room.contains(camera.position)) }
    }

    @Test func moreCamerasSeeMoreAndAreNotMoreThanAsked() throws {
        let survey = try survey(furnishedRoom(furniture: 6))
        let plans = try (1...5).map { try CameraPlan(survey, coverage: 1, count: $0) }
        for (index, plan) in plans.enumerated() { #expect(plan.cameras.count <= index + 1) }
        for (less, more) in zip(plans, plans.dropFirst()) { #expect(more.coverage >= less.coverage) }
        #expect(try CameraPlan(survey, coverage: 1).coverage > 0.97)
    }

    @Test func theNumberOfThreadsDoesNotShow() throws {
        let plans = try [1, 3].map { try CameraPlan(survey(furnishedRoom(furniture: 4), threads: $0), coverage: 0.9) }
        #expect(plans[0].cameras == plans[1].cameras && plans[0].coverage == plans[1].coverage)
    }

    @Test func camerasOfOneselfCountAsSeeable() throws {
        let cube = scene([solidBox(SIMD3(-1, 0, -1), SIMD3(1, 2, 1))])
        let survey = try survey(cube)
        let below = Camera(size: SIMD2(256, 256), position: SIMD3(0, -6, 0.1), target: .zero)
        let (alone, with) = try (survey.surface(with: []), survey.surface(with: [below]))
        let ratio = Double(with.seeablePoints.count) / Double(alone.seeablePoints.count)
        #expect(abs(ratio - 24.0 / 20) < 0.01)
        #expect(with.hiddenArea < 0.1 && alone.hiddenArea == survey.hiddenArea)
    }

    @Test func aSceneSmallerThanNumbersIsNoCrash() throws {
        let least = Double.leastNonzeroMagnitude
        let tiny = scene([[[.zero, SIMD3(2 * least, 0, 0), SIMD3(0, 2 * least, 0)]]])
        let lens = RigLenses(size: SIMD2(64, 64)).inside
        #expect((try? CameraRig.room.cameras(for: tiny, lens: lens, count: nil, distance: nil))?.isEmpty != true)
        #expect((try? survey(tiny))?.totalArea ?? 0 == 0)
    }

    @Test func aSceneWithoutFacesAndABadLensAreRefused() {
        #expect(throws: SceneError.self) { try survey(scene([])) }
        let cube = scene([solidBox(.zero, SIMD3(1, 1, 1))])
        #expect(throws: SceneError.self) {
            try SightSurvey(
                cube, triangles: cube.mesh.triangulated(), lenses: RigLenses(focalLength: .nan, size: SIMD2(8, 8)))
        }
    }
}
