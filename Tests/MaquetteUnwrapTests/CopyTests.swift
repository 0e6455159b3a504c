import Foundation
import MaquetteScene
import Testing

@testable import MaquetteUnwrap

@Suite("Copies of one mesh") struct CopyTests {
    /// A lopsided wedge, so that none of its turns or mirror images looks like it.
    private static let wedge: [SIMD3<Double>] = [
        SIMD3(0, 0, 0), SIMD3(3, 0, 0), SIMD3(2, 0, 1.5), SIMD3(0, 0, 1), SIMD3(0.5, 2, 0.25),
    ]
    private static let faces = [[0, 1, 2, 3], [1, 0, 4], [2, 1, 4], [3, 2, 4], [0, 3, 4]]

    private func add(
        _ builder: inout SceneBuilder, object: Int, material: Int = 0, uv: Bool = false,
        _ transform: (SIMD3<Double>) -> SIMD3<Double>
    ) {
        let vertices = Self.wedge.map { point in
            let moved = transform(point)
            return builder.vertex(moved.x, moved.y, moved.z)
        }
        for (number, face) in Self.faces.enumerated() {
            let corners = [SIMD2(0.0, 0.0), SIMD2(0.15, 0), SIMD2(0.15, 0.3), SIMD2(0, 0.3)].prefix(face.count)
            builder.face(
                face.map { vertices[$0] }, uv: uv ? corners.map { $0 + SIMD2(0.2 * Double(number), 0) } : nil,
                material: material, object: object)
        }
    }

    private func turned(_ point: SIMD3<Double>, _ angle: Double) -> SIMD3<Double> {
        SIMD3(
            cos(angle) * point.x - sin(angle) * point.z, point.y, sin(angle) * point.x + cos(angle) * point.z)
    }

    private func atlas(_ scene: Scene, shares: Bool = true) throws -> Atlas {
        try Unwrapper.atlas(
            for: scene, triangles: scene.mesh.triangulated(),
            layout: TextureLayout(textureSize: 256, sharesInstances: shares))
    }

    @Test func movedTurnedAndScaledCopiesShareTexels() throws {
        var builder = SceneBuilder()
        add(&builder, object: 0) { $0 }
        add(&builder, object: 1) { self.turned($0, 1) + SIMD3(5, 1, 2) }
        add(&builder, object: 2) { self.turned($0, -2.2) * 1.7 + SIMD3(-5, 0, 3) }
        let scene = builder.scene
        let atlas = try atlas(scene)
        #expect(atlas.copies == [[2, 0, 1]])
        let perObject = scene.mesh.corners.count / 3
        let first = Array(atlas.cornerCoordinates.prefix(perObject))
        #expect(first == Array(atlas.cornerCoordinates[perObject..<2 * perObject]))
        #expect(first == Array(atlas.cornerCoordinates[(2 * perObject)...]))
        #expect(Set(atlas.faceCharts).count == atlas.chartCount)
        #expect(atlas.notes.contains("3 objects that are copies of 1 share the texels of these."))
        // Whatever is shared, a single one of them is laid out soundly.
        var alone = SceneBuilder()
        add(&alone, object: 0) { self.turned($0, -2.2) * 1.7 + SIMD3(-5, 0, 3) }
        var single = try self.atlas(alone.scene)
        #expect(single.copies.isEmpty)
        single.cornerCoordinates = first
        let census = TexelCensus(single, alone.scene, alone.scene.mesh.triangulated(), maximumGap: 2)
        #expect(census.doubled == 0 && census.flipped == 0 && census.outside == 0)
    }

    @Test func withoutAskingEachHasItsOwn() throws {
        var builder = SceneBuilder()
        add(&builder, object: 0) { $0 }
        add(&builder, object: 1) { $0 + SIMD3(5, 1, 2) }
        let atlas = try atlas(builder.scene, shares: false)
        #expect(atlas.copies.isEmpty)
        #expect(TexelCensus(atlas, builder.scene, builder.scene.mesh.triangulated()).doubled == 0)
    }

    @Test func whatLooksAlikeOnlyIsNoCopy() throws {
        var builder = SceneBuilder()
        add(&builder, object: 0) { $0 }
        add(&builder, object: 1) { SIMD3(-$0.x, $0.y, $0.z) }  // mirrored
        add(&builder, object: 2) { $0 * SIMD3(1, 1.2, 1) }  // stretched
        builder.materials.append(Material(name: "paint"))
        add(&builder, object: 3, material: 1) { $0 }
        builder.box(SIMD3(0, 0, 0), SIMD3(1, 1, 1), object: 4)
        #expect(try atlas(builder.scene).copies.isEmpty)
    }

    @Test func copiesWithTextureCoordinatesKeepThem() throws {
        var builder = SceneBuilder()
        add(&builder, object: 0, uv: true) { $0 }
        add(&builder, object: 1, uv: true) { self.turned($0, 1) + SIMD3(5, 1, 2) }
        let scene = builder.scene
        #expect(try atlas(scene, shares: false).notes.contains { $0.contains("overlap") })
        let atlas = try atlas(scene)
        #expect(atlas.notes.first == "Kept the texture coordinates of \"plaster\".")
        #expect(atlas.cornerCoordinates == scene.mesh.corners.map { scene.mesh.textureCoordinates[Int($0.textureCoordinate)] })
    }

    @Test func copiesFarFromTheOriginSurviveRounding() throws {
        var builder = SceneBuilder()
        add(&builder, object: 0) { $0 }
        add(&builder, object: 1) { point in
            let moved = self.turned(point, 0.3) + SIMD3(1000, 20, -3000)
            return (moved * 1000).rounded(.toNearestOrEven) / 1000
        }
        #expect(try atlas(builder.scene).copies == [[0, 1]] || atlas(builder.scene).copies == [[1, 0]])
    }
}
