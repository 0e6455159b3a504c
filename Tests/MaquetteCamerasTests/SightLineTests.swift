import MaquetteScene
import MaquetteTestSupport
import Testing

@testable import MaquetteCameras

@Suite struct SightLineTests {
    @Test(arguments: 1...8 as ClosedRange<UInt64>) func linesAgreeWithAllTrianglesOneByOne(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        func point(_ spread: Double = 1) -> SIMD3<Double> {
            SIMD3(.random(in: -spread...spread, using: &random), .random(in: -spread...spread, using: &random),
                .random(in: -spread...spread, using: &random))
        }
        // Small triangles, of which some lie in one plane and some in one point.
        var triangles: [[SIMD3<Double>]] = (0..<300).map { index in
            let middle = index % 10 == 0 ? SIMD3(0.5, 0.5, 0.5) : point()
            var corners = (0..<3).map { _ in middle + point(0.2) }
            if index % 5 == 0 { for corner in 0..<3 { corners[corner].y = 0.25 } }
            return corners
        }
        triangles.append([.zero, .zero, .zero])
        let mesh = scene([triangles]).mesh.triangulated()
        let lines = SightLines(mesh)
        var blocked = 0
        for _ in 0..<400 {
            let (start, end) = (point(), point(1.5))
            let isFree = !triangles.contains { Self.crosses($0, start, end) }
            #expect(lines.isFree(from: start, to: end) == isFree, "seed \(seed), from \(start) to \(end)")
            if !isFree { blocked += 1 }
        }
        #expect(blocked > 50 && blocked < 390, "seed \(seed)")
    }

    @Test func theSurfaceItStartsOnBlocksNothing() {
        let lines = SightLines(scene([solidBox(.zero, SIMD3(1, 1, 1))]).mesh.triangulated())
        #expect(lines.isFree(from: SIMD3(0.3, 1, 0.6), to: SIMD3(0.3, 2, 0.6)))
        #expect(lines.isFree(from: SIMD3(0.3, 1, 0.6), to: SIMD3(4, 1.001, 0.6)))
        #expect(!lines.isFree(from: SIMD3(0.3, 1, 0.6), to: SIMD3(0.3, -1, 0.6)))
        #expect(!lines.isFree(from: SIMD3(0.3, 1, 0.6), to: SIMD3(4, 0.5, 0.6)))
    }

    @Test func nothingBlocksNothing() {
        #expect(SightLines(scene([]).mesh.triangulated()).isFree(from: .zero, to: SIMD3(1, 0, 0)))
    }

    /// By the signs of the volumes that the line's ends and the edges span.
    private static func crosses(_ triangle: [SIMD3<Double>], _ start: SIMD3<Double>, _ end: SIMD3<Double>) -> Bool {
        func volume(_ a: SIMD3<Double>, _ b: SIMD3<Double>, _ c: SIMD3<Double>, _ d: SIMD3<Double>) -> Double {
            dot(cross(b - a, c - a), d - a)
        }
        let sides = [start, end].map { volume(triangle[0], triangle[1], triangle[2], $0) }
        guard sides[0] * sides[1] < 0 else { return false }
        let edges = (0..<3).map { volume(start, end, triangle[$0], triangle[($0 + 1) % 3]) }
        return edges.allSatisfy { $0 > 0 } || edges.allSatisfy { $0 < 0 }
    }
}
