import Foundation
import MaquetteScene
import Testing

@testable import MaquetteUnwrap

@Suite("Unwrapper")
struct UnwrapperTests {
    private func unwrap(_ scene: Scene, size: Int = 256, padding: Int? = nil) throws -> Atlas {
        try Unwrapper.atlas(
            for: scene, triangles: scene.mesh.triangulated(), layout: TextureLayout(policy: .auto, textureSize: size, padding: padding))
    }

    /// What holds for every atlas: nothing doubled, turned over or outside, charts kept apart.
    private func expectSound(
        _ atlas: Atlas, _ scene: Scene, padding: Int, _ comment: Comment? = nil,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let census = TexelCensus(atlas, scene, scene.mesh.triangulated(), maximumGap: padding)
        #expect(census.doubled == 0, comment, sourceLocation: sourceLocation)
        #expect(census.flipped == 0, comment, sourceLocation: sourceLocation)
        #expect(census.outside == 0, comment, sourceLocation: sourceLocation)
        #expect(census.leastGap >= padding, comment, sourceLocation: sourceLocation)
        #expect(atlas.cornerCoordinates.count == scene.mesh.corners.count, comment, sourceLocation: sourceLocation)
        #expect(atlas.faceCharts.allSatisfy { $0 < atlas.chartCount }, comment, sourceLocation: sourceLocation)
    }

    private func quality(_ atlas: Atlas, _ scene: Scene) -> AtlasQuality {
        AtlasQuality(atlas, scene: scene, triangles: scene.mesh.triangulated())
    }

    // MARK: Charts

    @Test func aBoxHasSixCharts() throws {
        let scene = TestScenes.box()
        let atlas = try unwrap(scene)
        #expect(atlas.chartCount == 6)
        #expect(atlas.pages == [Atlas.Page(name: "model", width: 256, height: 256)])
        #expect(quality(atlas, scene).stretch < 1.000001)
        expectSound(atlas, scene, padding: 2)
    }

    @Test func coplanarQuadsAreOneChart() throws {
        var builder = SceneBuilder()
        builder.grid(columns: 7, rows: 5) { u, v in SIMD3(7 * u, 5 * v, u * 3) }
        let atlas = try unwrap(builder.scene)
        #expect(atlas.chartCount == 1)
        #expect(quality(atlas, builder.scene).utilisation > 0.6)
        expectSound(atlas, builder.scene, padding: 2)
    }

    @Test func facesThatRepeatTheirPositionsAreOneChart() throws {
        var builder = SceneBuilder()
        for x in 0..<4 {
            builder.face([
                builder.vertex(Double(x), 0, 0), builder.vertex(Double(x + 1), 0, 0),
                builder.vertex(Double(x + 1), 4, 0), builder.vertex(Double(x), 4, 0),
            ])
        }
        #expect(try unwrap(builder.scene).chartCount == 1)
    }

    @Test func anLShapedWallHasOneChartALeg() throws {
        let scene = TestScenes.lShapedWall()
        let atlas = try unwrap(scene)
        #expect(atlas.chartCount == 2)
        expectSound(atlas, scene, padding: 2)
    }

    @Test(arguments: [8, 12, 32, 100])
    func aCylinderIsUnrolledIntoOneChart(sides: Int) throws {
        let scene = TestScenes.cylinder(sides: sides)
        let atlas = try unwrap(scene)
        // The side and the two caps; the strip is cut where it is longer than the page.
        #expect(atlas.chartCount <= 4)
        #expect(quality(atlas, scene).stretch < 1.001)
        expectSound(atlas, scene, padding: 2, "\(sides) sides")
    }

    @Test func aConeIsUnrolledIntoOneChart() throws {
        var builder = SceneBuilder()
        let tip = builder.vertex(0, 2, 0)
        let ring = (0..<24).map { builder.vertex(cos(.pi * Double($0) / 12), 0, -sin(.pi * Double($0) / 12)) }
        for index in 0..<24 { builder.face([tip, ring[index], ring[(index + 1) % 24]]) }
        let atlas = try unwrap(builder.scene)
        #expect(atlas.chartCount == 1)
        #expect(quality(atlas, builder.scene).stretch < 1.001)
        expectSound(atlas, builder.scene, padding: 2)
    }

    @Test func spheresHaveFewLowStretchCharts() throws {
        let scene = TestScenes.sphere(columns: 48, rows: 24)
        let atlas = try unwrap(scene, size: 512)
        #expect(atlas.chartCount <= 16)
        #expect(quality(atlas, scene).stretch < 1.02)
        #expect(quality(atlas, scene).greatestAnisotropy < 1.7)
        expectSound(atlas, scene, padding: 2)
    }

    // MARK: Density, padding, packing

    @Test func texelDensityIsEvenOnPlanarCharts() throws {
        let scene = TestScenes.blocks(seed: 7, count: 12)
        let atlas = try unwrap(scene, size: 1024)
        let triangles = scene.mesh.triangulated()
        var densities: [Double] = []
        for triangle in 0..<triangles.count {
            let p = (0..<3).map { triangles.positions[Int(triangles.triangles[triangle][$0])] }
            let t = (0..<3).map { atlas.cornerCoordinates[Int(triangles.corners[triangle][$0])] * 1024 }
            let flat = (t[1].x - t[0].x) * (t[2].y - t[0].y) - (t[1].y - t[0].y) * (t[2].x - t[0].x)
            let area = length(cross(p[1] - p[0], p[2] - p[0]))
            densities.append((flat / area).squareRoot())
        }
        let least = densities.min() ?? 0, greatest = densities.max() ?? 0
        #expect(greatest / least < 1.01, "\(least) ... \(greatest)")
    }

    @Test func blocksArePackedTightly() throws {
        let scene = TestScenes.blocks(seed: 3, count: 60)
        let atlas = try unwrap(scene, size: 1024)
        #expect(quality(atlas, scene).utilisation >= 0.8)
    }

    @Test func tinyFacesStillHaveTexels() throws {
        var builder = SceneBuilder()
        builder.box(SIMD3(0, 0, 0), SIMD3(100, 100, 100))
        builder.box(SIMD3(200, 0, 0), SIMD3(200.01, 0.01, 0.01), object: 1)
        builder.box(SIMD3(300, 0, 0), SIMD3(390, 0.01, 0.01), object: 2)
        let scene = builder.scene
        let atlas = try unwrap(scene, size: 256)
        for face in 0..<scene.mesh.faceCount {
            let corners = scene.mesh.cornerRange(ofFace: face).map { atlas.cornerCoordinates[$0] * 256 }
            let low = corners.reduce(corners[0], pointwiseMin), high = corners.reduce(corners[0], pointwiseMax)
            #expect(min(high.x - low.x, high.y - low.y) > 0.999, "face \(face)")
        }
        expectSound(atlas, scene, padding: 2)
    }

    @Test func longStripsAreCutRatherThanShrinkingAll() throws {
        var builder = SceneBuilder()
        builder.grid(columns: 200, rows: 1) { u, v in SIMD3(200 * u, v, 0) }
        let atlas = try unwrap(builder.scene)
        #expect(atlas.chartCount >= 10)
        #expect(quality(atlas, builder.scene).utilisation > 0.6)
        expectSound(atlas, builder.scene, padding: 2)
    }

    @Test func tooManyChartsGetLessPaddingAndSaySo() throws {
        let scene = TestScenes.blocks(seed: 1, count: 150)
        let atlas = try unwrap(scene, size: 64)
        #expect(atlas.notes.contains { $0.contains("texels of padding") })
        expectSound(atlas, scene, padding: 0)
    }

    // MARK: Awkward input

    @Test func facesWithoutAreaGetAValidPlace() throws {
        var builder = SceneBuilder()
        let v = [(0.0, 0.0), (1, 0), (1, 1), (0, 1), (0.5, 0)].map { builder.vertex($0.0, $0.1, 0) }
        builder.face([v[0], v[1], v[2], v[3]])
        builder.face([v[0], v[4], v[1]])
        builder.face([v[2], v[2], v[2]])
        let far = builder.vertex(9, 9, 9)
        builder.face([far, far, far, far])
        let atlas = try unwrap(builder.scene)
        expectSound(atlas, builder.scene, padding: 2)
    }

    @Test func aSceneWithoutAnyAreaIsNoReasonToFail() throws {
        var builder = SceneBuilder()
        let point = builder.vertex(1, 2, 3)
        builder.face([point, point, point])
        let atlas = try unwrap(builder.scene)
        #expect(atlas.pages.count == 1)
        expectSound(atlas, builder.scene, padding: 2)
    }

    @Test func doubledAndTurnedFacesHaveTexelsOfTheirOwn() throws {
        var builder = SceneBuilder()
        let v = [(0.0, 0.0), (1, 0), (2, 0), (0, 1), (1, 1), (2, 1)].map { builder.vertex($0.0, $0.1, 0) }
        for _ in 0..<2 {
            builder.face([v[0], v[1], v[4], v[3]])
            builder.face([v[1], v[2], v[5], v[4]])
        }
        builder.face([v[3], v[4], v[1], v[0]])
        let atlas = try unwrap(builder.scene)
        #expect(atlas.chartCount >= 3)
        expectSound(atlas, builder.scene, padding: 2)
    }

    @Test func instancesHaveTexelsOfTheirOwn() throws {
        var builder = SceneBuilder()
        builder.box(SIMD3(0, 0, 0), SIMD3(1, 1, 1), object: 0)
        builder.box(SIMD3(0, 0, 0), SIMD3(1, 1, 1), object: 1)
        let atlas = try unwrap(builder.scene)
        #expect(atlas.chartCount == 12)
        expectSound(atlas, builder.scene, padding: 2)
    }

    @Test func bentAndCrossingPolygonsAreLaidOut() throws {
        var builder = SceneBuilder()
        let bent = [(0.0, 0.0, 0.0), (1, 0, 0), (1, 0, 1), (1, 1, 1), (0, 1, 1), (0, 1, 0)]
        builder.face(bent.map { builder.vertex($0.0, $0.1, $0.2) })
        let crossing = [(5.0, 0.0, 0.0), (6, 1, 0), (6, 0, 0), (5, 1, 0)]
        builder.face(crossing.map { builder.vertex($0.0, $0.1, $0.2) })
        let spiral = (0..<14).map { (cos(Double($0)) * Double($0), sin(Double($0)) * Double($0), 9.0) }
        builder.face(spiral.map { builder.vertex($0.0, $0.1, $0.2) })
        let atlas = try unwrap(builder.scene)
        expectSound(atlas, builder.scene, padding: 2)
    }

    @Test func aBentPolygonIsUnrolledWithoutStretch() throws {
        // A strip that turns four right angles, modelled as one polygon.
        var builder = SceneBuilder()
        let profile = [(0.0, 0.0), (1, 0), (1, 1), (0.3, 1)]
        let front = profile.map { builder.vertex($0.0, $0.1, 0) }, back = profile.map { builder.vertex($0.0, $0.1, -1) }
        builder.face(back + front.reversed())
        let atlas = try unwrap(builder.scene)
        #expect(quality(atlas, builder.scene).stretch < 1.0001)
        expectSound(atlas, builder.scene, padding: 2)
    }

    @Test func aSpiralRampThatCoversItselfIsCut() throws {
        var builder = SceneBuilder()
        builder.grid(columns: 60, rows: 1) { u, v in
            let angle = 4 * Double.pi * u
            return SIMD3((1 + v) * cos(angle), angle * 0.05, -(1 + v) * sin(angle))
        }
        let atlas = try unwrap(builder.scene, size: 512)
        #expect(atlas.chartCount >= 2)
        expectSound(atlas, builder.scene, padding: 2)
    }

    // MARK: Any mesh

    @Test(arguments: 1...24)
    func chaosIsUnwrappedSoundly(seed: UInt64) throws {
        let scene = TestScenes.chaos(seed: seed, faces: 20 + Int(seed) * 4, vertices: 30)
        let atlas = try unwrap(scene, size: 512)
        expectSound(atlas, scene, padding: 2, "seed \(seed)")
    }

    @Test(arguments: 1...4)
    func terrainsAreUnwrappedSoundly(seed: UInt64) throws {
        let scene = TestScenes.terrain(seed: seed, size: 24, roughness: Double(seed))
        let atlas = try unwrap(scene, size: 512)
        expectSound(atlas, scene, padding: 2, "seed \(seed)")
    }

    @Test(arguments: 1...3)
    func blocksAreUnwrappedSoundly(seed: UInt64) throws {
        let scene = TestScenes.blocks(seed: seed, count: 30)
        let atlas = try unwrap(scene, size: 512, padding: 3)
        #expect(atlas.chartCount >= 180)
        expectSound(atlas, scene, padding: 3, "seed \(seed)")
    }

    @Test func theSameSceneGivesTheSameAtlas() throws {
        for scene in [TestScenes.chaos(seed: 5, faces: 80, vertices: 30), TestScenes.terrain(seed: 2, size: 20, roughness: 2)] {
            let first = try unwrap(scene), second = try unwrap(scene)
            #expect(first.cornerCoordinates == second.cornerCoordinates)
            #expect(first.faceCharts == second.faceCharts)
            #expect(first.notes == second.notes)
        }
    }
}
