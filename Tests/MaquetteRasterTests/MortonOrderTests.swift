import MaquetteImaging
import MaquetteScene
import MaquetteTestSupport
import Testing

@testable import MaquetteRaster

/// The order in which triangles are put into clusters.
@Suite struct MortonOrderTests {
    private static let run = 64

    private func order(_ mesh: TriangleMesh) -> [Int]? {
        MeshPointers.withPointers(mesh) { pointers in
            MortonOrder(pointers, loop: ParallelLoop()).indices(run: Self.run).map { indices in
                mesh.triangles.indices.map { Int(indices.pointer[$0]) }
            }
        }
    }

    /// The diagonals of the boxes around runs of triangles, added up.
    private func extent(_ mesh: TriangleMesh, _ order: [Int]) -> Double {
        stride(from: 0, to: order.count, by: Self.run).reduce(0) { sum, first in
            let points = order[first..<min(first + Self.run, order.count)].flatMap { index in
                [mesh.triangles[index].x, mesh.triangles[index].y, mesh.triangles[index].z].map { mesh.positions[Int($0)] }
            }
            let low = points.reduce(points[0]) { pointwiseMin($0, $1) }
            let high = points.reduce(points[0]) { pointwiseMax($0, $1) }
            return sum + length(high - low)
        }
    }

    @Test func aGoodOrderIsKept() {
        #expect(order(terrainMesh(side: 150)) == nil)
        #expect(order(sphereMesh(side: 60)) == nil)
        #expect(order(triangleMesh([], [])) == nil)
    }

    @Test func neighboursComeTogether() throws {
        var generator = SeededGenerator(seed: 1)
        let mesh = shuffled(terrainMesh(side: 200), &generator).mesh
        let order = try #require(self.order(mesh))
        #expect(order.sorted() == Array(mesh.triangles.indices))
        let before = extent(mesh, Array(mesh.triangles.indices))
        #expect(extent(mesh, order) < before / 10)
    }

    @Test func aFlatMeshIsSortedToo() throws {
        var generator = SeededGenerator(seed: 2)
        var mesh = shuffled(terrainMesh(side: 200), &generator).mesh
        for index in mesh.positions.indices { mesh.positions[index].y = Double.leastNonzeroMagnitude }
        let order = try #require(self.order(mesh))
        #expect(extent(mesh, order) < extent(mesh, Array(mesh.triangles.indices)) / 10)
    }

    @Test func faultsAreNamedByTheirIndexInTheMesh() {
        var generator = SeededGenerator(seed: 3)
        var mesh = shuffled(terrainMesh(side: 200), &generator).mesh
        mesh.triangles[30_001].y = 1 << 30
        #expect(throws: RasterError.vertexIndexOutOfRange(triangle: 30_001, index: 1 << 30, vertexCount: 40_000)) {
            try Rasterizer(mesh: mesh)
        }
        mesh.triangles[30_001] = mesh.triangles[0]
        let vertex = Int(mesh.triangles[7].z)
        mesh.positions[vertex].x = .nan
        #expect(throws: RasterError.vertexOutOfRange(vertex: vertex)) { try Rasterizer(mesh: mesh) }
    }

    @Test(arguments: [0, 1, 1000, 200_000])
    func numbersAreSortedByTheirHighHalvesStably(_ count: Int) {
        var generator = SeededGenerator(seed: 5)
        let places = (0..<count).map { _ in UInt32.random(in: 0..<1 << 12, using: &generator) << 18 }
        let keys = AlignedBuffer<UInt64>(capacity: count)
        for (index, place) in places.enumerated() { keys.pointer[index] = UInt64(place) << 32 | UInt64(index) }
        let sorted = RadixSort(count: count, loop: ParallelLoop(threads: 3)).sortedIndices(keys, bits: 30)
        let expected = places.indices.sorted { (places[$0], $0) < (places[$1], $1) }
        #expect((0..<count).map { Int(sorted.pointer[$0]) } == expected)
    }
}
