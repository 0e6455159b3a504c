import MaquetteScene
import Testing

@testable import MaquetteUnwrap

/// What is kept, what is unwrapped, what is refused, and with which words.
@Suite("UV policy")
struct UVPolicyTests {
    private static let unitSquare: [SIMD2<Double>] = [SIMD2(0, 0), SIMD2(1, 0), SIMD2(1, 1), SIMD2(0, 1)]

    private func square(_ low: SIMD2<Double>, _ size: Double) -> [SIMD2<Double>] {
        Self.unitSquare.map { low + $0 * size }
    }

    /// Unit quads side by side, each with the texture coordinates and material given.
    private func scene(
        _ quads: [(uv: [SIMD2<Double>]?, material: Int)], materials: [String] = ["plaster"]
    ) -> Scene {
        var builder = SceneBuilder()
        builder.materials = materials.map { Material(name: $0) }
        for (index, quad) in quads.enumerated() {
            let x = Double(index) * 2
            let vertices = [SIMD2(0.0, 0), SIMD2(1, 0), SIMD2(1, 1), SIMD2(0, 1)].map { builder.vertex(x + $0.x, $0.y, 0) }
            builder.face(vertices, uv: quad.uv, material: quad.material)
        }
        return builder.scene
    }

    private func atlas(_ scene: Scene, _ policy: UVPolicy, size: Int = 256) throws -> Atlas {
        try Unwrapper.atlas(for: scene, triangles: scene.mesh.triangulated(), layout: TextureLayout(policy: policy, textureSize: size))
    }

    @Test(arguments: [UVPolicy.auto, .keep])
    func usableCoordinatesAreKeptBitForBit(policy: UVPolicy) throws {
        let first = square(SIMD2(0.1, 0.2), 1.0 / 3), second = square(SIMD2(0.55, 0.2), 1.0 / 3)
        let scene = scene([(first, 0), (second, 0)])
        let atlas = try atlas(scene, policy)
        #expect(atlas.cornerCoordinates == first + second)
        #expect(atlas.pages == [Atlas.Page(name: "plaster", width: 256, height: 256)])
        #expect(atlas.chartCount == 2)
        #expect(atlas.notes == ["Kept the texture coordinates of \"plaster\"."])
    }

    @Test func unwrapRedoesEverything() throws {
        let scene = scene([(square(SIMD2(0.1, 0.2), 0.3), 0)])
        let atlas = try atlas(scene, .unwrap)
        #expect(atlas.cornerCoordinates != square(SIMD2(0.1, 0.2), 0.3))
        #expect(atlas.pages.map(\.name) == ["model"])
    }

    @Test func autoKeepsOneMaterialAndUnwrapsTheOther() throws {
        let kept = square(SIMD2(0, 0), 1)
        let scene = scene([(nil, 0), (kept, 1), (nil, 0)], materials: ["wall", "oak floor"])
        let atlas = try atlas(scene, .auto)
        #expect(atlas.pages.map(\.name) == ["model", "oak_floor"])
        #expect(atlas.facePages == [0, 1, 0])
        #expect(Array(atlas.cornerCoordinates[4..<8]) == kept)
        #expect(
            atlas.notes == [
                "Unwrapped \"wall\": it has no texture coordinates.",
                "Kept the texture coordinates of \"oak floor\".",
            ])
        #expect(Set(atlas.faceCharts) == [0, 1, 2])
        #expect(atlas.chartCount == 3)
    }

    @Test func keptPagesHaveAboutTheSharedDensity() throws {
        // The shared page holds three unit quads in 512 x 512: about 290 texels a unit.
        let scene = scene(
            [(nil, 0), (nil, 0), (nil, 0), (square(SIMD2(0, 0), 1), 1), (square(SIMD2(0, 0), 0.5), 2)],
            materials: ["wall", "whole", "quarter"])
        let atlas = try atlas(scene, .auto, size: 512)
        #expect(atlas.pages.map(\.width) == [512, 256, 512])
    }

    @Test func moreTexelsThanAnybodyWantsAreRefused() throws {
        let materials = (0..<5).map { "m\($0)" }
        let scene = scene(materials.indices.map { (square(SIMD2(0, 0), 1), $0) }, materials: materials)
        let error = UnwrapError.tooManyTexels(5 << 28, pages: 5, textureSize: 1 << 14)
        #expect(throws: error) { try atlas(scene, .keep, size: 1 << 14) }
        #expect("\(error)".contains("1280 million"))
    }

    @Test func tilingIsDetected() throws {
        let scene = scene([(square(SIMD2(0, 0), 4), 0), (square(SIMD2(0, 0), 0.5), 0)])
        let atlas = try atlas(scene, .auto)
        #expect(
            atlas.notes == [
                "Unwrapped \"plaster\": 1 of its 2 faces has texture coordinates outside the unit square (tiling)."
            ])
        #expect(throws: UnwrapError.unusableTextureCoordinates(
            material: "plaster",
            reason: "1 of its 2 faces has texture coordinates outside the unit square (tiling)")
        ) { _ = try self.atlas(scene, .keep) }
    }

    @Test func overlapIsDetectedAndKeptOnlyWhenAsked() throws {
        // The second reaches a hundredth into the first.
        let first = square(SIMD2(0, 0), 0.4), second = square(SIMD2(0.39, 0), 0.4), third = square(SIMD2(0, 0.5), 0.4)
        let scene = scene([(first, 0), (second, 0), (third, 0)])
        #expect(try atlas(scene, .auto).notes == ["Unwrapped \"plaster\": 2 of its 3 faces overlap."])
        let kept = try atlas(scene, .keep)
        #expect(kept.cornerCoordinates == first + second + third)
        #expect(
            kept.notes == ["Kept the texture coordinates of \"plaster\" as asked, though 2 of its 3 faces overlap."])
    }

    @Test func overlapsSmallerThanATexelAreDetected() throws {
        // A grid of 40 x 40 tiny quads, one of them shifted onto its neighbour.
        var quads: [(uv: [SIMD2<Double>]?, material: Int)] = []
        let step = 1.0 / 3000
        for index in 0..<1600 {
            quads.append((square(SIMD2(Double(index % 40) * step, Double(index / 40) * step), step), 0))
        }
        quads.append((square(SIMD2(0.5, 0.5), 0.4), 0))
        #expect(try atlas(scene(quads), .auto).notes == ["Kept the texture coordinates of \"plaster\"."])
        quads[820].uv = square(SIMD2(20.5 * step, 20 * step), step)
        #expect(try atlas(scene(quads), .auto).notes == ["Unwrapped \"plaster\": 2 of its 1601 faces overlap."])
    }

    @Test func stackedFacesAreDetected() throws {
        let scene = scene([(square(SIMD2(0, 0), 1), 0), (square(SIMD2(0, 0), 1), 0), (square(SIMD2(0, 0), 1), 0)])
        #expect(
            try atlas(scene, .auto).notes == [
                "Unwrapped \"plaster\": its faces overlap (they cover the texture 3.0 times)."
            ])
    }

    @Test func mirroredCoordinatesAreUsable() throws {
        let mirrored = [SIMD2(1.0, 0), SIMD2(0.5, 0), SIMD2(0.5, 0.5), SIMD2(1, 0.5)]
        let scene = scene([(square(SIMD2(0, 0), 0.5), 0), (mirrored, 0)])
        #expect(try atlas(scene, .auto).notes == ["Kept the texture coordinates of \"plaster\"."])
    }

    @Test func degenerateCoordinatesAreNotUsable() throws {
        let line = [SIMD2(0.5, 0.5), SIMD2(0.6, 0.5), SIMD2(0.7, 0.5), SIMD2(0.8, 0.5)]
        let scene = scene([(square(SIMD2(0, 0), 0.4), 0), (line, 0)])
        #expect(
            try atlas(scene, .auto).notes == [
                "Unwrapped \"plaster\": 1 of its 2 faces have no room or are torn long in the texture."
            ])
    }

    @Test func palettesAreNotUsable() throws {
        let scene = scene([(square(SIMD2(0.5, 0.5), 0.01), 0)])
        #expect(
            try atlas(scene, .auto).notes == [
                "Unwrapped \"plaster\": its faces use less than 1 % of the texture."
            ])
    }

    @Test func coordinatesThatAreNotNumbersAreRefused() throws {
        var uv = square(SIMD2(0, 0), 1)
        uv[2].x = .nan
        let scene = scene([(uv, 0)])
        let atlas = try atlas(scene, .auto)
        #expect(atlas.cornerCoordinates.allSatisfy { $0.x.isFinite && $0.y.isFinite })
        #expect(throws: UnwrapError.self) { _ = try self.atlas(scene, .keep) }
    }

    @Test func keepRefusesMissingCoordinatesByName() throws {
        let scene = scene([(square(SIMD2(0, 0), 1), 0), (nil, 1)], materials: ["wall", "roof"])
        let error = #expect(throws: UnwrapError.self) { _ = try self.atlas(scene, .keep) }
        #expect(
            error?.description
                == "The texture coordinates of the material \"roof\" cannot be kept: it has no texture coordinates; "
                + "use --uv auto to unwrap that material, or --uv unwrap to unwrap all.")
    }

    @Test func pageNamesAreSafeAndUnique() throws {
        let uv = square(SIMD2(0, 0), 1)
        let scene = scene(
            [(uv, 0), (uv, 1), (uv, 2), (uv, 3)], materials: ["Wall/paint", "wall:PAINT", "ÄÖ", "model"])
        #expect(try atlas(scene, .auto).pages.map(\.name) == ["Wall_paint", "wall_PAINT-2", "texture", "model"])
    }

    @Test func badSizesAreRefused() throws {
        let scene = TestScenes.box()
        #expect(throws: UnwrapError.invalidTextureSize(8)) { _ = try atlas(scene, .auto, size: 8) }
        #expect(throws: UnwrapError.invalidPadding(-1, textureSize: 256)) {
            _ = try Unwrapper.atlas(
                for: scene, triangles: scene.mesh.triangulated(), layout: TextureLayout(policy: .auto, textureSize: 256, padding: -1))
        }
        #expect(throws: UnwrapError.noFaces(scene: "model")) { _ = try atlas(SceneBuilder().scene, .auto) }
        #expect(throws: UnwrapError.textureTooSmall(charts: 600, textureSize: 16)) {
            _ = try atlas(TestScenes.blocks(seed: 1, count: 100), .auto, size: 16)
        }
    }
}
