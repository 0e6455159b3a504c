import MaquetteScene

/// The vertices of the clusters in sight, in camera space with depth third, as `depthSpace` gives them.
struct CameraSpaceVertices: Sendable {
    let x, y, depth: AlignedBuffer<Double>
    private let clusters: TriangleClusters

    init(_ clusters: TriangleClusters) {
        self.clusters = clusters
        x = AlignedBuffer(capacity: clusters.vertexCapacity)
        y = AlignedBuffer(capacity: clusters.vertexCapacity)
        depth = AlignedBuffer(capacity: clusters.vertexCapacity)
    }

    /// Takes a cluster to camera space and finds the pixels around its vertices.
    ///
    /// - Parameter boxes: for every vertex the box of pixel centres that can be covered next to it; see `PixelBox`.
    /// - Returns: whether all vertices lie in front of the camera.
    @inline(__always)
    func transform(
        _ cluster: Int, _ frame: CameraFrame, _ grid: PixelGrid, boxes: UnsafeMutablePointer<PixelBox>
    ) -> Bool {
        let start = clusters.vertexStarts.pointer[cluster]
        let count = Int(clusters.vertexCounts.pointer[cluster])
        let nearEdge = Double8(repeating: -65536)
        let farEdge = Double8(repeating: 98304)
        var leastDepth = Double8(repeating: .infinity)
        for index in stride(from: start, to: start + count, by: 8) {
            // The operations and their order are those of `depthSpace`.
            let offsetX = load(clusters.x, index) - frame.origin.x
            let offsetY = load(clusters.y, index) - frame.origin.y
            let offsetZ = load(clusters.z, index) - frame.origin.z
            let cameraX = flushed(
                frame.right.x * offsetX + frame.right.y * offsetY + frame.right.z * offsetZ)
            let cameraY = flushed(frame.up.x * offsetX + frame.up.y * offsetY + frame.up.z * offsetZ)
            let depths = flushed(
                -(frame.backward.x * offsetX + frame.backward.y * offsetY + frame.backward.z * offsetZ))
            store(cameraX, x, index)
            store(cameraY, y, index)
            store(depths, depth, index)
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
                boxes[index - start + lane] = PixelBox(
                    left: left[lane], right: right[lane], top: top[lane], bottom: bottom[lane])
            }
        }
        return least(leastDepth) > 0
    }

    @inline(__always)
    private func load(_ buffer: AlignedBuffer<Double>, _ index: Int) -> Double8 {
        UnsafeRawPointer(buffer.pointer + index).load(as: Double8.self)
    }

    @inline(__always)
    private func store(_ value: Double8, _ buffer: AlignedBuffer<Double>, _ index: Int) {
        UnsafeMutableRawPointer(buffer.pointer + index).storeBytes(of: value, as: Double8.self)
    }

    @inline(__always)
    private func flushed(_ value: Double8) -> Double8 {
        value.replacing(with: Double8.zero, where: magnitude(value) .< Double8(repeating: 0x1p-100))
    }

    /// The three vertices of a triangle whose cluster has been transformed.
    @inline(__always)
    func triangle(_ index: Int) -> ExactTriangle {
        let start = clusters.vertexStarts.pointer[index / TriangleClusters.size]
        let packed = clusters.localIndices.pointer[index]
        return ExactTriangle(
            a: vertex(start + Int(packed & 0xFF)), b: vertex(start + Int(packed >> 8 & 0xFF)),
            c: vertex(start + Int(packed >> 16 & 0xFF)))
    }

    @inline(__always)
    private func vertex(_ index: Int) -> SIMD3<Double> {
        SIMD3(x.pointer[index], y.pointer[index], depth.pointer[index])
    }
}

/// A range of pixels in both directions, both ends included.
///
/// The far ends are kept negated, so that the union of two boxes is one minimum.
struct PixelBox: BitwiseCopyable {
    private var ends: SIMD4<Int32>

    @inline(__always)
    init(left: Int32, right: Int32, top: Int32, bottom: Int32) {
        ends = SIMD4(left, top, 0 &- right, 0 &- bottom)
    }

    @inline(__always)
    private init(ends: SIMD4<Int32>) {
        self.ends = ends
    }

    @inline(__always) var left: Int { Int(ends.x) }
    @inline(__always) var right: Int { -Int(ends.z) }
    @inline(__always) var top: Int { Int(ends.y) }
    @inline(__always) var bottom: Int { -Int(ends.w) }
    @inline(__always) var isEmpty: Bool { left > right || top > bottom }

    /// The box around both.
    @inline(__always)
    func union(_ other: PixelBox) -> PixelBox {
        PixelBox(ends: ends.replacing(with: other.ends, where: other.ends .< ends))
    }

    /// The part inside another box.
    @inline(__always)
    func clipped(to other: PixelBox) -> PixelBox {
        PixelBox(ends: ends.replacing(with: other.ends, where: ends .< other.ends))
    }
}
