import Foundation
import MaquetteScene
import Testing

@testable import MaquetteUnwrap

@Suite("Unwrapper")
struct UnwrapperTests {
    private func unwrap(_ scene: Scene, size: Int = 256, padding: Int? = nil) throws -> Atlas {
        try Unwrapper.atlas(
            for: scene, triangles: scene.mesh.triangulated(), policy: .auto, textureSize: size, padding: padding)
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
        #expect(atlas.cornerCoordinates.count == scene.mesh.corners.count)
        #expect(atlas.faceCharts.allSatisfy { $0 < atlas.chartCount }, comment, sourceLocation: sourceLocation)
    }

    @Test func aBoxHasSixCharts() throws {
        let scene = TestScenes.box()
        let atlas = try unwrap(scene)
        #expect(atlas.chartCount == 6)
        #expect(atlas.pages == [Atlas.Page(name: "model", width: 256, height: 256)])
        expectSound(atlas, scene, padding: 2)
    }

    @Test func coplanarQuadsAreOneChart() throws {
        var builder = SceneBuilder()
        builder.grid(columns: 7, rows: 5) { u, v in SIMD3(7 * u, 5 * v, u * 3) }
        let atlas = try unwrap(builder.scene)
        #expect(atlas.chartCount == 1)
        expectSound(atlas, builder.scene, padding: 2)
    }

    @Test func anLShapedWallHasOneChartALeg() throws {
        let scene = TestScenes.lShapedWall()
        let atlas = try unwrap(scene)
        #expect(atlas.chartCount == 2)
        expectSound(atlas, scene, padding: 2)
    }

    @Test(arguments: [8, 12, 32, 100])
    func cylindersHaveFewCharts(sides: Int) throws {
        let scene = TestScenes.cylinder(sides: sides)
        let atlas = try unwrap(scene)
        #expect(atlas.chartCount <= 8)
        expectSound(atlas, scene, padding: 2, "\(sides) sides")
    }

    @Test func spheresHaveFewCharts() throws {
        let scene = TestScenes.sphere(columns: 48, rows: 24)
        let atlas = try unwrap(scene, size: 512)
        #expect(atlas.chartCount <= 16)
        expectSound(atlas, scene, padding: 2)
    }

    @Test(arguments: 1...12)
    func chaosIsUnwrappedSoundly(seed: UInt64) throws {
        let scene = TestScenes.chaos(seed: seed, faces: 60, vertices: 30)
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
        #expect(atlas.chartCount == 180)
        expectSound(atlas, scene, padding: 3, "seed \(seed)")
    }
}
