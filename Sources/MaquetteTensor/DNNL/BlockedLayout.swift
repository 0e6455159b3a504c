import CDNNL

/// Where a layout of oneDNN's keeps its elements. Layouts cut axes into blocks and nest them, yet the place of an
/// element is always a sum with one summand for each axis.
struct BlockedLayout {
    /// For each axis the summand of each index, in elements.
    let offsets: [[Int]]
    /// Whether the layout has more places than elements, which must hold zeros.
    let isPadded: Bool

    /// - Throws: `TensorError.libraryFailure` if the layout does not consist of blocks.
    init(_ descriptor: MemoryDescriptor, extents: [Int], elementType: ElementType) throws {
        var blocking = maquette_blocking_t()
        guard maquette_memory_descriptor_blocking(descriptor.handle, &blocking) == 1, Int(blocking.rank) == extents.count
        else {
            throw TensorError.libraryFailure(operation: "weight layout", status: "not made of blocks")
        }
        let strides = withUnsafeBytes(of: blocking.strides) { Array($0.bindMemory(to: Int64.self)) }
        let sizes = withUnsafeBytes(of: blocking.block_sizes) { Array($0.bindMemory(to: Int64.self)) }
        let axes = withUnsafeBytes(of: blocking.block_axes) { Array($0.bindMemory(to: Int64.self)) }
        let blocks = (0..<Int(blocking.block_count)).map { (axis: Int(axes[$0]), size: Int(sizes[$0])) }
        offsets = extents.enumerated().map { axis, extent in
            (0..<extent).map { index in
                var (rest, offset, stride) = (index, 0, 1)
                for block in blocks.reversed() {
                    if block.axis == axis {
                        offset += rest % block.size * stride
                        rest /= block.size
                    }
                    stride *= block.size
                }
                return offset + rest * Int(strides[axis])
            }
        }
        isPadded = descriptor.byteCount != extents.reduce(1, *) * elementType.byteCount
    }
}
