/// The triangles that a worker is about to draw.
struct TriangleBatch: Sendable {
    let setups = TriangleSetupBatch()
    private let memory = AlignedBuffer<BinEntry>(capacity: TriangleSetupBatch.size)

    @inline(__always) var entries: UnsafeMutablePointer<BinEntry> { memory.pointer }
}
