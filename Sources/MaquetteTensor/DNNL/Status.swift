import CDNNL

/// Turns a failed status of oneDNN into an error that names the operation.
func check(_ status: dnnl_status_t, _ operation: String) throws {
    switch status {
    case dnnl_success:
        return
    case dnnl_out_of_memory:
        throw TensorError.libraryFailure(operation: operation, status: "out of memory")
    case dnnl_unimplemented:
        throw TensorError.libraryFailure(operation: operation, status: "unimplemented")
    case dnnl_invalid_arguments:
        throw TensorError.libraryFailure(operation: operation, status: "invalid arguments")
    default:
        throw TensorError.libraryFailure(operation: operation, status: "code \(status.rawValue)")
    }
}
