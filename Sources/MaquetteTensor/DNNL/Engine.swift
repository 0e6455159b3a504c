import CDNNL

/// oneDNN's processor and its queue of work.
///
/// oneDNN runs a primitive on the calling thread (and OpenMP's helpers) and returns when it is done; the
/// stream holds nothing that changes, so several threads may use it at the same time.
final class Engine: @unchecked Sendable {
    let handle: dnnl_engine_t
    let stream: dnnl_stream_t

    init() throws {
        var engine: dnnl_engine_t?
        try check(dnnl_engine_create(&engine, dnnl_cpu, 0), "engine")
        guard let engine else { throw TensorError.libraryFailure(operation: "engine", status: "none") }
        var stream: dnnl_stream_t?
        let status = dnnl_stream_create(&stream, engine, UInt32(dnnl_stream_default_flags.rawValue))
        guard status == dnnl_success, let stream else {
            dnnl_engine_destroy(engine)
            throw TensorError.libraryFailure(operation: "stream", status: "code \(status.rawValue)")
        }
        handle = engine
        self.stream = stream
    }

    deinit {
        dnnl_stream_destroy(stream)
        dnnl_engine_destroy(handle)
    }
}
