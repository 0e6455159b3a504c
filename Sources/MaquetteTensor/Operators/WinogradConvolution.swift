import CDNNL
import Synchronization

/// A convolution of 3 by 3 with step 1 and one row of zeros around, by minimal filtering F(2×2, 3×3)
/// (Winograd, 1980; Lavin and Gray, 2016): 16 multiplications where the definition needs 36.
///
/// Tiles of 4 by 4 input pixels overlap by two and give 2 by 2 output pixels each. A tile is transformed to
/// 16 numbers per channel; for each of the 16, channels are mixed by a matrix product over many tiles; a second
/// transform makes pixels of the sums. All three happen for a block of tiles while it is in the cache.
final class WinogradConvolution: Sendable {
    private struct Plan: Sendable {
        let product: Primitive
        let transformed, weights, sums: MemoryDescriptor
        let packedWeights: TensorStorage
    }

    /// Rows of the matrix products. Enough for the products to run at full speed; fixed, so that results do not
    /// depend on the number of threads.
    static let tilesPerBlock = 64
    /// Where fewer blocks than this would share the work, transformed weights cost more than they save.
    private static let fewestBlocks = 8
    static let numbersPerTile = 16
    /// A line of the cache between the 16 matrices: as multiples of 4096 bytes their places would share few of its sets.
    private static let lineByteCount = 64

    private let inputChannels, outputChannels: Int
    private let weight: Parameter
    private let context: ComputeContext
    private let plans = Mutex<[ElementType: Plan]>([:])

    /// - Parameter weight: [output channels, input channels, 3, 3], both channels multiples of 16.
    init(weight: Parameter, context: ComputeContext) {
        (outputChannels, inputChannels) = (weight.shape[0], weight.shape[1])
        self.weight = weight
        self.context = context
    }

    /// Whether weights of this shape can be transformed.
    static func fits(_ weightShape: Shape) -> Bool {
        weightShape[0] % 16 == 0 && weightShape[1] % 16 == 0 && weightShape[2...] == [3, 3]
    }

    /// Whether a result of this shape is large enough to be worth it.
    static func pays(_ outputShape: Shape) -> Bool {
        outputShape[0] * ((outputShape[1] + 1) / 2) * ((outputShape[2] + 1) / 2) >= fewestBlocks * tilesPerBlock
    }

    /// Convolves.
    /// - Parameters:
    ///   - input: [batch, height, width, input channels].
    ///   - outputShape: [batch, height, width, output channels]. Where it is larger than the input, the input is
    ///     enlarged by repeating the nearest pixel first.
    ///   - bias: [output channels] in single precision.
    ///   - residual: a tensor of the result's shape and the input's element type, to be added.
    func callAsFunction(_ input: Tensor, outputShape: Shape, bias: Tensor, residual: Tensor?) throws -> Tensor {
        let plan = try plans.withLock { plans in
            if let known = plans[input.elementType] { return known }
            let made = try makePlan(input.elementType)
            plans[input.elementType] = made
            return made
        }
        let output = try context.tensor(outputShape, input.elementType)
        switch input.elementType {
        case .float32: try run(plan, input, output, bias, residual, Float.self)
        case .bfloat16: try run(plan, input, output, bias, residual, BFloat16.self)
        }
        withExtendedLifetime((input, bias, residual)) {}
        return output
    }

    private func run<Element: VectorElement>(
        _ plan: Plan, _ input: Tensor, _ output: Tensor, _ bias: Tensor, _ residual: Tensor?, _: Element.Type
    ) throws {
        let tiles = WinogradTiles(
            inputHeight: input.shape[1], inputWidth: input.shape[2], height: output.shape[1], width: output.shape[2],
            batch: output.shape[0])
        let zeros = try TensorStorage(byteCount: inputChannels * MemoryLayout<Element>.size, pool: context.pool)
        zeros.address.initializeMemory(as: UInt8.self, repeating: 0, count: inputChannels * MemoryLayout<Element>.size)

        let count = Self.tilesPerBlock
        let (transformedSize, weightSize, sumSize) = (
            plan.transformed.byteCount + Self.lineByteCount, plan.weights.byteCount + Self.lineByteCount,
            plan.sums.byteCount + Self.lineByteCount
        )
        let transformedBytes = Self.numbersPerTile * transformedSize
        let sumBytes = Self.numbersPerTile * sumSize
        let workspaceBytes = transformedBytes + sumBytes + plan.product.scratchpad.byteCount
        try context.parallelTasks((tiles.count + count - 1) / count, scratchpadByteCount: workspaceBytes) { block, workspace in
            guard let workspace else { return }
            let range = block * count..<min((block + 1) * count, tiles.count)
            let sums = workspace + transformedBytes
            transformInput(
                input.pointer(as: Element.self), channels: inputChannels, tiles: tiles, range: range,
                zeros: zeros.address.assumingMemoryBound(to: Element.self),
                into: workspace.assumingMemoryBound(to: Element.self),
                stride: transformedSize / MemoryLayout<Element>.size)
            let product = try PrimitiveCall(
                plan.product, on: context.engine, scratchpadAddress: sums + sumBytes,
                [
                    PrimitiveArgument(DNNL_ARG_SRC_0, plan.transformed, workspace),
                    PrimitiveArgument(DNNL_ARG_WEIGHTS_0, plan.weights, plan.packedWeights.address),
                    PrimitiveArgument(DNNL_ARG_DST_0, plan.sums, sums),
                ])
            for number in 0..<Self.numbersPerTile {
                try product.point(0, at: workspace + number * transformedSize)
                try product.point(1, at: plan.packedWeights.address + number * weightSize)
                try product.point(2, at: sums + number * sumSize)
                try product.run()
            }
            transformOutput(
                sums.assumingMemoryBound(to: Float.self), stride: sumSize / MemoryLayout<Float>.size,
                channels: outputChannels, tiles: tiles, range: range, bias: bias.pointer(as: Float.self),
                residual: residual?.pointer(as: Element.self), into: output.pointer(as: Element.self))
        }
        withExtendedLifetime(zeros) {}
    }

    func releasePackedWeights() { plans.withLock { $0 = [:] } }

    private func makePlan(_ type: ElementType) throws -> Plan {
        let transformed = try MemoryDescriptor.dense([Self.tilesPerBlock, inputChannels], type)
        let anyWeights = try MemoryDescriptor.any([inputChannels, outputChannels], type)
        let sums = try MemoryDescriptor.dense([Self.tilesPerBlock, outputChannels], .float32)
        let attributes = try PrimitiveAttributes()
        let product = try context.serialPrimitive("convolution") {
            maquette_matmul_create(
                &$0, context.engine.handle, transformed.handle, anyWeights.handle, nil, sums.handle, attributes.handle)
        }
        let weights = product.weights ?? anyWeights
        return Plan(
            product: product, transformed: transformed, weights: weights, sums: sums,
            packedWeights: type == .float32 ? try packWeights(weights, Float.self) : try packWeights(weights, BFloat16.self))
    }

    /// The transformed weights, one matrix for each of the 16 numbers, in the layout of the products.
    private func packWeights<Element: VectorElement>(
        _ layout: MemoryDescriptor, _: Element.Type
    ) throws -> TensorStorage {
        let places = try BlockedLayout(
            layout, extents: [inputChannels, outputChannels], elementType: Element.elementType)
        let (inputs, outputs) = (places.offsets[0], places.offsets[1])
        let matrixByteCount = layout.byteCount + Self.lineByteCount
        let packed = try TensorStorage(byteCount: Self.numbersPerTile * matrixByteCount, arena: context.arena)
        if places.isPadded { packed.address.initializeMemory(as: UInt8.self, repeating: 0, count: packed.byteCount) }
        let target = SharedPointer(packed.address.assumingMemoryBound(to: Element.self))
        let matrixStride = matrixByteCount / Element.elementType.byteCount
        let isMadeOfLines = WeightLines.make(up: outputs, inputs, Element.self)
        try weight.forEachRows(of: WeightLines.outputs, context) { rows, kernels in
            inputs.withUnsafeBufferPointer { inputs in
                if isMadeOfLines {
                    for channel in stride(from: 0, to: inputs.count, by: Element.inputsPerLine) {
                        transformKernels(
                            kernels + 9 * channel, rowStride: 9 * inputs.count,
                            into: target.address + outputs[rows.lowerBound] + inputs[channel], stride: matrixStride)
                    }
                    return
                }
                for (index, row) in rows.enumerated() {
                    for channel in 0..<inputs.count {
                        transformKernel(
                            kernels + 9 * (index * inputs.count + channel),
                            into: target.address + outputs[row] + inputs[channel], stride: matrixStride)
                    }
                }
            }
        }
        return packed
    }
}
