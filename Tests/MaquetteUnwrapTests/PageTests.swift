import MaquetteScene
import Testing

@testable import MaquetteUnwrap

@Suite("Pages") struct PageTests {
    private func atlas(_ scene: Scene, _ layout: TextureLayout) throws -> Atlas {
        try Unwrapper.atlas(for: scene, triangles: scene.mesh.triangulated(), layout: layout)
    }

    private func expectSound(_ atlas: Atlas, _ scene: Scene, sourceLocation: SourceLocation = #_sourceLocation) {
        let census = TexelCensus(atlas, scene, scene.mesh.triangulated(), maximumGap: 2)
        #expect(census.doubled == 0, sourceLocation: sourceLocation)
        #expect(census.flipped == 0, sourceLocation: sourceLocation)
        #expect(census.outside == 0, sourceLocation: sourceLocation)
        #expect(census.leastGap >= 2, sourceLocation: sourceLocation)
        #expect(atlas.facePages.allSatisfy { Int($0) < atlas.pages.count }, sourceLocation: sourceLocation)
    }

    /// Texels per scene unit of every triangle, the least and the greatest.
    private func densities(_ atlas: Atlas, _ scene: Scene) -> ClosedRange<Double> {
        let triangles = scene.mesh.triangulated()
        let all = (0..<triangles.count).map { triangle in
            let size = Double(atlas.pages[Int(atlas.facePages[Int(triangles.faces[triangle])])].width)
            let p = (0..<3).map { triangles.positions[Int(triangles.triangles[triangle][$0])] }
            let t = (0..<3).map { atlas.cornerCoordinates[Int(triangles.corners[triangle][$0])] * size }
            let flat = (t[1].x - t[0].x) * (t[2].y - t[0].y) - (t[1].y - t[0].y) * (t[2].x - t[0].x)
            return (flat / length(cross(p[1] - p[0], p[2] - p[0]))).squareRoot()
        }
        return (all.min() ?? 0)...(all.max() ?? 0)
    }

    /// Walls of quads, each a material of its own, beside each other without touching.
    private func walls(_ sizes: [SIMD2<Int>]) -> Scene {
        var builder = SceneBuilder()
        builder.materials = sizes.indices.map { Material(name: "wall \($0)") }
        for (number, size) in sizes.enumerated() {
            builder.grid(columns: size.x, rows: size.y, material: number, object: number) { u, v in
                SIMD3(u * Double(size.x), v * Double(size.y), Double(number) * 3)
            }
        }
        return builder.scene
    }

    @Test func aLowDensityMakesAPageAsSmallAsItCan() throws {
        let scene = walls([SIMD2(4, 3), SIMD2(5, 2)])
        let atlas = try atlas(scene, TextureLayout(textureSize: 2048, texelDensity: 20))
        #expect(atlas.pages == [Atlas.Page(name: "model", width: 128, height: 128)])
        #expect(atlas.texelDensity == 20)
        let densities = densities(atlas, scene)
        #expect(densities.lowerBound > 19.999 && densities.upperBound < 20.001, "\(densities)")
        expectSound(atlas, scene)
    }

    @Test func materialsStayWholeOnPagesNamedByTiles() throws {
        let scene = walls([SIMD2(6, 6), SIMD2(6, 6), SIMD2(6, 5), SIMD2(2, 1)])
        let atlas = try atlas(scene, TextureLayout(textureSize: 256, texelDensity: 36))
        #expect(atlas.pages.map(\.name) == ["model.1001", "model.1002", "model.1003"])
        #expect(atlas.pages.map(\.tile) == [1001, 1002, 1003])
        let paged = PagedMaterials(atlas, of: scene)
        #expect(paged.scene.materials == scene.materials)
        #expect(paged.pages.count == 4 && Set(paged.pages.prefix(3)).count == 3)
        let densities = densities(atlas, scene)
        #expect(densities.lowerBound > 35.999 && densities.upperBound < 36.001, "\(densities)")
        expectSound(atlas, scene)
    }

    @Test func aMaterialTooLargeForOnePageIsDivided() throws {
        let scene = walls([SIMD2(2, 2), SIMD2(20, 10)])
        let atlas = try atlas(scene, TextureLayout(textureSize: 256, texelDensity: 36))
        #expect(atlas.pages.count >= 4)
        expectSound(atlas, scene)
        let paged = PagedMaterials(atlas, of: scene)
        #expect(paged.scene.materials.prefix(2).map(\.name) == ["wall 0", "wall 1"])
        #expect(paged.scene.materials.dropFirst(2).contains { $0.name == "wall 1.1002" })
        for (face, attributes) in paged.scene.mesh.faceAttributes.enumerated() {
            #expect(paged.pages[Int(attributes.material)] == Int(atlas.facePages[face]))
            let name = paged.scene.materials[Int(attributes.material)].name
            #expect(name.hasPrefix(scene.materials[Int(scene.mesh.faceAttributes[face].material)].name))
        }
        #expect(paged.scene.mesh.corners == scene.mesh.corners)
    }

    @Test func dividedMaterialsTakeNoNamesThatExist() throws {
        var scene = walls([SIMD2(2, 2), SIMD2(20, 10)])
        scene.materials[0].name = "wall 1.1002"
        let atlas = try atlas(scene, TextureLayout(textureSize: 256, texelDensity: 36))
        let names = PagedMaterials(atlas, of: scene).scene.materials.map(\.name)
        #expect(Set(names).count == names.count)
        #expect(names.contains("wall 1.1002-2"))
    }

    @Test func oneFaceLongerThanAPageIsShortenedAndSaysSo() throws {
        let scene = walls([SIMD2(3, 1)])
        var long = scene
        long.mesh.positions = scene.mesh.positions.map { SIMD3($0.x * 10, $0.y, $0.z) }
        let atlas = try atlas(long, TextureLayout(textureSize: 256, texelDensity: 36))
        #expect(atlas.notes.contains { $0.contains("lower --texel-density") }, "\(atlas.notes)")
        expectSound(atlas, long)
    }

    @Test func aDensityBeyondReasonIsRefused() throws {
        let scene = walls([SIMD2(80, 80)])
        let error = #expect(throws: UnwrapError.self) {
            _ = try atlas(scene, TextureLayout(textureSize: 256, texelDensity: 400))
        }
        let text = error?.description ?? ""
        #expect(text.hasPrefix("A density of 400 texels per scene unit takes"), "\(text)")
        // What the message proposes is possible.
        guard case .texelDensityTooHigh(_, _, _, _, let possible)? = error else { return }
        #expect(possible > 18)
        #expect(try atlas(scene, TextureLayout(textureSize: 256, texelDensity: possible)).pages.count <= 64)
        for density in [0, -1, Double.nan, .infinity] {
            #expect(throws: UnwrapError.self) { _ = try atlas(scene, TextureLayout(texelDensity: density)) }
        }
    }

    @Test func keptCoordinatesFollowTheDensity() throws {
        var builder = SceneBuilder()
        let v = [(0.0, 0.0), (4, 0), (4, 4), (0, 4)].map { builder.vertex($0.0, $0.1, 0) }
        builder.face(v, uv: [SIMD2(0, 0), SIMD2(1, 0), SIMD2(1, 1), SIMD2(0, 1)])
        let scene = builder.scene
        #expect(try atlas(scene, TextureLayout(texelDensity: 64)).pages.map(\.width) == [256])
        let dense = try atlas(scene, TextureLayout(textureSize: 1024, texelDensity: 900))
        #expect(dense.pages.map(\.width) == [1024])
        #expect(dense.notes.contains { $0.contains("only 256 texels per scene unit") }, "\(dense.notes)")
    }

    // MARK: Layouts in common

    /// Four squares; the UVs of each are given.
    private func squares(_ coordinates: [[SIMD2<Double>]], side: [Double] = [1, 1, 1, 1]) -> Scene {
        var builder = SceneBuilder()
        builder.materials = coordinates.indices.map { Material(name: "part \($0)") }
        for (number, uv) in coordinates.enumerated() {
            let z = Double(number), s = side[number]
            let v = [(0.0, 0.0), (s, 0), (s, s), (0, s)].map { builder.vertex($0.0, $0.1, z) }
            builder.face(v, uv: uv, material: number, object: number)
        }
        return builder.scene
    }

    private func square(_ x: Double, _ y: Double) -> [SIMD2<Double>] {
        [SIMD2(x, y), SIMD2(x + 0.4, y), SIMD2(x + 0.4, y + 0.4), SIMD2(x, y + 0.4)]
    }

    @Test func materialsLaidOutTogetherHaveOnePage() throws {
        let scene = squares([square(0, 0), square(0.5, 0), square(0, 0.5), square(0.5, 0.5)])
        let atlas = try atlas(scene, TextureLayout(textureSize: 512))
        #expect(atlas.pages == [Atlas.Page(name: "model", width: 512, height: 512)])
        #expect(atlas.facePages == [0, 0, 0, 0])
        expectSound(atlas, scene)
    }

    @Test func materialsThatOverlapHavePagesOfTheirOwn() throws {
        let scene = squares([square(0, 0), square(0.3, 0), square(0, 0.5), square(0.5, 0.5)])
        let atlas = try atlas(scene, TextureLayout(textureSize: 512))
        #expect(atlas.facePages == [0, 1, 0, 0])
        #expect(atlas.pages.map(\.name) == ["model", "part_1"])
    }

    @Test func smallPartsOfALayoutAreKept() throws {
        let small = [SIMD2(0.5, 0.0), SIMD2(0.54, 0), SIMD2(0.54, 0.04), SIMD2(0.5, 0.04)]
        let layout = [square(0, 0), small, square(0, 0.5), small.map { $0 + SIMD2(0, 0.1) }]
        let scene = squares(layout, side: [1, 0.1, 1, 0.1])
        let atlas = try atlas(scene, TextureLayout())
        #expect(atlas.facePages == [0, 0, 0, 0])
        #expect(atlas.cornerCoordinates == layout.flatMap { $0 })
        // By themselves they would waste a page.
        let alone = squares([small, small, small, small], side: [0.1, 0.1, 0.1, 0.1])
        #expect(try self.atlas(alone, TextureLayout()).notes.first?.hasPrefix("Unwrapped") == true)
    }

    @Test func whatWasUnwrappedIsKeptTheNextTime() throws {
        var scene = walls([SIMD2(6, 6), SIMD2(1, 1), SIMD2(5, 3), SIMD2(1, 2), SIMD2(2, 2)])
        let first = try atlas(scene, TextureLayout(textureSize: 512))
        scene.mesh.textureCoordinates = first.cornerCoordinates
        for corner in scene.mesh.corners.indices { scene.mesh.corners[corner].textureCoordinate = UInt32(corner) }
        let second = try atlas(scene, TextureLayout(textureSize: 512))
        #expect(second.cornerCoordinates == first.cornerCoordinates)
        #expect(second.pages == first.pages)
    }

    @Test func otherDensitiesAndOtherPicturesAreOtherLayouts() throws {
        let layout = [square(0, 0), square(0.5, 0), square(0, 0.5), square(0.5, 0.5)]
        #expect(try atlas(squares(layout, side: [1, 1, 5, 1]), TextureLayout()).facePages == [0, 0, 1, 0])
        var scene = squares(layout)
        scene.materials[1].texture = .file("a.png")
        scene.materials[3].texture = .file("a.png")
        #expect(try atlas(scene, TextureLayout()).facePages == [0, 1, 0, 1])
    }
}
