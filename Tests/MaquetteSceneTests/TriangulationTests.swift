import Foundation
import MaquetteScene
import MaquetteTestSupport
import Testing

@Suite struct TriangulationTests {
    /// A mesh of one polygon.
    private func mesh(_ points: [SIMD3<Double>]) -> PolygonMesh {
        var mesh = PolygonMesh()
        mesh.positions = points
        mesh.appendFace(
            points.indices.map { PolygonMesh.Corner(position: UInt32($0)) }, attributes: .init(object: 0, material: 0))
        return mesh
    }

    private func mesh(flat points: [SIMD2<Double>]) -> PolygonMesh {
        mesh(points.map { SIMD3($0.x, $0.y, 0) })
    }

    private func areaVector(_ triangles: TriangleMesh, _ index: Int) -> SIMD3<Double> {
        let t = triangles.triangles[index]
        let (a, b, c) = (
            triangles.positions[Int(t.x)], triangles.positions[Int(t.y)], triangles.positions[Int(t.z)]
        )
        return cross(b - a, c - a) / 2
    }

    private func expectWhole(_ mesh: PolygonMesh, _ comment: Comment? = nil) {
        let triangles = mesh.triangulated()
        #expect(triangles.count == mesh.corners.count - 2 * mesh.faceCount, comment)
        var used = Set<UInt32>()
        for t in triangles.corners {
            #expect(Set([t.x, t.y, t.z]).count == 3, comment)
            used.formUnion([t.x, t.y, t.z])
        }
        #expect(used.count == mesh.corners.count, comment)
    }

    /// No triangle is flipped and the areas add up: nothing overlaps and nothing sticks out.
    private func expectTiling(_ mesh: PolygonMesh, area: Double, normal: SIMD3<Double>, _ comment: Comment? = nil) {
        expectWhole(mesh, comment)
        let triangles = mesh.triangulated()
        var sum = 0.0
        for index in 0..<triangles.count {
            let signed = dot(areaVector(triangles, index), normal)
            #expect(signed > 0, comment)
            sum += signed
        }
        #expect(abs(sum - area) <= 1e-9 * max(area, 1), comment)
    }

    private func area(_ points: [SIMD2<Double>]) -> Double {
        var sum = 0.0
        for index in points.indices {
            let (a, b) = (points[index], points[(index + 1) % points.count])
            sum += a.x * b.y - a.y * b.x
        }
        return sum / 2
    }

    @Test func aConvexQuadIsCutFromItsFirstCorner() {
        let triangles = mesh(flat: [SIMD2(0, 0), SIMD2(2, 0), SIMD2(2, 1), SIMD2(0, 1)]).triangulated()
        #expect(triangles.corners == [SIMD3(0, 1, 2), SIMD3(0, 2, 3)])
        #expect(triangles.faces == [0, 0])
    }

    @Test func aConcaveQuadIsCutInsideWhicheverCornerIsFirst() {
        let dart = [SIMD2(0.0, 0.0), SIMD2(2, 0.5), SIMD2(0, 1), SIMD2(0.5, 0.5)]
        for shift in 0..<4 {
            let points = (0..<4).map { dart[($0 + shift) % 4] }
            expectTiling(mesh(flat: points), area: area(points), normal: SIMD3(0, 0, 1))
        }
    }

    @Test func aQuadWithACornerOnItsEdgeHasNoFlatTriangle() {
        let points = [SIMD2(0.0, 0.0), SIMD2(1, 0), SIMD2(2, 0), SIMD2(0, 1)]
        for shift in 0..<4 {
            let turned = (0..<4).map { points[($0 + shift) % 4] }
            expectTiling(mesh(flat: turned), area: 1, normal: SIMD3(0, 0, 1))
        }
    }

    @Test func aPolygonWithCornersOnItsEdgesHasNoFlatTriangle() {
        let points = [
            SIMD2(0.0, 0.0), SIMD2(1, 0), SIMD2(2, 0), SIMD2(3, 0), SIMD2(3, 3), SIMD2(1.5, 3), SIMD2(0, 3),
            SIMD2(0, 1.5),
        ]
        expectTiling(mesh(flat: points), area: 9, normal: SIMD3(0, 0, 1))
    }

    @Test func aWallWithAWindowJoinedByADoubledEdgeKeepsItsHole() {
        let points = [
            SIMD2(0.0, 0.0), SIMD2(4, 0), SIMD2(4, 4), SIMD2(0, 4), SIMD2(0, 0),
            SIMD2(1, 1), SIMD2(1, 3), SIMD2(3, 3), SIMD2(3, 1), SIMD2(1, 1),
        ]
        let wall = mesh(flat: points)
        expectTiling(wall, area: 12, normal: SIMD3(0, 0, 1))
        let triangles = wall.triangulated()
        for index in 0..<triangles.count {
            let t = triangles.triangles[index]
            let center =
                (triangles.positions[Int(t.x)] + triangles.positions[Int(t.y)] + triangles.positions[Int(t.z)]) / 3
            #expect(!(center.x > 1 && center.x < 3 && center.y > 1 && center.y < 3))
        }
    }

    @Test(arguments: 0..<60) func seededStarPolygonsInAnyPlaneAreTiled(_ run: UInt64) {
        let seed = 0x5CE0_0001 &+ run
        var generator = SeededGenerator(seed: seed)
        let count = Int.random(in: 5...60, using: &generator)
        let flat = (0..<count).map { index -> SIMD2<Double> in
            let angle = 2 * Double.pi * Double(index) / Double(count)
            let radius = Double.random(in: 0.2...1, using: &generator)
            return radius * SIMD2(cos(angle), sin(angle))
        }
        let direction = { (generator: inout SeededGenerator) in
            SIMD3(
                Double.random(in: -1...1, using: &generator), Double.random(in: -1...1, using: &generator),
                Double.random(in: -1...1, using: &generator))
        }
        let u = normalized(direction(&generator))
        let normal = normalized(cross(u, direction(&generator)))
        let v = cross(normal, u)
        let offset = 10 * direction(&generator)
        let points = flat.map { offset + $0.x * u + $0.y * v }
        expectTiling(mesh(points), area: area(flat), normal: normal, "seed \(seed)")
    }

    @Test(arguments: 0..<200) func anyPolygonIsCutWhole(_ run: UInt64) {
        let seed = 0x5CE0_1000 &+ run
        var generator = SeededGenerator(seed: seed)
        // Coordinates from a tiny grid give repeated, collinear and self-crossing corners; the scales
        // give underflow and overflow.
        let scale: Double = [1, 1e-160, 1e160, 1e-20][Int(run % 4)]
        let points = (0..<Int.random(in: 3...14, using: &generator)).map { _ in
            SIMD3(
                Double.random(in: 0...2, using: &generator).rounded(),
                Double.random(in: 0...2, using: &generator).rounded(),
                Double.random(in: 0...1, using: &generator).rounded()) * scale
        }
        expectWhole(mesh(points), "seed \(seed)")
    }

    @Test func aSpiralOfManyCornersIsTiled() {
        let count = 2_000
        let outer = (0..<count).map { index -> SIMD2<Double> in
            let angle = 20 * Double.pi * Double(index) / Double(count)
            return (1 + angle) * SIMD2(cos(angle), sin(angle))
        }
        let inner = (0..<count).reversed().map { index -> SIMD2<Double> in
            let angle = 20 * Double.pi * Double(index) / Double(count)
            return (0.5 + angle) * SIMD2(cos(angle), sin(angle))
        }
        let points = outer + inner
        let triangles = mesh(flat: points).triangulated()
        #expect(triangles.count == points.count - 2)
        var sum = 0.0
        var flipped = 0
        // The spiral runs counter-clockwise from the outside.
        let sign = area(points) > 0 ? 1.0 : -1.0
        for index in 0..<triangles.count {
            let signed = sign * areaVector(triangles, index).z
            sum += signed
            if signed <= 0 { flipped += 1 }
        }
        #expect(flipped == 0)
        #expect(abs(sum - abs(area(points))) < 1e-6 * sum)
    }

    @Test func facesKeepTheirOrder() {
        var mesh = PolygonMesh()
        mesh.positions = (0..<5).map { index in
            let angle = 2 * Double.pi * Double(index) / 5
            return SIMD3(cos(angle), sin(angle), 0)
        }
        let corner = { (index: UInt32) in PolygonMesh.Corner(position: index) }
        let attributes = PolygonMesh.FaceAttributes(object: 0, material: 0)
        mesh.appendFace([corner(2), corner(1), corner(0)], attributes: attributes)
        mesh.appendFace((0..<5).map { corner($0) }, attributes: attributes)
        mesh.appendFace((0..<4).map { corner($0) }, attributes: attributes)
        let triangles = mesh.triangulated()
        #expect(triangles.faces == [0, 1, 1, 1, 2, 2])
        #expect(triangles.triangles[0] == SIMD3(2, 1, 0))
        #expect(triangles.corners[5].max() == 11)
    }

    @Test func boundsCountOnlyVerticesOfFaces() {
        var mesh = mesh([SIMD3(0, 0, 0), SIMD3(1, 0, -2), SIMD3(0, 3, 0)])
        mesh.positions.append(SIMD3(100, 100, 100))
        let scene = Scene(name: "triangle", mesh: mesh, objects: ["triangle"], materials: [Material(name: "m")])
        #expect(scene.bounds == BoundingBox(lower: SIMD3(0, 0, -2), upper: SIMD3(1, 3, 0)))
        let empty = Scene(name: "none", mesh: PolygonMesh(), objects: [], materials: [])
        #expect(empty.bounds == nil)
    }
}
