import MaquetteImaging
import MaquetteScene

/// The triangles of a mesh in runs of 64, each with its own vertices and a bounding box.
///
/// A cluster is what culling decides on and what is taken to camera space at once. Runs follow the
/// order of the mesh, or a better one (`MortonOrder`); the answer never depends on it.
final class TriangleClusters: @unchecked Sendable {
    /// Triangles in a cluster; the last one may have fewer.
    static let size = 64
    /// No cluster has more vertices.
    static let largestVertexCount = 3 * size
    /// So many triangles ahead, vertices are fetched where triangles lie in another order than in the mesh.
    private static let prefetchDistance = 16
    /// Clusters that one task builds; they share a region of the vertex memory.
    private static let groupSize = 256

    let triangleCount: Int
    /// Number of clusters.
    let count: Int
    /// Room in the vertex arrays, most of it never touched.
    let vertexCapacity: Int
    /// World-space coordinates of the vertices, each cluster's padded to a multiple of eight.
    let x, y, z: AlignedBuffer<Double>
    /// The first vertex of every cluster.
    let vertexStarts: AlignedBuffer<Int>
    /// Vertices of every cluster, padding included: multiples of eight.
    let vertexCounts: AlignedBuffer<UInt32>
    /// The three vertices of every triangle, counted from the first of the cluster, in the low bytes.
    let localIndices: AlignedBuffer<UInt32>
    /// Whether triangles lie in another order than in the mesh.
    let isReordered: Bool
    /// If so, the index in the mesh of the triangle at each place.
    private let names: AlignedBuffer<UInt32>
    /// Middle and half size of the bounding boxes: three coordinates each, world space.
    let centers, extents: [AlignedBuffer<Double>]

    /// - Throws: a `RasterError` for the first triangle with a missing or impossible vertex.
    init(_ mesh: TriangleMesh, loop: ParallelLoop) throws {
        triangleCount = mesh.count
        count = (mesh.count + Self.size - 1) / Self.size
        let order = MeshPointers.withPointers(mesh) { MortonOrder($0, loop: loop).indices(run: Self.size) }
        isReordered = order != nil
        names = order ?? AlignedBuffer()
        vertexCapacity = count * Self.largestVertexCount
        x = AlignedBuffer(capacity: vertexCapacity)
        y = AlignedBuffer(capacity: vertexCapacity)
        z = AlignedBuffer(capacity: vertexCapacity)
        vertexStarts = AlignedBuffer(capacity: count)
        vertexCounts = AlignedBuffer(capacity: count)
        localIndices = AlignedBuffer(capacity: count * Self.size)
        let paddedCount = (count + 7) & ~7
        centers = (0..<3).map { _ in AlignedBuffer(capacity: paddedCount) }
        extents = (0..<3).map { _ in AlignedBuffer(capacity: paddedCount) }
        // Padding boxes lie at the origin and are never asked about.
        for axis in 0..<3 {
            for index in count..<paddedCount {
                centers[axis].pointer[index] = 0
                extents[axis].pointer[index] = 0
            }
        }

        let groups = (count + Self.groupSize - 1) / Self.groupSize
        let faulty = AlignedBuffer<UInt32>(capacity: groups)
        MeshPointers.withPointers(mesh) { mesh in
            loop.forEach(groups) { group in faulty.pointer[group] = build(group, mesh) }
        }
        for group in 0..<groups where faulty.pointer[group] != .max {
            throw Self.error(inTriangle: Int(faulty.pointer[group]), of: mesh)
        }
    }

    /// The index in the mesh of the triangle at a place.
    @inline(__always)
    func name(_ place: Int) -> Int { isReordered ? Int(names.pointer[place]) : place }

    private static func error(inTriangle index: Int, of mesh: TriangleMesh) -> RasterError {
        let triangle = mesh.triangles[index]
        for corner in 0..<3 {
            let vertex = Int(triangle[corner])
            if vertex >= mesh.positions.count {
                return .vertexIndexOutOfRange(triangle: index, index: vertex, vertexCount: mesh.positions.count)
            }
            if !isWithinRange(mesh.positions[vertex]) { return .vertexOutOfRange(vertex: vertex) }
        }
        return .vertexOutOfRange(vertex: Int(triangle.x))
    }

    /// Builds the clusters of a group.
    ///
    /// - Returns: the first triangle that cannot be used, or `UInt32.max`.
    private func build(_ group: Int, _ mesh: MeshPointers) -> UInt32 {
        let clusters = group * Self.groupSize..<min((group + 1) * Self.groupSize, count)
        var start = clusters.lowerBound * Self.largestVertexCount
        return withUnsafeTemporaryAllocation(of: UInt64.self, capacity: VertexNumbering.slots) { slots in
            var numbering = VertexNumbering(slots)
            for cluster in clusters {
                let fault = build(cluster, from: start, &numbering, mesh)
                if fault != .max { return fault }
                start += Int(vertexCounts.pointer[cluster])
            }
            return .max
        }
    }

    @inline(__always)
    private func build(
        _ cluster: Int, from start: Int, _ numbering: inout VertexNumbering, _ mesh: MeshPointers
    ) -> UInt32 {
        numbering.begin()
        var low = SIMD3(repeating: Double.infinity)
        var high = SIMD3(repeating: -Double.infinity)
        var used = 0
        let x = x.pointer + start
        let y = y.pointer + start
        let z = z.pointer + start
        let vertexLimit = UInt32(clamping: mesh.positions.count)
        for index in cluster * Self.size..<min((cluster + 1) * Self.size, triangleCount) {
            if isReordered, index + 2 * Self.prefetchDistance < triangleCount {
                mesh.prefetch(Int(names.pointer[index + 2 * Self.prefetchDistance]))
                mesh.prefetchVertices(Int(names.pointer[index + Self.prefetchDistance]))
            }
            let triangle = mesh.triangles[name(index)]
            var packed: UInt32 = 0
            for corner in 0..<3 {
                let vertex = triangle[corner]
                if vertex >= vertexLimit { return UInt32(name(index)) }
                let (number, isNew) = numbering.number(of: vertex, next: used)
                if isNew {
                    let position = mesh.positions[Int(vertex)]
                    if !isWithinRange(position) { return UInt32(name(index)) }
                    x[used] = position.x
                    y[used] = position.y
                    z[used] = position.z
                    low = low.replacing(with: position, where: position .< low)
                    high = high.replacing(with: position, where: high .< position)
                    used += 1
                }
                packed |= UInt32(truncatingIfNeeded: number) << UInt32(8 * corner)
            }
            localIndices.pointer[index] = packed
        }
        let padded = (used + 7) & ~7
        for index in used..<padded {
            x[index] = x[0]
            y[index] = y[0]
            z[index] = z[0]
        }
        vertexStarts.pointer[cluster] = start
        vertexCounts.pointer[cluster] = UInt32(padded)
        let center = (low + high) * 0.5
        // The middle may be rounded; measuring from it keeps the box whole.
        let extent = pointwiseMax(high - center, center - low) * (1 + 0x1p-50)
        for axis in 0..<3 {
            centers[axis].pointer[cluster] = center[axis]
            extents[axis].pointer[cluster] = extent[axis]
        }
        return .max
    }
}

/// Numbers the distinct vertices of a cluster in order of appearance: a hash table that is emptied by
/// starting a new epoch.
private struct VertexNumbering {
    static let slots = 1024
    /// Vertex in the high half; epoch and number in the low half.
    private let table: UnsafeMutableBufferPointer<UInt64>
    private var epoch: UInt64 = 0

    init(_ memory: UnsafeMutableBufferPointer<UInt64>) {
        table = memory
        table.initialize(repeating: 0)
    }

    mutating func begin() {
        epoch += 1
    }

    /// The number of a vertex, `next` when it is new.
    @inline(__always)
    func number(of vertex: UInt32, next: Int) -> (number: Int, isNew: Bool) {
        var slot = Int((vertex &* 0x9E37_79B1) >> 22)
        while true {
            let entry = table[slot]
            if (entry >> 8) & 0xFF_FFFF != epoch {
                table[slot] = UInt64(vertex) << 32 | epoch << 8 | UInt64(next)
                return (next, true)
            }
            if entry >> 32 == UInt64(vertex) { return (Int(entry & 0xFF), false) }
            slot = (slot + 1) & (Self.slots - 1)
        }
    }
}
