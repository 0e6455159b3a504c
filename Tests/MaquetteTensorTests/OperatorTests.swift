import MaquetteTensor
import MaquetteTestSupport
import Testing

/// Operators against torch's on the same synthetic inputs.
@Suite struct OperatorTests {
    @Test func everyOperatorHasCases() throws {
        let operators = Set(try OperatorCase.all().map(\.operator))
        #expect(operators == [
            "convolution", "linear", "groupNorm", "layerNorm", "attention", "upsample", "bilinear", "maxPool",
            "spreadChannels",
        ])
    }

    @Test(arguments: try OperatorCase.all(), [1, 2, 3])
    func singlePrecision(operatorCase: OperatorCase, threadCount: Int) throws {
        let output = try operatorCase.run(ComputeContext(threadCount: threadCount))
        #expect(output.elementType == .float32)
        // Where the mean is hundreds of times the deviation, its rounding alone shows.
        let tolerance: Float = operatorCase.name == "far from zero" ? 1e-4 : 1e-5
        #expect(operatorCase.difference(output) <= tolerance)
    }

    @Test(.enabled(if: ComputeContext.runsBFloat16), arguments: try OperatorCase.all())
    func bfloat16(operatorCase: OperatorCase) throws {
        let output = try operatorCase.run(ComputeContext(threadCount: 2, precision: .bf16))
        #expect(output.elementType == .bfloat16)
        // Inputs far from their differences, and sharp attention, lose what 8 bits of mantissa cannot hold.
        let isHard = ["far from zero", "sharp", "sharp key blocks"].contains(operatorCase.name)
        #expect(operatorCase.difference(output) <= (isHard ? 0.6 : 0.02))
    }

    @Test func layersServeSeveralShapes() throws {
        let context = try ComputeContext(threadCount: 2)
        let layer = try Convolution(
            weight: SyntheticValues.weight("weight", [8, 8, 3, 3]), bias: nil, padding: .init(1), context: context)
        let large = try Tensor(SyntheticValues.uniform("x", 0..<2 * 16 * 12 * 8), shape: [2, 16, 12, 8])
        let whole = try layer(large).floats
        let halves = try [0, 1].flatMap { try layer(large.outermost($0..<$0 + 1)).floats }
        let difference = zip(whole, halves).map { abs($0 - $1) }.max() ?? .infinity
        #expect(difference < 1e-5)
    }

    /// Pictures of a batch each get their own bias, or all the same.
    @Test(arguments: [1, 2])
    func addedBiasIsAddedBeforeNormalizing(count: Int) throws {
        let context = try ComputeContext(threadCount: 2)
        let norm = try GroupNorm(
            scale: SyntheticValues.weight("norm.weight", [20]), shift: SyntheticValues.weight("bias", [20]),
            groupCount: 4, epsilon: 1e-5, silu: true, context: context)
        let pictures = SyntheticValues.uniform("x", 0..<2 * 3 * 5 * 20)
        let added = SyntheticValues.uniform("added", 0..<count * 20).map { 3 * $0 }
        let biased = pictures.enumerated().map { index, value in
            value + added[(index / (3 * 5 * 20) * 20 + index % 20) % added.count]
        }
        let expected = try norm(Tensor(biased, shape: [2, 3, 5, 20])).floats
        let found = try norm(Tensor(pictures, shape: [2, 3, 5, 20]), addedBias: added).floats
        for (value, expected) in zip(found, expected) { #expect(abs(value - expected) < 1e-5) }
        #expect(throws: TensorError.self) {
            try norm(Tensor(pictures, shape: [2, 3, 5, 20]), addedBias: [Float](repeating: 0, count: 60))
        }
    }

    @Test func singlePrecisionResultOfBFloat16Layer() throws {
        try #require(ComputeContext.runsBFloat16)
        let context = try ComputeContext(threadCount: 2, precision: .bf16)
        let layer = try Linear(weight: SyntheticValues.weight("weight", [5, 7]), bias: nil, context: context)
        let rows = try context.convert(
            Tensor(SyntheticValues.uniform("x", 0..<21), shape: [3, 7]), to: .bfloat16)
        let wide = try layer(rows, output: .float32)
        let narrow = try layer(rows)
        #expect(wide.elementType == .float32)
        #expect(try context.convert(wide, to: .bfloat16).floats == narrow.floats)
    }

    @Test func elementwiseOperators() throws {
        let context = try ComputeContext(threadCount: 2)
        let first = try Tensor(SyntheticValues.uniform("first", 0..<70000), shape: [7, 100, 100])
        let second = try Tensor(SyntheticValues.uniform("second", 0..<70000), shape: [7, 100, 100])
        #expect(try context.add(first, second).floats == zip(first.floats, second.floats).map { $0 + $1 })
        #expect(try context.relu(first).floats == first.floats.map { max($0, 0) })
        let joined = try context.concatenateChannels(
            Tensor([1, 2, 3, 4], shape: [2, 2]), Tensor([5, 6], shape: [2, 1]))
        #expect(joined.floats == [1, 2, 5, 3, 4, 6])
        #expect(joined.shape == [2, 3])
    }

    @Test func wrongShapesAreRefused() throws {
        let context = try ComputeContext(threadCount: 1)
        let layer = try Linear(weight: SyntheticValues.weight("weight", [5, 7]), bias: nil, context: context)
        #expect(throws: TensorError.self) { try layer(Tensor([1, 2, 3], shape: [1, 3])) }
        let seven = try Tensor([Float](repeating: 1, count: 7), shape: [1, 7])
        #expect(throws: TensorError.self) { try layer(seven, .add(seven)) }
        #expect(throws: TensorError.self) { try Tensor([1, 2], shape: [3]) }
        #expect(throws: TensorError.self) { try seven.reshaped([2, 3]) }
        #expect(throws: TensorError.self) { try context.concatenateChannels(seven, Tensor([1, 2], shape: [2, 1])) }
        #expect(throws: TensorError.self) { try KeysAndValues(keys: seven, values: seven, headCount: 2) }
        let convolution = try Convolution(
            weight: SyntheticValues.weight("weight", [5, 7, 3, 3]), bias: nil, context: context)
        #expect(throws: TensorError.self) {
            try convolution(Tensor([Float](repeating: 0, count: 14), shape: [1, 2, 1, 7]))
        }
    }
}
