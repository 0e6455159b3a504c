import Synchronization

extension ComputeContext {
    /// Scaled dot-product attention (Vaswani et al., 2017): softmax(q · kᵀ / √d) · v for each head.
    /// - Parameters:
    ///   - queries: [batch, query count, channels]; heads lie side by side along the channels, as in
    ///     `keysAndValues`.
    ///   - keysAndValues: what is attended to, of the same batch, channels and element type.
    ///   - causal: whether query i sees only the keys 0...i.
    /// - Returns: [batch, query count, channels].
    public func attention(_ queries: Tensor, _ keysAndValues: KeysAndValues, causal: Bool = false) throws -> Tensor {
        let channels = keysAndValues.headCount * keysAndValues.headSize
        guard queries.shape.count == 3, queries.shape[0] == keysAndValues.batch, queries.shape[2] == channels,
            queries.shape[1] > 0, queries.elementType == keysAndValues.elementType
        else {
            throw TensorError.shapeMismatch(
                operation: "attention", expected: "queries [\(keysAndValues.batch), count, \(channels)]",
                found: queries.shape)
        }
        switch queries.elementType {
        case .float32: return try attend(queries, keysAndValues, causal, Float.self)
        case .bfloat16: return try attend(queries, keysAndValues, causal, BFloat16.self)
        }
    }

    private func attend<Element: VectorElement>(
        _ queries: Tensor, _ keysAndValues: KeysAndValues, _ causal: Bool, _: Element.Type
    ) throws -> Tensor {
        let (queryCount, channels) = (queries.shape[1], queries.shape[2])
        let rows = AttentionPlan.rowsPerBlock(queryCount: queryCount)
        let plan = try attentionPlan(rows, keysAndValues, causal)
        let packed = try keysAndValues.packed(for: plan, self)
        let wholeBlocks = queryCount / rows
        let rest = queryCount % rows
        let restPlan = rest > 0 ? try attentionPlan(rest, keysAndValues, causal) : plan
        let restPacked = rest > 0 ? try keysAndValues.packed(for: restPlan, self) : packed

        let mask = causal ? try causalMask(queryCount: queryCount, keyCount: keysAndValues.keyCount) : nil
        let output = try tensor(queries.shape, queries.elementType)
        let blocks = wholeBlocks + (rest > 0 ? 1 : 0)
        let headCount = keysAndValues.headCount
        let workspace = max(plan.workspaceByteCount, restPlan.workspaceByteCount)
        try parallelTasks(keysAndValues.batch * headCount * blocks, scratchpadByteCount: workspace) { task, workspace in
            guard let workspace else { return }
            let (headIndex, block) = task.quotientAndRemainder(dividingBy: blocks)
            let (sample, head) = headIndex.quotientAndRemainder(dividingBy: headCount)
            let (blockPlan, blockPacked) = block < wholeBlocks ? (plan, packed) : (restPlan, restPacked)
            let first = (sample * queryCount + block * rows) * channels + head * keysAndValues.headSize
            try blockPlan.run(
                on: engine, query: queries.pointer(as: Element.self) + first,
                keys: blockPacked.keys.address + headIndex * blockPlan.keyBlockCount * blockPacked.keyLayout.byteCount,
                values: blockPacked.values.address + headIndex * blockPlan.keyBlockCount * blockPacked.valueLayout.byteCount,
                mask: mask.map { $0.address + block * rows * keysAndValues.keyCount * 4 },
                output: output.pointer(as: Element.self) + first, rowStride: channels, workspace: workspace)
        }
        withExtendedLifetime((queries, packed, restPacked, mask)) {}
        return output
    }

    private func attentionPlan(_ rows: Int, _ target: KeysAndValues, _ causal: Bool) throws -> AttentionPlan {
        let key = AttentionPlan.Key(
            rowCount: rows, keyCount: target.keyCount, headSize: target.headSize, elementType: target.elementType, causal: causal)
        return try attentionPlans.withLock { plans in
            if let known = plans[key] { return known }
            let made = try AttentionPlan(key, context: self)
            plans[key] = made
            return made
        }
    }

    /// What is added to scores so that no query sees a later key: the lowest finite number there.
    private func causalMask(queryCount: Int, keyCount: Int) throws -> Tensor {
        var mask = [Float](repeating: 0, count: queryCount * keyCount)
        for query in 0..<queryCount {
            for key in 0..<keyCount where key > query {
                mask[query * keyCount + key] = -Float.greatestFiniteMagnitude
            }
        }
        return try Tensor(mask, shape: [queryCount, keyCount])
    }

    /// Runs throwing tasks in parallel, each with working memory that no other uses at the same time.
    /// - Throws: the first error of any task.
    func parallelTasks(
        _ count: Int, scratchpadByteCount: Int, _ body: (Int, UnsafeMutableRawPointer?) throws -> Void
    ) throws {
        let stride = (scratchpadByteCount + 4095) / 4096 * 4096
        let scratchpads = stride > 0 ? try TensorStorage(byteCount: stride * threadCount, pool: pool) : nil
        let failure = FirstError()
        useAllThreads()
        parallelFor(count, threadCount: threadCount) { task, thread in
            guard failure.error == nil else { return }
            do {
                try body(task, scratchpads.map { $0.address + thread * stride })
            } catch {
                failure.record(error)
            }
        }
        withExtendedLifetime(scratchpads) {}
        if let error = failure.error { throw error }
    }
}

/// The first error that any of several threads met.
private final class FirstError: Sendable {
    private let stored = Mutex<(any Error)?>(nil)

    var error: (any Error)? { stored.withLock { $0 } }

    func record(_ error: any Error) {
        stored.withLock { $0 = $0 ?? error }
    }
}
