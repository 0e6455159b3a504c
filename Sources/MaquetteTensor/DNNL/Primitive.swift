import CDNNL

/// A compiled operation for one set of shapes and layouts. It may run on several threads at once, each
/// with a scratchpad of its own.
final class Primitive: @unchecked Sendable {
    private let handle: dnnl_primitive_t
    private let operation: String
    /// The layout it wants its weights in.
    let weights: MemoryDescriptor?
    /// The working memory that each run needs.
    let scratchpad: MemoryDescriptor

    /// - Parameters:
    ///   - operation: what to call it in error messages.
    ///   - create: makes the primitive's descriptor.
    init(_ operation: String, _ create: (inout dnnl_primitive_desc_t?) -> dnnl_status_t) throws {
        var descriptor: dnnl_primitive_desc_t?
        try check(create(&descriptor), operation)
        guard let descriptor else { throw TensorError.libraryFailure(operation: operation, status: "none") }
        defer { dnnl_primitive_desc_destroy(descriptor) }
        var primitive: dnnl_primitive_t?
        try check(dnnl_primitive_create(&primitive, descriptor), operation)
        guard let primitive else { throw TensorError.libraryFailure(operation: operation, status: "none") }
        handle = primitive
        self.operation = operation
        weights = try? MemoryDescriptor.queried(descriptor, dnnl_query_weights_md)
        scratchpad = try MemoryDescriptor.queried(descriptor, dnnl_query_scratchpad_md)
    }

    deinit {
        dnnl_primitive_destroy(handle)
    }

    /// Runs it and returns when it is done.
    /// - Parameters:
    ///   - engine: the engine that it was made for.
    ///   - scratchpadAddress: working memory of `scratchpad.byteCount` bytes.
    ///   - arguments: which memory plays which part.
    func run(
        on engine: Engine, scratchpadAddress: UnsafeMutableRawPointer?, _ arguments: [PrimitiveArgument]
    ) throws {
        try PrimitiveCall(self, on: engine, scratchpadAddress: scratchpadAddress, arguments).run()
    }

    fileprivate func execute(_ engine: Engine, _ arguments: UnsafeMutableBufferPointer<dnnl_exec_arg_t>) throws {
        try check(
            dnnl_primitive_execute(handle, engine.stream, Int32(arguments.count), arguments.baseAddress), operation)
    }
}

/// A primitive together with its arguments, for runs that differ only in where these lie. Belongs to one thread.
final class PrimitiveCall {
    private let primitive: Primitive
    private let engine: Engine
    private let arguments: UnsafeMutableBufferPointer<dnnl_exec_arg_t>
    private var count = 0

    /// - Parameters:
    ///   - primitive: what to run.
    ///   - engine: the engine that it was made for.
    ///   - scratchpadAddress: working memory of `primitive.scratchpad.byteCount` bytes.
    ///   - arguments: which memory plays which part.
    init(
        _ primitive: Primitive, on engine: Engine, scratchpadAddress: UnsafeMutableRawPointer?,
        _ arguments: [PrimitiveArgument]
    ) throws {
        self.primitive = primitive
        self.engine = engine
        self.arguments = .allocate(capacity: arguments.count + 1)
        for argument in arguments { try append(argument) }
        try append(PrimitiveArgument(DNNL_ARG_SCRATCHPAD, primitive.scratchpad, scratchpadAddress))
    }

    deinit {
        for index in 0..<count { dnnl_memory_destroy(arguments[index].memory) }
        arguments.deallocate()
    }

    /// Lets an argument lie elsewhere from now on.
    /// - Parameter index: its place in the list that the call was made with.
    func point(_ index: Int, at address: UnsafeMutableRawPointer) throws {
        try check(dnnl_memory_set_data_handle(arguments[index].memory, address), "argument")
    }

    /// Runs the primitive and returns when it is done.
    func run() throws {
        try primitive.execute(engine, arguments)
        // The arguments go with the call, which nothing below refers to.
        withExtendedLifetime(self) {}
    }

    private func append(_ argument: PrimitiveArgument) throws {
        var memory: dnnl_memory_t?
        try check(
            maquette_memory_create(&memory, argument.layout.handle, engine.handle, argument.address), "argument")
        arguments.initializeElement(at: count, to: dnnl_exec_arg_t(arg: argument.part, memory: memory))
        count += 1
    }
}

/// One argument of a run: its part in the operation, its layout and where it lies.
struct PrimitiveArgument {
    let part: Int32
    let layout: MemoryDescriptor
    let address: UnsafeMutableRawPointer?

    init(_ part: Int32, _ layout: MemoryDescriptor, _ address: UnsafeMutableRawPointer?) {
        self.part = part
        self.layout = layout
        self.address = address
    }

    /// The second operand of the post operation at `index`.
    static func postOperand(
        _ index: Int, _ layout: MemoryDescriptor, _ address: UnsafeMutableRawPointer
    ) -> PrimitiveArgument {
        PrimitiveArgument(
            DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE * Int32(index + 1) | DNNL_ARG_SRC_1, layout, address)
    }
}
