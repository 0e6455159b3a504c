import CDNNL

/// The compiled primitives of attention for one set of shapes.
///
/// A task is one head's block of query rows: scores = q · kᵀ / √d (plus the mask), softmax, times v. The
/// block is small enough for its scores to stay in the processor's cache. Primitives run on one thread;
/// the tasks run in parallel.
final class AttentionPlan: Sendable {
    struct Key: Hashable {
        let rowCount: Int
        let keyCount: Int
        let headSize: Int
        let elementType: ElementType
        let causal: Bool
    }

    private let scores, softmax, product: Primitive
    private let queryLayout, scoreLayout, probabilityLayout: MemoryDescriptor
    private let rowCount: Int
    private let rowByteCount: Int
    /// How a head's keys and values are to be packed.
    let keyLayout, valueLayout: MemoryDescriptor
    private let scratchpadByteCount: Int

    /// How many query rows one task takes: as many as keep the scores near a megabyte.
    static func rowsPerBlock(queryCount: Int, keyCount: Int) -> Int {
        let fitting = (1 << 20) / (4 * max(keyCount, 1)) / 16 * 16
        return min(queryCount, max(32, min(fitting, 256)))
    }

    init(_ key: Key, context: ComputeContext) throws {
        let engine = context.engine.handle
        let (rows, keys, size) = (key.rowCount, key.keyCount, key.headSize)
        let query = try MemoryDescriptor.dense([rows, size], key.elementType)
        let score = try MemoryDescriptor.dense([rows, keys], .float32)
        let probability = try MemoryDescriptor.dense([rows, keys], key.elementType)

        let anyKeys = try MemoryDescriptor.any([size, keys], key.elementType)
        let scale = FusedOperation.eltwise(dnnl_eltwise_linear, alpha: 1 / Float(size).squareRoot())
        let scoring = try PrimitiveAttributes(key.causal ? [scale, .binary(dnnl_binary_add, score)] : [scale])
        scores = try context.serialPrimitive("attention scores") {
            maquette_matmul_create(&$0, engine, query.handle, anyKeys.handle, nil, score.handle, scoring.handle)
        }
        let plain = try PrimitiveAttributes()
        softmax = try context.serialPrimitive("softmax") {
            maquette_softmax_create(&$0, engine, score.handle, probability.handle, 1, plain.handle)
        }
        let anyValues = try MemoryDescriptor.any([keys, size], key.elementType)
        product = try context.serialPrimitive("attention product") {
            maquette_matmul_create(&$0, engine, probability.handle, anyValues.handle, nil, query.handle, plain.handle)
        }
        (queryLayout, scoreLayout, probabilityLayout) = (query, score, probability)
        rowCount = rows
        rowByteCount = size * key.elementType.byteCount
        keyLayout = scores.weights ?? anyKeys
        valueLayout = product.weights ?? anyValues
        scratchpadByteCount = max(
            scores.scratchpad.byteCount, softmax.scratchpad.byteCount, product.scratchpad.byteCount)
    }

    /// Bytes of working memory that one run needs: queries and results, scores, probabilities and the
    /// primitives' own.
    var workspaceByteCount: Int {
        aligned(queryLayout.byteCount) + aligned(scoreLayout.byteCount) + aligned(probabilityLayout.byteCount)
            + scratchpadByteCount
    }

    /// Attends with one block of rows of one head.
    /// - Parameters:
    ///   - query: the first query of the block, at the head's first channel.
    ///   - keys: the head's packed keys.
    ///   - values: the head's packed values.
    ///   - mask: for causal attention, added to the scores: one row for each query of the block.
    ///   - output: where the first result goes, at the head's first channel.
    ///   - rowStride: bytes from one query, or result, to the next.
    ///   - workspace: `workspaceByteCount` bytes.
    func run(
        on engine: Engine, query: UnsafeMutableRawPointer, keys: UnsafeMutableRawPointer,
        values: UnsafeMutableRawPointer, mask: UnsafeMutableRawPointer?, output: UnsafeMutableRawPointer,
        rowStride: Int, workspace: UnsafeMutableRawPointer
    ) throws {
        // oneDNN's fastest products want dense rows, which those of a single head are not.
        let dense = workspace
        for row in 0..<rowCount {
            (dense + row * rowByteCount).copyMemory(from: query + row * rowStride, byteCount: rowByteCount)
        }
        let score = dense + aligned(queryLayout.byteCount)
        let probability = score + aligned(scoreLayout.byteCount)
        let scratchpad = probability + aligned(probabilityLayout.byteCount)
        var arguments = [
            PrimitiveArgument(DNNL_ARG_SRC_0, queryLayout, dense),
            PrimitiveArgument(DNNL_ARG_WEIGHTS_0, keyLayout, keys),
            PrimitiveArgument(DNNL_ARG_DST_0, scoreLayout, score),
        ]
        if let mask { arguments.append(.postOperand(1, scoreLayout, mask)) }
        try scores.run(on: engine, scratchpadAddress: scratchpad, arguments)
        try softmax.run(
            on: engine, scratchpadAddress: scratchpad,
            PrimitiveArgument(DNNL_ARG_SRC_0, scoreLayout, score),
            PrimitiveArgument(DNNL_ARG_DST_0, probabilityLayout, probability))
        try product.run(
            on: engine, scratchpadAddress: scratchpad,
            PrimitiveArgument(DNNL_ARG_SRC_0, probabilityLayout, probability),
            PrimitiveArgument(DNNL_ARG_WEIGHTS_0, valueLayout, values),
            PrimitiveArgument(DNNL_ARG_DST_0, queryLayout, dense))
        for row in 0..<rowCount {
            (output + row * rowStride).copyMemory(from: dense + row * rowByteCount, byteCount: rowByteCount)
        }
    }

    private func aligned(_ byteCount: Int) -> Int { (byteCount + 63) / 64 * 64 }
}
