import CDNNL

/// The compiled primitives of attention for one set of shapes.
///
/// A task is one head's block of query rows. It goes through the keys block by block: scores = q · kᵀ (plus the
/// mask), exponentials, times v, summed up; no more scores are ever held than fit in the processor's cache (Dao et
/// al., 2022). Primitives run on one thread; the tasks run in parallel.
final class AttentionPlan: Sendable {
    struct Key: Hashable {
        let rowCount: Int
        let keyCount: Int
        let headSize: Int
        let elementType: ElementType
        let causal: Bool
    }

    private let scores, product: Primitive
    private let queryLayout, scoreLayout, weightLayout, sumLayout: MemoryDescriptor
    private let rowCount, headSize: Int
    private let elementType: ElementType
    /// How many blocks the keys form, all of the same size.
    let keyBlockCount: Int
    /// How many keys a block has.
    let keysPerBlock: Int
    /// How a block of a head's keys and values is to be packed.
    let keyLayout, valueLayout: MemoryDescriptor

    /// How many query rows one task takes.
    static func rowsPerBlock(queryCount: Int) -> Int { min(queryCount, 128) }

    /// How many keys a block has: the largest divisor of their number that is a multiple of 16 and at most 512, or
    /// all of them.
    static func keysPerBlock(_ keyCount: Int) -> Int {
        guard keyCount > 512, let divisor = stride(from: 512, through: 128, by: -16).first(where: { keyCount % $0 == 0 })
        else { return keyCount }
        return divisor
    }

    init(_ key: Key, context: ComputeContext) throws {
        let engine = context.engine.handle
        // A mask has a row for every query and is not cut into blocks.
        let keys = key.causal ? key.keyCount : Self.keysPerBlock(key.keyCount)
        let (rows, size) = (key.rowCount, key.headSize)
        let query = try MemoryDescriptor.dense([rows, size], key.elementType)
        let score = try MemoryDescriptor.dense([rows, keys], .float32)
        let weight = try MemoryDescriptor.dense([rows, keys], key.elementType)
        let sum = try MemoryDescriptor.dense([rows, size], .float32)

        let anyKeys = try MemoryDescriptor.any([size, keys], key.elementType)
        let scoring = try PrimitiveAttributes(key.causal ? [.binary(dnnl_binary_add, score)] : [])
        scores = try context.serialPrimitive("attention scores") {
            maquette_matmul_create(&$0, engine, query.handle, anyKeys.handle, nil, score.handle, scoring.handle)
        }
        let anyValues = try MemoryDescriptor.any([keys, size], key.elementType)
        let summing = try PrimitiveAttributes([.sum])
        product = try context.serialPrimitive("attention product") {
            maquette_matmul_create(&$0, engine, weight.handle, anyValues.handle, nil, sum.handle, summing.handle)
        }
        (queryLayout, scoreLayout, weightLayout, sumLayout) = (query, score, weight, sum)
        (rowCount, headSize, elementType) = (rows, size, key.elementType)
        keyBlockCount = key.keyCount / keys
        keysPerBlock = keys
        keyLayout = scores.weights ?? anyKeys
        valueLayout = product.weights ?? anyValues
    }

    /// Bytes of working memory that one run needs: queries, scores, exponentials, sums, the state of each row's
    /// softmax and the primitives' own.
    var workspaceByteCount: Int {
        [queryLayout, scoreLayout, weightLayout, sumLayout].reduce(0) { $0 + aligned($1.byteCount) }
            + aligned(rowCount * MemoryLayout<OnlineSoftmax>.stride)
            + max(scores.scratchpad.byteCount, product.scratchpad.byteCount)
    }

    /// Attends with one block of rows of one head.
    /// - Parameters:
    ///   - query: the first query of the block, at the head's first channel.
    ///   - keys: the head's packed keys, block after block.
    ///   - values: the head's packed values, likewise.
    ///   - mask: for causal attention, added to the scores: one row for each query of the block.
    ///   - output: where the first result goes, at the head's first channel.
    ///   - rowStride: elements from one query, or result, to the next.
    ///   - workspace: `workspaceByteCount` bytes.
    func run<Element: VectorElement>(
        on engine: Engine, query: UnsafePointer<Element>, keys: UnsafeMutableRawPointer,
        values: UnsafeMutableRawPointer, mask: UnsafeMutableRawPointer?, output: UnsafeMutablePointer<Element>,
        rowStride: Int, workspace: UnsafeMutableRawPointer
    ) throws {
        let score = workspace + aligned(queryLayout.byteCount)
        let weight = score + aligned(scoreLayout.byteCount)
        let sum = weight + aligned(weightLayout.byteCount)
        let rowStates = (sum + aligned(sumLayout.byteCount)).bindMemory(to: OnlineSoftmax.self, capacity: rowCount)
        let scratchpad = UnsafeMutableRawPointer(rowStates) + aligned(rowCount * MemoryLayout<OnlineSoftmax>.stride)

        // oneDNN's fastest products want dense rows, which those of a single head are not.
        let dense = workspace.assumingMemoryBound(to: Element.self)
        for row in 0..<rowCount {
            (dense + row * headSize).update(from: query + row * rowStride, count: headSize)
        }
        rowStates.initialize(repeating: OnlineSoftmax(), count: rowCount)
        let sums = sum.assumingMemoryBound(to: Float.self)
        sums.update(repeating: 0, count: rowCount * headSize)

        var arguments = [
            PrimitiveArgument(DNNL_ARG_SRC_0, queryLayout, workspace),
            PrimitiveArgument(DNNL_ARG_WEIGHTS_0, keyLayout, keys),
            PrimitiveArgument(DNNL_ARG_DST_0, scoreLayout, score),
        ]
        if let mask { arguments.append(.postOperand(0, scoreLayout, mask)) }
        let scoring = try PrimitiveCall(scores, on: engine, scratchpadAddress: scratchpad, arguments)
        let summing = try PrimitiveCall(
            product, on: engine, scratchpadAddress: scratchpad,
            [
                PrimitiveArgument(DNNL_ARG_SRC_0, weightLayout, weight),
                PrimitiveArgument(DNNL_ARG_WEIGHTS_0, valueLayout, values),
                PrimitiveArgument(DNNL_ARG_DST_0, sumLayout, sum),
            ])
        for block in 0..<keyBlockCount {
            if block > 0 {
                try scoring.point(1, at: keys + block * keyLayout.byteCount)
                try summing.point(1, at: values + block * valueLayout.byteCount)
            }
            try scoring.run()
            exponentiate(
                score.assumingMemoryBound(to: Float.self), into: weight.assumingMemoryBound(to: Element.self),
                states: rowStates, sums: sums)
            try summing.run()
        }
        for row in 0..<rowCount {
            scaleRow(sums + row * headSize, by: 1 / rowStates[row].sum, count: headSize, into: output + row * rowStride)
        }
    }

    /// Turns all rows of a block of scores into exponentials, and scales the sums of earlier blocks to match.
    private func exponentiate<Element: VectorElement>(
        _ scores: UnsafePointer<Float>, into result: UnsafeMutablePointer<Element>,
        states: UnsafeMutablePointer<OnlineSoftmax>, sums: UnsafeMutablePointer<Float>
    ) {
        let scale = 1 / Float(headSize).squareRoot()
        for row in 0..<rowCount {
            let first = row * keysPerBlock
            let factor = states[row].add(scores + first, count: keysPerBlock, scale: scale, into: result + first)
            if factor != 1 {
                scaleRow(sums + row * headSize, by: factor, count: headSize, into: sums + row * headSize)
            }
        }
    }

    private func aligned(_ byteCount: Int) -> Int { (byteCount + 63) / 64 * 64 }
}

/// Multiplies numbers by a factor; `result` may be where they are.
@inline(__always)
private func scaleRow<Element: VectorElement>(
    _ values: UnsafePointer<Float>, by factor: Float, count: Int, into result: UnsafeMutablePointer<Element>
) {
    let whole = count & ~15
    for index in stride(from: 0, to: whole, by: 16) {
        Element.store(Float.load(values + index) * factor, result + index)
    }
    if whole < count {
        storePartial(loadPartial(values + whole, count - whole) * factor, result + whole, count - whole)
    }
}
