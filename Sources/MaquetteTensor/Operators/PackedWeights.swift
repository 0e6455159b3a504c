import CDNNL
import Synchronization

/// A layer's weights in the layout that its primitives want, made at the first use.
///
/// The parameter itself stays where it was (in the mapped file); only the packed copy takes memory.
final class PackedWeights: Sendable {
    private struct Packed {
        let layout: MemoryDescriptor
        let storage: TensorStorage
    }

    private let parameter: Parameter
    private let source: MemoryDescriptor
    private let packed = Mutex<[Packed]>([])

    /// - Parameters:
    ///   - parameter: the weights as the checkpoint has them.
    ///   - source: how they lie there, in single precision.
    init(_ parameter: Parameter, source: MemoryDescriptor) {
        self.parameter = parameter
        self.source = source
    }

    /// The weights in a given layout. Shapes that ask for the same layout share the same copy.
    func storage(_ layout: MemoryDescriptor, _ context: ComputeContext) throws -> TensorStorage {
        try packed.withLock { packed in
            if let known = packed.first(where: { $0.layout.isEqual(to: layout) }) {
                return known.storage
            }
            // Not from the pool, which would keep it.
            let plain = try TensorStorage(byteCount: parameter.elementCount * 4, pool: nil)
            try context.read(parameter, into: plain.address.assumingMemoryBound(to: Float.self))
            let storage = try TensorStorage(byteCount: layout.byteCount, pool: nil)
            try context.reorder(plain.address, source, to: storage.address, layout)
            packed.append(Packed(layout: layout, storage: storage))
            return storage
        }
    }
}

extension ComputeContext {
    /// Reads a whole parameter on all threads.
    fileprivate func read(_ parameter: Parameter, into destination: UnsafeMutablePointer<Float>) throws {
        let perTask = 1 << 20
        let count = parameter.elementCount
        let destination = SharedPointer(destination)
        try parallelTasks((count + perTask - 1) / perTask, scratchpadByteCount: 0) { task, _ in
            let range = task * perTask..<min((task + 1) * perTask, count)
            try parameter.read(range, into: destination.address + range.lowerBound)
        }
    }

    /// Copies from one layout to another, converting elements where the types differ.
    func reorder(
        _ source: UnsafeMutableRawPointer, _ sourceLayout: MemoryDescriptor,
        to destination: UnsafeMutableRawPointer, _ destinationLayout: MemoryDescriptor
    ) throws {
        let attributes = try PrimitiveAttributes()
        let reorder = try primitive("reorder") {
            maquette_reorder_create(&$0, engine.handle, sourceLayout.handle, destinationLayout.handle, attributes.handle)
        }
        try run(
            reorder,
            [
                PrimitiveArgument(DNNL_ARG_FROM, sourceLayout, source),
                PrimitiveArgument(DNNL_ARG_TO, destinationLayout, destination),
            ])
    }
}
