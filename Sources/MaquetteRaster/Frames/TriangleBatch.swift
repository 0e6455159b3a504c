/// The triangles that a worker is about to draw.
struct TriangleBatch: Sendable {
    let setups = TriangleSetupBatch()
    let small = SmallTriangles()
    private let memory = AlignedBuffer<BinEntry>(capacity: TriangleSetupBatch.size)

    private let rows = AlignedBuffer<Double8>(capacity: 8)

    @inline(__always) var entries: UnsafeMutablePointer<BinEntry> { memory.pointer }

    /// For each row of the block being drawn: at least 0 where rounding cannot tell whether a pixel is the triangle's.
    @inline(__always) var openRows: UnsafeMutablePointer<Double8> { rows.pointer }
}
