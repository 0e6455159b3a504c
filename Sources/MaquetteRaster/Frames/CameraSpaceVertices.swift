import CPrefetch
import MaquetteImaging
import MaquetteScene

/// The vertices of the clusters of one batch, in camera space with depth third, as `depthSpace` gives them.
///
/// A batch is small enough for its vertices to stay in the cache until they are drawn. Those of one
/// vertex lie together, so that looking at its depth fetches the rest.
final class CameraSpaceVertices: @unchecked Sendable {
    private let clusters: TriangleClusters
    private let memory = AlignedBuffer<SIMD4<Double>>()
    private let used = LoopCounter()

    init(_ clusters: TriangleClusters) {
        self.clusters = clusters
    }

    /// Forgets the last batch and makes room for one of so many clusters.
    func begin(clusterCount: Int) {
        memory.reserve(clusterCount * TriangleClusters.largestVertexCount)
        used.reset()
    }

    /// Takes a cluster to camera space and finds the pixels around its vertices.
    ///
    /// - Parameter boxes: for every vertex the box of pixel centres that can be covered next to it; see `PixelBox`.
    /// - Returns: where the vertices now lie, and whether all are in front of the camera.
    @inline(__always)
    func transform(
        _ cluster: Int, _ frame: CameraFrame, _ grid: PixelGrid, boxes: UnsafeMutablePointer<PixelBox>
    ) -> (base: Int, isInFront: Bool) {
        let start = clusters.vertexStarts.pointer[cluster]
        let count = Int(clusters.vertexCounts.pointer[cluster])
        let base = used.take(count, of: memory.capacity).lowerBound
        let target = memory.pointer + base
        let nearEdge = Double8(repeating: -65536)
        let farEdge = Double8(repeating: 98304)
        var leastDepth = Double8(repeating: .infinity)
        for index in stride(from: 0, to: count, by: 8) {
            // The operations and their order are those of `depthSpace`.
            let offsetX = load(clusters.x, start + index) - frame.origin.x
            let offsetY = load(clusters.y, start + index) - frame.origin.y
            let offsetZ = load(clusters.z, start + index) - frame.origin.z
            let cameraX = flushed(
                frame.right.x * offsetX + frame.right.y * offsetY + frame.right.z * offsetZ)
            let cameraY = flushed(frame.up.x * offsetX + frame.up.y * offsetY + frame.up.z * offsetZ)
            let depths = flushed(
                -(frame.backward.x * offsetX + frame.backward.y * offsetY + frame.backward.z * offsetZ))
            for lane in 0..<8 {
                target[index + lane] = SIMD4(cameraX[lane], cameraY[lane], depths[lane], 0)
            }
            leastDepth = lesser(leastDepth, depths)

            let scale = grid.focalLength / depths
            let column = lesser(greater(cameraX * scale + grid.halfWidth, nearEdge), farEdge)
            let row = lesser(greater(grid.halfHeight - cameraY * scale, nearEdge), farEdge)
            // Pixel centres lie at +0.5. The slack outweighs all rounding on the way here.
            let slack = 0x1p-20
            let left = nearestIntegers(column - slack)
            let right = nearestIntegers(column - (1 - slack))
            let top = nearestIntegers(row - slack)
            let bottom = nearestIntegers(row - (1 - slack))
            for lane in 0..<8 {
                boxes[index + lane] = PixelBox(
                    left: left[lane], right: right[lane], top: top[lane], bottom: bottom[lane])
            }
        }
        return (base, least(leastDepth) > 0)
    }

    /// Fetches a cluster that is about to be transformed: clusters follow each other by depth, so that
    /// the processor cannot guess where the next one lies.
    @inline(__always)
    func prefetch(_ cluster: Int) {
        let start = clusters.vertexStarts.pointer[cluster]
        for index in stride(from: start, to: start + Int(clusters.vertexCounts.pointer[cluster]), by: 8) {
            maquette_prefetch(clusters.x.pointer + index)
            maquette_prefetch(clusters.y.pointer + index)
            maquette_prefetch(clusters.z.pointer + index)
        }
        let indices = clusters.localIndices.pointer + cluster * TriangleClusters.size
        for line in stride(from: 0, to: TriangleClusters.size, by: 16) { maquette_prefetch(indices + line) }
    }

    @inline(__always)
    private func load(_ buffer: AlignedBuffer<Double>, _ index: Int) -> Double8 {
        UnsafeRawPointer(buffer.pointer + index).load(as: Double8.self)
    }

    @inline(__always)
    private func flushed(_ value: Double8) -> Double8 {
        value.replacing(with: Double8.zero, where: magnitude(value) .< Double8(repeating: 0x1p-100))
    }

    /// The smallest depth of a triangle's vertices.
    @inline(__always)
    func leastDepth(_ corners: TriangleCorners) -> Double {
        let p = memory.pointer
        return min(p[corners.a].z, min(p[corners.b].z, p[corners.c].z))
    }

    @inline(__always)
    func triangle(_ corners: TriangleCorners) -> ExactTriangle {
        ExactTriangle(a: vertex(corners.a), b: vertex(corners.b), c: vertex(corners.c))
    }

    @inline(__always)
    private func vertex(_ index: Int) -> SIMD3<Double> {
        let point = memory.pointer[index]
        return SIMD3(point.x, point.y, point.z)
    }

    /// The vertices of eight triangles.
    @inline(__always)
    func gather(_ entries: UnsafeMutablePointer<BinEntry>) -> (a: Vector8, b: Vector8, c: Vector8) {
        let (t0, t1, t2, t3) = (entries[0].corners, entries[1].corners, entries[2].corners, entries[3].corners)
        let (t4, t5, t6, t7) = (entries[4].corners, entries[5].corners, entries[6].corners, entries[7].corners)
        return (
            vectors(t0.a, t1.a, t2.a, t3.a, t4.a, t5.a, t6.a, t7.a),
            vectors(t0.b, t1.b, t2.b, t3.b, t4.b, t5.b, t6.b, t7.b),
            vectors(t0.c, t1.c, t2.c, t3.c, t4.c, t5.c, t6.c, t7.c)
        )
    }

    @inline(__always)
    private func vectors(
        _ i0: Int, _ i1: Int, _ i2: Int, _ i3: Int, _ i4: Int, _ i5: Int, _ i6: Int, _ i7: Int
    ) -> Vector8 {
        let p = memory.pointer
        let (v0, v1, v2, v3, v4, v5, v6, v7) = (p[i0], p[i1], p[i2], p[i3], p[i4], p[i5], p[i6], p[i7])
        return Vector8(
            x: Double8(v0.x, v1.x, v2.x, v3.x, v4.x, v5.x, v6.x, v7.x),
            y: Double8(v0.y, v1.y, v2.y, v3.y, v4.y, v5.y, v6.y, v7.y),
            z: Double8(v0.z, v1.z, v2.z, v3.z, v4.z, v5.z, v6.z, v7.z))
    }
}

/// Where the vertices of a triangle lie in `CameraSpaceVertices`.
struct TriangleCorners: BitwiseCopyable {
    let a, b, c: Int

    /// - Parameters:
    ///   - base: where the vertices of the cluster begin.
    ///   - packed: as in `TriangleClusters.localIndices`.
    @inline(__always)
    init(base: Int, packed: UInt32) {
        a = base &+ Int(packed & 0xFF)
        b = base &+ Int(packed >> 8 & 0xFF)
        c = base &+ Int(packed >> 16 & 0xFF)
    }
}
