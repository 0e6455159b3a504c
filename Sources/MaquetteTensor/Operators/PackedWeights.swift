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
    private let packed = Mutex<[Packed]>([])

    /// - Parameter parameter: the weights as the checkpoint has them: [output channels, input channels], or
    ///   [output channels, input channels, kernel height, kernel width].
    init(_ parameter: Parameter) {
        self.parameter = parameter
    }

    /// The weights in a given layout. Shapes that ask for the same layout share the same copy.
    /// - Parameters:
    ///   - layout: of a matrix [input channels, output channels], or of kernels in the parameter's own order.
    ///   - elementType: that of the layout.
    ///   - context: where it runs.
    func storage(_ layout: MemoryDescriptor, _ elementType: ElementType, _ context: ComputeContext) throws -> TensorStorage {
        try packed.withLock { packed in
            if let known = packed.first(where: { $0.layout.isEqual(to: layout) }) {
                return known.storage
            }
            let storage = try TensorStorage(byteCount: layout.byteCount, arena: context.arena)
            switch elementType {
            case .float32: try pack(into: storage, layout, Float.self, context)
            case .bfloat16: try pack(into: storage, layout, BFloat16.self, context)
            }
            packed.append(Packed(layout: layout, storage: storage))
            return storage
        }
    }

    /// Lets go of the packed copies; they are made again when they are needed again.
    func release() {
        packed.withLock { $0 = [] }
    }

    private func pack<Element: VectorElement>(
        into storage: TensorStorage, _ layout: MemoryDescriptor, _: Element.Type, _ context: ComputeContext
    ) throws {
        let shape = parameter.shape
        let isMatrix = shape.count == 2
        let places = try BlockedLayout(
            layout, extents: isMatrix ? shape.reversed() : shape, elementType: Element.elementType)
        if places.isPadded { storage.address.initializeMemory(as: UInt8.self, repeating: 0, count: storage.byteCount) }
        let taps = isMatrix ? [0] : places.offsets[2].flatMap { row in places.offsets[3].map { row + $0 } }
        let (outputs, inputs) = isMatrix ? (places.offsets[1], places.offsets[0]) : (places.offsets[0], places.offsets[1])
        let target = SharedPointer(storage.address.assumingMemoryBound(to: Element.self))
        let length = inputs.count * taps.count
        let isMadeOfLines = WeightLines.make(up: outputs, inputs, Element.self)
        try parameter.forEachRows(of: WeightLines.outputs, context) { rows, values in
            for row in 0..<rows.count { narrow(values + row * length, count: length, to: Element.self) }
            // Narrowed rows begin where the wide ones did.
            let stride = length * MemoryLayout<Float>.stride / MemoryLayout<Element>.stride
            let narrowed = UnsafeRawPointer(values).assumingMemoryBound(to: Element.self)
            if isMadeOfLines {
                WeightLines.write(
                    narrowed, stride: stride, inputs: inputs, taps: taps, into: target.address + outputs[rows.lowerBound])
            } else {
                for (index, row) in rows.enumerated() {
                    scatter(narrowed + index * stride, inputs: inputs, taps: taps, into: target.address + outputs[row])
                }
            }
        }
    }
}

extension Parameter {
    /// Calls `body` for groups of rows of the outermost dimension with their indices and values, on all threads. Rows
    /// of one group share the lines of the cache in packed layouts.
    ///
    /// - Parameter size: rows of a group; the last one may have fewer.
    func forEachRows(
        of size: Int, _ context: ComputeContext,
        _ body: (_ rows: Range<Int>, _ values: UnsafeMutablePointer<Float>) throws -> Void
    ) throws {
        let rowCount = shape[0]
        let length = elementCount / max(1, rowCount)
        // Few enough for the cache, enough for the file's pages to be let go of in large pieces.
        let rowsPerTask = max(size, (1 << 16) / max(1, length) / size * size)
        let tasks = (rowCount + rowsPerTask - 1) / rowsPerTask
        try context.parallelTasks(tasks, scratchpadByteCount: rowsPerTask * length * 4) { task, workspace in
            guard let workspace else { return }
            let rows = task * rowsPerTask..<min((task + 1) * rowsPerTask, rowCount)
            let values = workspace.assumingMemoryBound(to: Float.self)
            try read(rows.lowerBound * length..<rows.upperBound * length, into: values)
            for first in stride(from: rows.lowerBound, to: rows.upperBound, by: size) {
                try body(
                    first..<min(first + size, rows.upperBound), values + (first - rows.lowerBound) * length)
            }
        }
    }
}

/// Converts numbers to another element type where they lie; the results are at the beginning.
@inline(__always)
private func narrow<Element: VectorElement>(_ values: UnsafeMutablePointer<Float>, count: Int, to _: Element.Type) {
    let target = UnsafeMutableRawPointer(values).bindMemory(to: Element.self, capacity: count)
    guard Element.elementType != .float32 else { return }
    let whole = count & ~15
    for index in stride(from: 0, to: whole, by: 16) { Element.store(Float.load(values + index), target + index) }
    for index in whole..<count { target[index] = Element(narrowing: values[index]) }
}

/// Puts the weights of one output channel where they belong.
/// - Parameters:
///   - source: [inputs, taps].
///   - inputs: the offset of each input channel.
///   - taps: the offset of each element of the kernel.
///   - target: where the output channel begins.
@inline(__always)
private func scatter<Element: VectorElement>(
    _ source: UnsafePointer<Element>, inputs: [Int], taps: [Int], into target: UnsafeMutablePointer<Element>
) {
    inputs.withUnsafeBufferPointer { inputs in
        taps.withUnsafeBufferPointer { taps in
            for tap in 0..<taps.count {
                let place = target + taps[tap]
                for input in 0..<inputs.count { place[inputs[input]] = source[input * taps.count + tap] }
            }
        }
    }
}
