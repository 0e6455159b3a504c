import MaquetteImaging
import MaquetteScene

/// Puts triangles that lie close together one after the other, for meshes whose own order does not.
///
/// Modelling programs and scanners write neighbours one after the other. Optimizers and converters may leave them in any
/// order; then triangles are sorted along the space-filling curve of G. M. Morton ("A Computer Oriented Geodetic
/// Data Base and a New Technique in File Sequencing", 1966).
struct MortonOrder {
    private let mesh: MeshPointers
    private let loop: ParallelLoop

    /// Cells of the curve along each axis.
    private static let cells = 1024.0
    /// Bits of a place on the curve.
    private static let codeBits = 30
    /// Runs that are looked at to tell whether a mesh needs sorting.
    private static let samples = 64
    private static let chunkSize = 1 << 14
    /// So many triangles ahead, vertices are fetched.
    private static let prefetchDistance = 24

    init(_ mesh: MeshPointers, loop: ParallelLoop) {
        self.mesh = mesh
        self.loop = loop
    }

    /// The triangles' indices in a better order; nil where that of the mesh will do, or where it holds triangles that
    /// cannot be used.
    ///
    /// - Parameter run: how many triangles should lie together.
    func indices(run: Int) -> AlignedBuffer<UInt32>? {
        if isCoherent(run: run) { return nil }
        let keys = AlignedBuffer<UInt64>(capacity: mesh.triangles.count)
        guard fill(keys) else { return nil }
        return RadixSort(count: mesh.triangles.count, loop: loop).sortedIndices(keys, bits: Self.codeBits)
    }

    /// Whether runs of triangles are no larger than chains of neighbours could be, on the whole.
    private func isCoherent(run: Int) -> Bool {
        let runs = mesh.triangles.count / run
        var sizeOfRuns = 0.0
        var sizeOfTriangles = 0.0
        for sample in 0..<min(runs, Self.samples) {
            let first = sample * runs / min(runs, Self.samples) * run
            var bounds = Bounds()
            for index in first..<first + run {
                guard let corners = mesh.corners(index) else { return true }
                let own = Bounds(corners)
                sizeOfTriangles += own.diagonal
                bounds.formUnion(own)
            }
            sizeOfRuns += bounds.diagonal
        }
        return sizeOfRuns <= sizeOfTriangles
    }

    /// Finds the place of every triangle on the curve, and puts its index into the low half.
    ///
    /// - Returns: whether all triangles can be used.
    private func fill(_ keys: AlignedBuffer<UInt64>) -> Bool {
        // Three times the middle of a triangle lies in three times the box of the vertices.
        let bounds = boundsOfVertices()
        let extent = bounds.high - bounds.low
        let scale = SIMD3(repeating: Self.cells / 3) / extent.replacing(with: 1, where: extent .< 1e-300)
        let count = mesh.triangles.count
        let chunks = (count + Self.chunkSize - 1) / Self.chunkSize
        let faulty = AlignedBuffer<Bool>(capacity: chunks)
        loop.forEachRange(count, grain: Self.chunkSize) { chunk, range in
            faulty.pointer[chunk] = false
            for index in range {
                mesh.prefetchVertices(index + Self.prefetchDistance)
                guard let corners = mesh.corners(index) else {
                    faulty.pointer[chunk] = true
                    return
                }
                let cell = ((corners.0 - bounds.low) + (corners.1 - bounds.low) + (corners.2 - bounds.low)) * scale
                keys.pointer[index] = UInt64(Self.code(cell)) << 32 | UInt64(truncatingIfNeeded: index)
            }
        }
        return !(0..<chunks).contains { faulty.pointer[$0] }
    }

    private func boundsOfVertices() -> Bounds {
        let count = mesh.positions.count
        let chunks = (count + Self.chunkSize - 1) / Self.chunkSize
        let parts = AlignedBuffer<Bounds>(capacity: chunks)
        loop.forEachRange(count, grain: Self.chunkSize) { chunk, range in
            var bounds = Bounds()
            for index in range {
                let position = mesh.positions[index]
                if isWithinRange(position) { bounds.formUnion(position) }
            }
            parts.pointer[chunk] = bounds
        }
        return (0..<chunks).reduce(into: Bounds()) { $0.formUnion(parts.pointer[$1]) }
    }

    /// The place of a cell on the curve: the bits of its three coordinates in turn.
    @inline(__always)
    private static func code(_ cell: SIMD3<Double>) -> UInt32 {
        spread(cell.x) | spread(cell.y) << 1 | spread(cell.z) << 2
    }

    /// A whole number below 1024 with two empty bits before each of its own.
    @inline(__always)
    private static func spread(_ coordinate: Double) -> UInt32 {
        var bits = UInt32(max(0, min(cells - 1, coordinate)))
        bits = (bits | bits << 16) & 0x0300_00FF
        bits = (bits | bits << 8) & 0x0300_F00F
        bits = (bits | bits << 4) & 0x030C_30C3
        return (bits | bits << 2) & 0x0924_9249
    }
}

/// A box with sides along the axes.
private struct Bounds: BitwiseCopyable {
    var low = SIMD3(repeating: Double.infinity)
    var high = SIMD3(repeating: -Double.infinity)

    init() {}

    init(_ corners: (SIMD3<Double>, SIMD3<Double>, SIMD3<Double>)) {
        low = pointwiseMin(pointwiseMin(corners.0, corners.1), corners.2)
        high = pointwiseMax(pointwiseMax(corners.0, corners.1), corners.2)
    }

    var diagonal: Double { length(high - low) }

    mutating func formUnion(_ point: SIMD3<Double>) {
        low = low.replacing(with: point, where: point .< low)
        high = high.replacing(with: point, where: high .< point)
    }

    mutating func formUnion(_ other: Bounds) {
        low = low.replacing(with: other.low, where: other.low .< low)
        high = high.replacing(with: other.high, where: high .< other.high)
    }
}
