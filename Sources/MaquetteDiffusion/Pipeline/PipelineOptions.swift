/// How a pipeline computes; chosen once, when the networks are built.
public struct PipelineOptions: Sendable, Equatable {
    /// The number format of the networks' arithmetic.
    public enum Precision: String, Sendable, CaseIterable, Codable {
        /// 32-bit floating point.
        case f32
        /// bfloat16 with 32-bit accumulation; faster where the CPU has it.
        case bf16
    }

    /// The number format of the networks' arithmetic.
    public var precision: Precision
    /// Threads to compute on, or `nil` for as many as there are cores.
    public var threads: Int?

    public init(precision: Precision = .f32, threads: Int? = nil) {
        self.precision = precision
        self.threads = threads
    }
}
