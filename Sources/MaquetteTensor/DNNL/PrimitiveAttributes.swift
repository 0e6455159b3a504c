import CDNNL

/// What a primitive does besides its main operation; used only while the primitive is made.
final class PrimitiveAttributes {
    let handle: dnnl_primitive_attr_t

    /// - Parameter postOperations: what happens to each result before it is stored, in this order.
    init(_ postOperations: [FusedOperation] = []) throws {
        var attributes: dnnl_primitive_attr_t?
        try check(dnnl_primitive_attr_create(&attributes), "attributes")
        guard let attributes else { throw TensorError.libraryFailure(operation: "attributes", status: "none") }
        handle = attributes
        try check(dnnl_primitive_attr_set_scratchpad_mode(handle, dnnl_scratchpad_mode_user), "attributes")
        guard !postOperations.isEmpty else { return }
        var operations: dnnl_post_ops_t?
        try check(dnnl_post_ops_create(&operations), "post operations")
        defer { dnnl_post_ops_destroy(operations) }
        for operation in postOperations {
            switch operation {
            case let .eltwise(algorithm, alpha):
                try check(
                    maquette_post_operations_append_eltwise(operations, algorithm, alpha, 0), "post operations")
            case .sum:
                try check(maquette_post_operations_append_sum(operations), "post operations")
            case let .binary(algorithm, other):
                try check(
                    maquette_post_operations_append_binary(operations, algorithm, other.handle), "post operations")
            }
        }
        try check(dnnl_primitive_attr_set_post_ops(handle, operations), "post operations")
    }

    deinit {
        dnnl_primitive_attr_destroy(handle)
    }
}

/// One operation that oneDNN applies to a primitive's result before storing it.
enum FusedOperation {
    /// A function of the element alone.
    case eltwise(dnnl_alg_kind_t, alpha: Float)
    /// Adds to what the destination held before.
    case sum
    /// Combines with the element at the same place of another tensor.
    case binary(dnnl_alg_kind_t, MemoryDescriptor)
}
