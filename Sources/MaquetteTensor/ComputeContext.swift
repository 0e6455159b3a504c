import CDNNL
import Synchronization

/// Where and how operators run: the number of threads, the precision, and the memory they share.
///
/// Layers are made for a context and keep it. Several threads may run layers of one context at the same
/// time; results do not depend on it.
public final class ComputeContext: Sendable {
    /// How many threads an operator may use.
    public let threadCount: Int
    /// The number format of weights and of what flows between layers.
    public let precision: Precision
    let engine: Engine
    let arena = MemoryArena()
    let pool: BufferPool
    let attentionPlans = Mutex<[AttentionPlan.Key: AttentionPlan]>([:])

    /// - Parameters:
    ///   - threadCount: how many threads operators may use, at most `largestThreadCount`; nil for one per processor.
    ///   - precision: the number format of weights and activations.
    /// - Throws: `TensorError.unsupported` if the processor cannot compute in that precision.
    public init(threadCount: Int? = nil, precision: Precision = .f32) throws {
        if precision == .bf16, !Self.runsBFloat16 {
            throw TensorError.unsupported(
                "This processor cannot compute in bfloat16 (it lacks AVX-512); use --precision f32.")
        }
        self.threadCount = min(max(1, threadCount ?? Int(omp_get_num_procs())), Self.largestThreadCount)
        self.precision = precision
        _ = OpenMPWaiting.isShort
        engine = try Engine()
        pool = BufferPool(arena: arena)
    }

    /// More threads than this are not started: OpenMP ends the process when the system has no more of them.
    public static let largestThreadCount = 1024

    /// Whether oneDNN can compute in bfloat16 on this processor, if need be by emulation.
    public static var runsBFloat16: Bool { has(dnnl_cpu_isa_avx512_core) }

    /// Whether the processor has bfloat16 instructions, which make `Precision.bf16` the faster choice.
    public static var hasFastBFloat16: Bool { has(dnnl_cpu_isa_avx512_core_bf16) }

    /// The version of the oneDNN library that computes, as in "2.6.3".
    public static var libraryVersion: String {
        guard let version = dnnl_version()?.pointee else { return "unknown" }
        return "\(version.major).\(version.minor).\(version.patch)"
    }

    private static func has(_ instructions: dnnl_cpu_isa_t) -> Bool {
        dnnl_get_effective_cpu_isa().rawValue & instructions.rawValue == instructions.rawValue
    }

    /// Keeps memory that no tensor uses at the moment no longer in pieces of the sizes that were used before: other
    /// networks are about to run.
    public func recycleUnusedMemory() {
        pool.trim()
    }

    /// Returns memory that no tensor uses at the moment to the system.
    public func releaseUnusedMemory() {
        pool.trim()
        arena.releaseUnused()
    }

    /// Most bytes that tensors, packed weights and what operators need besides took at a time.
    public var greatestMemoryUse: Int { arena.greatestUse }

    /// A tensor with arbitrary contents, to be filled before it is handed on.
    func tensor(_ shape: Shape, _ elementType: ElementType) throws -> Tensor {
        try Tensor(uninitialized: shape, elementType: elementType, pool: pool)
    }

    /// Makes a primitive that will use all of the context's threads.
    func primitive(
        _ operation: String, _ create: (inout dnnl_primitive_desc_t?) -> dnnl_status_t
    ) throws -> Primitive {
        useAllThreads()
        return try Primitive(operation, create)
    }

    /// Makes a primitive that runs on the calling thread alone, for use inside `parallelFor`.
    func serialPrimitive(
        _ operation: String, _ create: (inout dnnl_primitive_desc_t?) -> dnnl_status_t
    ) throws -> Primitive {
        omp_set_num_threads(1)
        defer { useAllThreads() }
        return try Primitive(operation, create)
    }

    /// Runs a primitive on all of the context's threads.
    func run(_ primitive: Primitive, _ arguments: [PrimitiveArgument]) throws {
        useAllThreads()
        let byteCount = primitive.scratchpad.byteCount
        let scratchpad = byteCount > 0 ? try TensorStorage(byteCount: byteCount, pool: pool) : nil
        try primitive.run(on: engine, scratchpadAddress: scratchpad?.address, arguments)
        withExtendedLifetime(scratchpad) {}
    }

    /// Sets the number of OpenMP threads that the calling thread starts: OpenMP keeps it for each thread.
    func useAllThreads() {
        omp_set_num_threads(Int32(threadCount))
    }
}
