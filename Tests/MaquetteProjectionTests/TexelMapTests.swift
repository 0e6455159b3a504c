import MaquetteScene
import MaquetteTestSupport
import MaquetteUnwrap
import Testing

@testable import MaquetteProjection

@Suite struct TexelMapTests {
    /// A jittered grid whose corners lie on half texels, so that many texel centres fall on edges and corners.
    private func jitteredGrid(seed: UInt64, side: Int, cells: Int) -> (Scene, TriangleMesh, Atlas) {
        var random = SeededGenerator(seed: seed)
        var mesh = PolygonMesh()
        var points: [SIMD2<Double>] = []
        let spacing = Double(side) / Double(cells)
        for row in 0...cells {
            for column in 0...cells {
                var point = SIMD2(Double(column), Double(row)) * spacing
                if row > 0, row < cells, column > 0, column < cells {
                    let jitter = SIMD2<Double>.random(in: -0.45...0.45, using: &random) * spacing
                    point += jitter
                }
                point = (point * 2).rounded(.toNearestOrEven) / 2
                points.append(point)
                mesh.positions.append(SIMD3(point.x, point.y, 0))
            }
        }
        var coordinates: [SIMD2<Double>] = []
        for row in 0..<cells {
            for column in 0..<cells {
                let a = row * (cells + 1) + column
                let quad = [a, a + 1, a + cells + 2, a + cells + 1]
                let cut = Bool.random(using: &random)
                for picks in cut ? [[0, 1, 2], [0, 2, 3]] : [[1, 2, 3], [1, 3, 0]] {
                    let corners = picks.map { PolygonMesh.Corner(position: UInt32(quad[$0])) }
                    mesh.appendFace(corners, attributes: .init(object: 0, material: 0))
                    for pick in picks {
                        let point = points[quad[pick]] / Double(side)
                        coordinates.append(SIMD2(point.x, 1 - point.y))
                    }
                }
            }
        }
        let atlas = Atlas(
            pages: [.init(name: "page", width: side, height: side)], facePages: [UInt32](repeating: 0, count: mesh.faceCount),
            cornerCoordinates: coordinates, faceCharts: [UInt32](repeating: 0, count: mesh.faceCount), chartCount: 1)
        let scene = Scene(name: "grid", mesh: mesh, objects: ["grid"], materials: [Material(name: "grid")])
        return (scene, mesh.triangulated(), atlas)
    }

    @Test(arguments: [11, 12, 13, 14] as [UInt64])
    func everyCentreBelongsToOneTriangleAroundIt(seed: UInt64) throws {
        let side = 64
        let (scene, mesh, atlas) = jitteredGrid(seed: seed, side: side, cells: 9)
        let map = try TexturePainter(scene: scene, triangles: mesh, atlas: atlas).texelMaps[0]
        for y in 0..<side {
            for x in 0..<side {
                let texel = y * side + x
                #expect(map.kinds[texel] == .inside, "seed \(seed): gap at \(x), \(y)")
                let point = try #require(map.surfacePoint(x: x, y: y, of: mesh))
                // Positions are texel coordinates, so the surface point is the centre itself.
                #expect(abs(point.x - Double(x) - 0.5) < 1e-4 && abs(point.y - Double(y) - 0.5) < 1e-4)
                let third = 1 - map.barycentrics[texel].x - map.barycentrics[texel].y
                #expect(min(map.barycentrics[texel].min(), third) >= -1e-6)
            }
        }
    }

    /// Triangles rasterized one at a time claim as many texels together as all at once: none is claimed twice.
    @Test(arguments: [21, 22] as [UInt64])
    func noCentreBelongsToTwoTriangles(seed: UInt64) throws {
        let side = 48
        let (scene, mesh, atlas) = jitteredGrid(seed: seed, side: side, cells: 5)
        var claimed = 0
        for triangle in 0..<mesh.count {
            let alone = TriangleMesh(
                positions: mesh.positions, triangles: [mesh.triangles[triangle]], corners: [mesh.corners[triangle]],
                faces: [mesh.faces[triangle]])
            let map = try TexturePainter(scene: scene, triangles: alone, atlas: atlas).texelMaps[0]
            claimed += map.kinds.count { $0 == .inside }
        }
        #expect(claimed == side * side, "seed \(seed)")
    }

    /// All four texels that bilinear sampling anywhere on a chart reads have a surface point.
    @Test func bilinearSamplingOfAChartReadsOnlyItsTexels() throws {
        var scene = TestScene(pageSide: 64, slots: 1, margin: 7.3)
        scene.addObject("triangle soup")
        scene.addSurface(columns: 3, rows: 2) { u, v in SIMD3(u + 0.2 * v, v, 0) }
        let painter = try scene.painter()
        let map = painter.texelMaps[0]
        var random = SeededGenerator(seed: 5)
        for _ in 0..<20_000 {
            let u = 7.3 + (64 - 14.6) * Double.random(in: 0...1, using: &random)
            let v = 7.3 + (64 - 14.6) * Double.random(in: 0...1, using: &random)
            for (dx, dy) in [(-0.5, -0.5), (0.5, -0.5), (-0.5, 0.5), (0.5, 0.5)] {
                let texel = Int((v + dy).rounded(.down)) * 64 + Int((u + dx).rounded(.down))
                #expect(map.triangles[texel] != TexelMap.noTriangle)
            }
        }
    }

    /// Border texels stand for the nearest point on the chart.
    @Test func borderTexelsStandOnTheBorder() throws {
        var scene = TestScene(pageSide: 32, slots: 1, margin: 8.25)
        scene.addObject("square")
        scene.addPatch(SIMD3(8.25, 8.25, 0), SIMD3(15.5, 0, 0), SIMD3(0, 15.5, 0))
        let painter = try scene.painter()
        let map = painter.texelMaps[0]
        let mesh = scene.triangles
        var borders = 0
        for y in 0..<32 {
            for x in 0..<32 where map.kinds[y * 32 + x] == .border {
                borders += 1
                let point = try #require(map.surfacePoint(x: x, y: y, of: mesh))
                // Here a surface point is its texture coordinate in texels, v upwards.
                let expected = SIMD2(
                    min(23.75, max(8.25, Double(x) + 0.5)), min(23.75, max(8.25, 31.5 - Double(y))))
                #expect(abs(point.x - expected.x) < 1e-3 && abs(point.y - expected.y) < 1e-3)
            }
        }
        #expect(borders >= 4 * 16, "a ring of texels around the square: \(borders)")
    }

    @Test func badAtlasesAreRefused() throws {
        var scene = TestScene(pageSide: 32, slots: 1)
        scene.addObject("square")
        scene.addPatch(.zero, SIMD3(1, 0, 0), SIMD3(0, 1, 0))
        let good = scene.atlas
        var pageless = good
        pageless.pages = []
        var homeless = good
        homeless.facePages = [3]
        var short = good
        short.cornerCoordinates.removeLast()
        var wild = good
        wild.cornerCoordinates[0] = SIMD2(.nan, 0)
        var huge = good
        huge.pages[0].width = 1 << 20
        for atlas in [pageless, homeless, short, wild, huge] {
            #expect(throws: ProjectionError.self) {
                try TexturePainter(scene: scene.scene, triangles: scene.triangles, atlas: atlas)
            }
        }
    }
}
