import MaquetteScene

/// The smooth pieces a mesh is made of: triangles that continue each other across shared edges
/// without a crease, within one object and one material.
///
/// A picture may flow over the edges inside a piece; it never flows from one piece to another.
struct SmoothSurfaces: Sendable {
    /// Cosine of the sharpest bend that still counts as smooth (60 degrees).
    static let creaseCosine: Float = 0.5

    /// The piece of each triangle, 0 ..< `count`.
    let labels: FlatBuffer<UInt32>
    /// Whether a triangle's winding runs against the rest of its piece.
    let flipped: [Bool]
    /// Unit normals that point to one side all over a piece; zero for a triangle without area.
    let normals: FlatBuffer<SIMD3<Float>>
    /// Number of pieces.
    let count: Int

    init(scene: Scene, triangles mesh: TriangleMesh, topology: SurfaceTopology) {
        let unlabelled = UInt32.max
        var labels = [UInt32](repeating: unlabelled, count: mesh.count)
        var flipped = [Bool](repeating: false, count: mesh.count)
        var pieces: UInt32 = 0
        var stack: [Int] = []
        for seed in 0..<mesh.count where labels[seed] == unlabelled {
            labels[seed] = pieces
            stack.append(seed)
            while let triangle = stack.popLast() {
                let own = scene.mesh.faceAttributes[Int(mesh.faces[triangle])]
                for half in 3 * triangle..<3 * triangle + 3 where topology.twins[half] != SurfaceTopology.none {
                    let twin = Int(topology.twins[half])
                    let neighbour = twin / 3
                    guard labels[neighbour] == unlabelled,
                        topology.flatness(half, twin) >= Double(Self.creaseCosine)
                    else { continue }
                    let other = scene.mesh.faceAttributes[Int(mesh.faces[neighbour])]
                    guard other.object == own.object, other.material == own.material else { continue }
                    labels[neighbour] = pieces
                    flipped[neighbour] = flipped[triangle] != topology.runsAlong(half, twin)
                    stack.append(neighbour)
                }
            }
            pieces += 1
        }
        self.labels = FlatBuffer(labels)
        self.flipped = flipped
        normals = FlatBuffer(
            zip(topology.normals, flipped).map { normal, isFlipped in SIMD3<Float>(isFlipped ? -normal : normal) })
        count = Int(pieces)
    }
}
