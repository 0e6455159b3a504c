import CDNNL

/// How an argument of a primitive lies in memory. Never changes once made.
final class MemoryDescriptor: @unchecked Sendable {
    let handle: maquette_memory_descriptor_t

    private init(_ handle: maquette_memory_descriptor_t?, _ status: dnnl_status_t) throws {
        guard let handle else {
            throw TensorError.libraryFailure(operation: "memory descriptor", status: "code \(status.rawValue)")
        }
        guard status == dnnl_success else {
            maquette_memory_descriptor_destroy(handle)
            throw TensorError.libraryFailure(operation: "memory descriptor", status: "code \(status.rawValue)")
        }
        self.handle = handle
    }

    deinit {
        maquette_memory_descriptor_destroy(handle)
    }

    /// Elements at given strides, both outermost first as oneDNN's operator names its dimensions.
    static func strided(_ extents: [Int], _ type: ElementType, strides: [Int]) throws -> MemoryDescriptor {
        var handle: maquette_memory_descriptor_t?
        let status = maquette_memory_descriptor_create_strided(
            &handle, Int32(extents.count), extents.map(Int64.init), type.library, strides.map(Int64.init))
        return try MemoryDescriptor(handle, status)
    }

    /// Dense row-major elements.
    static func dense(_ extents: [Int], _ type: ElementType) throws -> MemoryDescriptor {
        var strides = [Int](repeating: 1, count: extents.count)
        for axis in stride(from: extents.count - 2, through: 0, by: -1) {
            strides[axis] = strides[axis + 1] * extents[axis + 1]
        }
        return try strided(extents, type, strides: strides)
    }

    /// A picture of shape [batch, height, width, channels]; oneDNN counts [batch, channels, height, width].
    static func picture(_ shape: Shape, _ type: ElementType) throws -> MemoryDescriptor {
        let (batch, height, width, channels) = (shape[0], shape[1], shape[2], shape[3])
        return try strided(
            [batch, channels, height, width], type,
            strides: [height * width * channels, 1, width * channels, channels])
    }

    /// A layout that the primitive may choose.
    static func any(_ extents: [Int], _ type: ElementType) throws -> MemoryDescriptor {
        var handle: maquette_memory_descriptor_t?
        let status = maquette_memory_descriptor_create_any(
            &handle, Int32(extents.count), extents.map(Int64.init), type.library)
        return try MemoryDescriptor(handle, status)
    }

    /// The layout that a primitive has chosen for one of its arguments.
    static func queried(_ primitive: dnnl_primitive_desc_t, _ what: dnnl_query_t) throws -> MemoryDescriptor {
        var handle: maquette_memory_descriptor_t?
        let status = maquette_memory_descriptor_create_queried(&handle, primitive, what)
        return try MemoryDescriptor(handle, status)
    }

    /// Bytes that memory of this layout takes.
    var byteCount: Int { maquette_memory_descriptor_size(handle) }

    func isEqual(to other: MemoryDescriptor) -> Bool {
        maquette_memory_descriptor_equal(handle, other.handle) == 1
    }
}

extension ElementType {
    var library: dnnl_data_type_t {
        switch self {
        case .float32: dnnl_f32
        case .bfloat16: dnnl_bf16
        }
    }
}
