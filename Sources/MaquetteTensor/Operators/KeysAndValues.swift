import CDNNL
import Synchronization

/// Keys and values of an attention layer, in the layout that attention wants. Where they stay the same
/// (a prompt's, over all steps of a run) they are packed once and used again.
public final class KeysAndValues: Sendable {
    /// One copy of the keys and values, head after head.
    struct Packed: Sendable {
        let keyLayout, valueLayout: MemoryDescriptor
        let keys, values: TensorStorage
    }

    let batch: Int
    let keyCount: Int
    let headCount: Int
    let headSize: Int
    let elementType: ElementType
    private let keys: Tensor
    private let values: Tensor
    private let packed = Mutex<[Packed]>([])

    /// - Parameters:
    ///   - keys: [batch, key count, channels]; head h has the channels from h · channels / head count.
    ///   - values: the same shape and element type.
    ///   - headCount: the number of heads; divides the channels.
    public init(keys: Tensor, values: Tensor, headCount: Int) throws {
        guard keys.shape.count == 3, headCount > 0, keys.shape[2] % headCount == 0, keys.elementCount > 0 else {
            throw TensorError.shapeMismatch(
                operation: "attention", expected: "keys [batch, count, channels of \(headCount) heads]", found: keys.shape)
        }
        guard values.shape == keys.shape, values.elementType == keys.elementType else {
            throw TensorError.shapeMismatch(
                operation: "attention", expected: "values of shape \(keys.shape)", found: values.shape)
        }
        self.keys = keys
        self.values = values
        self.headCount = headCount
        batch = keys.shape[0]
        keyCount = keys.shape[1]
        headSize = keys.shape[2] / headCount
        elementType = keys.elementType
    }

    /// The keys and values in the layouts that a plan wants.
    func packed(for plan: AttentionPlan, _ context: ComputeContext) throws -> Packed {
        try packed.withLock { packed in
            let fits = { (known: Packed) in
                known.keyLayout.isEqual(to: plan.keyLayout) && known.valueLayout.isEqual(to: plan.valueLayout)
            }
            if let known = packed.first(where: fits) { return known }
            let made = try pack(plan, context)
            packed.append(made)
            return made
        }
    }

    private func pack(_ plan: AttentionPlan, _ context: ComputeContext) throws -> Packed {
        let channels = headCount * headSize
        let count = plan.keysPerBlock
        let transposed = try MemoryDescriptor.strided([headSize, count], elementType, strides: [1, channels])
        let plain = try MemoryDescriptor.strided([count, headSize], elementType, strides: [channels, 1])
        return Packed(
            keyLayout: plan.keyLayout, valueLayout: plan.valueLayout,
            keys: try packBlocks(plan.keyBlockCount, of: keys, from: transposed, to: plan.keyLayout, context),
            values: try packBlocks(plan.keyBlockCount, of: values, from: plain, to: plan.valueLayout, context))
    }

    /// Copies `source` head after head and, of each head, block after block; each block is a task.
    private func packBlocks(
        _ blockCount: Int, of source: Tensor, from plain: MemoryDescriptor, to layout: MemoryDescriptor,
        _ context: ComputeContext
    ) throws -> TensorStorage {
        let attributes = try PrimitiveAttributes()
        let reorder = try context.serialPrimitive("attention packing") {
            maquette_reorder_create(&$0, context.engine.handle, plain.handle, layout.handle, attributes.handle)
        }
        let count = batch * headCount * blockCount
        let target = try TensorStorage(byteCount: count * layout.byteCount, pool: context.pool)
        try context.parallelTasks(count, scratchpadByteCount: reorder.scratchpad.byteCount) { task, scratchpad in
            let (headIndex, block) = task.quotientAndRemainder(dividingBy: blockCount)
            let (sample, head) = headIndex.quotientAndRemainder(dividingBy: headCount)
            let row = sample * keyCount + block * (keyCount / blockCount)
            let first = (row * headCount + head) * headSize
            try reorder.run(
                on: context.engine, scratchpadAddress: scratchpad,
                [
                    PrimitiveArgument(DNNL_ARG_FROM, plain, source.address + first * elementType.byteCount),
                    PrimitiveArgument(DNNL_ARG_TO, layout, target.address + task * layout.byteCount),
                ])
        }
        return target
    }
}
