import MaquetteScene

/// How the triangles of a mesh hang together in space, whatever their texture coordinates.
///
/// Vertices at exactly one position count as one, so that files which repeat vertices at
/// every face (STL, hard normals) still form surfaces. Half-edge `3 t + k` runs from corner `k` of
/// triangle `t` to corner `k + 1`.
struct SurfaceTopology: Sendable {
    static let none = UInt32.max

    /// The half-edge on the other side of each half-edge, or `none`.
    let twins: [UInt32]
    /// Unit normals by the winding; zero for a triangle without area.
    let normals: [SIMD3<Double>]
    /// Areas in square scene units.
    let areas: [Double]
    /// Welded vertices of each triangle.
    let vertices: [SIMD3<UInt32>]

    init(scene: Scene, triangles mesh: TriangleMesh) {
        let welded = WeldedVertices(exactly: mesh.positions).vertexOfPosition
        vertices = mesh.triangles.map { SIMD3(welded[Int($0.x)], welded[Int($0.y)], welded[Int($0.z)]) }
        var normals = [SIMD3<Double>](repeating: .zero, count: mesh.count)
        var areas = [Double](repeating: 0, count: mesh.count)
        for triangle in 0..<mesh.count {
            let normal = mesh.doubledNormal(ofTriangle: triangle)
            let doubled = length(normal)
            areas[triangle] = doubled / 2
            if doubled > 0, doubled.isFinite { normals[triangle] = normal / doubled }
        }
        self.normals = normals
        self.areas = areas
        var pairing = EdgePairing(scene: scene, mesh: mesh, vertices: vertices, normals: normals)
        twins = pairing.pairAll()
    }

    /// The cosine of the angle between two triangles across a shared edge: 1 is flat, -1 a fold.
    /// Windings that disagree are set right first.
    func flatness(_ first: Int, _ second: Int) -> Double {
        let cosine = dot(normals[first / 3], normals[second / 3])
        return runsAlong(first, second) ? -cosine : cosine
    }

    /// Whether two half-edges of one edge run in the same direction, so that their windings disagree.
    func runsAlong(_ first: Int, _ second: Int) -> Bool {
        vertices[first / 3][first % 3] == vertices[second / 3][second % 3]
    }
}

/// Finds the half-edges that belong together.
private struct EdgePairing {
    let attributes: [PolygonMesh.FaceAttributes]
    let faces: [UInt32]
    let vertices: [SIMD3<UInt32>]
    let normals: [SIMD3<Double>]
    var twins: [UInt32]

    init(scene: Scene, mesh: TriangleMesh, vertices: [SIMD3<UInt32>], normals: [SIMD3<Double>]) {
        attributes = scene.mesh.faceAttributes
        faces = mesh.faces
        self.vertices = vertices
        self.normals = normals
        twins = [UInt32](repeating: SurfaceTopology.none, count: 3 * mesh.count)
    }

    /// Sorts the half-edges by their lower vertex (counting sort), then pairs within each vertex's few.
    mutating func pairAll() -> [UInt32] {
        let vertexCount = 1 + Int(vertices.reduce(0) { max($0, $1.max()) })
        var starts = [Int](repeating: 0, count: vertexCount + 1)
        for half in 0..<twins.count { starts[Int(ends(half).low) + 1] += 1 }
        for vertex in 0..<vertexCount { starts[vertex + 1] += starts[vertex] }
        var next = starts
        var sorted = [(high: UInt32, half: UInt32)](repeating: (0, 0), count: twins.count)
        for half in 0..<twins.count {
            let (low, high) = ends(half)
            sorted[next[Int(low)]] = (high, UInt32(half))
            next[Int(low)] += 1
        }
        for vertex in 0..<vertexCount where starts[vertex + 1] - starts[vertex] > 1 {
            let range = starts[vertex]..<starts[vertex + 1]
            sorted[range].sort { ($0.high, $0.half) < ($1.high, $1.half) }
            var first = range.lowerBound
            while first < range.upperBound {
                var end = first + 1
                while end < range.upperBound, sorted[end].high == sorted[first].high { end += 1 }
                if sorted[first].high != UInt32(vertex) { pair(sorted[first..<end].map { Int($0.half) }) }
                first = end
            }
        }
        return twins
    }

    private func ends(_ half: Int) -> (low: UInt32, high: UInt32) {
        let triangle = vertices[half / 3]
        let from = triangle[half % 3]
        let to = triangle[(half + 1) % 3]
        return from < to ? (from, to) : (to, from)
    }

    /// Where more than two faces meet at an edge, those that continue each other best go together.
    private mutating func pair(_ halves: [Int]) {
        if halves.count == 2 {
            join(halves[0], halves[1])
            return
        }
        // An edge with a great many faces is no surface; its faces stay unlinked.
        guard halves.count > 2, halves.count <= 64 else { return }
        var candidates: [(affinity: Double, first: Int, second: Int)] = []
        for first in halves.indices {
            for second in halves.indices where second > first {
                candidates.append((affinity(halves[first], halves[second]), halves[first], halves[second]))
            }
        }
        candidates.sort { ($1.affinity, $0.first, $0.second) < ($0.affinity, $1.first, $1.second) }
        for candidate in candidates
        where twins[candidate.first] == SurfaceTopology.none && twins[candidate.second] == SurfaceTopology.none {
            join(candidate.first, candidate.second)
        }
    }

    private mutating func join(_ first: Int, _ second: Int) {
        twins[first] = UInt32(second)
        twins[second] = UInt32(first)
    }

    private func affinity(_ first: Int, _ second: Int) -> Double {
        let one = attributes[Int(faces[first / 3])]
        let other = attributes[Int(faces[second / 3])]
        let cosine = dot(normals[first / 3], normals[second / 3])
        let along = vertices[first / 3][first % 3] == vertices[second / 3][second % 3]
        return (along ? -cosine : cosine) + (one.object == other.object ? 4 : 0)
            + (one.material == other.material ? 2 : 0)
    }
}
