import MaquetteTensor

/// How a pipeline computes; chosen once, when the networks are built.
public struct PipelineOptions: Sendable, Equatable {
    /// A number format: `f32` or `bf16`.
    public typealias Precision = MaquetteTensor.Precision

    /// The number format of the networks' arithmetic.
    public var precision: Precision
    /// Threads to compute on, or `nil` for as many as there are processors.
    public var threads: Int?

    /// Bytes that a run may take, or `nil` for as many as the system has available.
    public var memoryLimit: Int?

    /// Whether the pipeline paints a single picture: then it lets go of the UNet's packed weights before the VAE decodes, and
    /// takes less memory. Another run would pack them again.
    public var paintsOnce: Bool

    /// Single precision on all processors, unless told otherwise.
    ///
    /// - Parameters:
    ///   - precision: the number format; `.bf16` needs a processor with AVX-512, and is quicker where
    ///     `fastestPrecision` names it.
    ///   - threads: threads to compute on, at least 1; nil for as many as there are processors.
    ///   - memoryLimit: bytes that a run may take; nil for as many as the system has available.
    ///   - paintsOnce: whether to let go of the UNet's packed weights before decoding.
    public init(precision: Precision = .f32, threads: Int? = nil, memoryLimit: Int? = nil, paintsOnce: Bool = false) {
        self.memoryLimit = memoryLimit
        self.paintsOnce = paintsOnce
        self.precision = precision
        self.threads = threads
    }

    /// bfloat16 where the processor has instructions for it, single precision otherwise.
    public static var fastestPrecision: Precision {
        ComputeContext.hasFastBFloat16 ? .bf16 : .f32
    }
}
