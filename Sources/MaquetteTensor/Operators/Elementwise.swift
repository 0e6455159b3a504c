extension ComputeContext {
    /// Joins two tensors along the channels.
    /// - Parameters:
    ///   - first: [..., channels].
    ///   - second: the same shape but for the channels, and the same element type.
    /// - Returns: [..., channels of both], the first's channels first.
    public func concatenateChannels(_ first: Tensor, _ second: Tensor) throws -> Tensor {
        guard let firstChannels = first.shape.last, let secondChannels = second.shape.last,
            first.shape.dropLast() == second.shape.dropLast(), first.elementType == second.elementType
        else {
            throw TensorError.shapeMismatch(
                operation: "channel concatenation", expected: "\(first.shape) but for the channels", found: second.shape)
        }
        let output = try tensor(first.shape.dropLast() + [firstChannels + secondChannels], first.elementType)
        let (firstBytes, secondBytes) = (
            firstChannels * first.elementType.byteCount, secondChannels * first.elementType.byteCount
        )
        let rowCount = first.shape.dropLast().reduce(1, *)
        let rowsPerTask = max(1, 65536 / max(1, firstBytes + secondBytes))
        let left = SharedPointer(first.address.assumingMemoryBound(to: UInt8.self))
        let right = SharedPointer(second.address.assumingMemoryBound(to: UInt8.self))
        let target = SharedPointer(output.address.assumingMemoryBound(to: UInt8.self))
        parallelFor((rowCount + rowsPerTask - 1) / rowsPerTask, threadCount: threadCount) { task, _ in
            for row in task * rowsPerTask..<min((task + 1) * rowsPerTask, rowCount) {
                let start = target.address + row * (firstBytes + secondBytes)
                start.update(from: left.address + row * firstBytes, count: firstBytes)
                (start + firstBytes).update(from: right.address + row * secondBytes, count: secondBytes)
            }
        }
        withExtendedLifetime((first, second, output)) {}
        return output
    }

    /// first + scale · second, for two tensors of the same shape and element type.
    public func add(_ first: Tensor, _ second: Tensor, scale: Float = 1) throws -> Tensor {
        guard first.shape == second.shape, first.elementType == second.elementType else {
            throw TensorError.shapeMismatch(
                operation: "addition", expected: "shape \(first.shape)", found: second.shape)
        }
        let output = try tensor(first.shape, first.elementType)
        switch first.elementType {
        case .float32: add(first, second, scale, output, Float.self)
        case .bfloat16: add(first, second, scale, output, BFloat16.self)
        }
        return output
    }

    private func add<Element: VectorElement>(
        _ first: Tensor, _ second: Tensor, _ scale: Float, _ output: Tensor, _: Element.Type
    ) {
        let left = SharedPointer(first.pointer(as: Element.self))
        let right = SharedPointer(second.pointer(as: Element.self))
        let target = SharedPointer(output.pointer(as: Element.self))
        forEachVector(output.elementCount) { index, count in
            if count == 16 {
                let sum = Element.load(left.address + index) + scale * Element.load(right.address + index)
                Element.store(sum, target.address + index)
            } else {
                let sum = loadPartial(left.address + index, count) + scale * loadPartial(right.address + index, count)
                storePartial(sum, target.address + index, count)
            }
        }
        withExtendedLifetime((first, second, output)) {}
    }

    /// max(x, 0) of every element.
    public func relu(_ input: Tensor) throws -> Tensor {
        let output = try tensor(input.shape, input.elementType)
        switch input.elementType {
        case .float32: relu(input, output, Float.self)
        case .bfloat16: relu(input, output, BFloat16.self)
        }
        return output
    }

    private func relu<Element: VectorElement>(_ input: Tensor, _ output: Tensor, _: Element.Type) {
        let source = SharedPointer(input.pointer(as: Element.self))
        let target = SharedPointer(output.pointer(as: Element.self))
        forEachVector(output.elementCount) { index, count in
            storeUpTo(pointwiseMax(loadUpTo(source.address + index, count), .zero), target.address + index, count)
        }
        withExtendedLifetime((input, output)) {}
    }

    /// The same numbers in another element type, rounded to nearest.
    public func convert(_ input: Tensor, to elementType: ElementType) throws -> Tensor {
        guard input.elementType != elementType else { return input }
        let output = try tensor(input.shape, elementType)
        switch elementType {
        case .float32: convert(input, output, BFloat16.self, Float.self)
        case .bfloat16: convert(input, output, Float.self, BFloat16.self)
        }
        return output
    }

    private func convert<Source: VectorElement, Target: VectorElement>(
        _ input: Tensor, _ output: Tensor, _: Source.Type, _: Target.Type
    ) {
        let source = SharedPointer(input.pointer(as: Source.self))
        let target = SharedPointer(output.pointer(as: Target.self))
        forEachVector(output.elementCount) { index, count in
            if count == 16 {
                Target.store(Source.load(source.address + index), target.address + index)
            } else {
                storePartial(loadPartial(source.address + index, count), target.address + index, count)
            }
        }
        withExtendedLifetime((input, output)) {}
    }

    /// Copies the elements of a tensor to another of the same shape and element type that is being made.
    func copy(_ source: Tensor, to target: Tensor) {
        let byteCount = min(source.elementCount, target.elementCount) * source.elementType.byteCount
        let perTask = 256 << 10
        let (from, to) = (
            SharedPointer(source.address.assumingMemoryBound(to: UInt8.self)),
            SharedPointer(target.address.assumingMemoryBound(to: UInt8.self))
        )
        parallelFor((byteCount + perTask - 1) / perTask, threadCount: threadCount) { task, _ in
            let start = task * perTask
            (to.address + start).update(from: from.address + start, count: min(perTask, byteCount - start))
        }
        withExtendedLifetime((source, target)) {}
    }

    /// Calls `body` with the start and length (16, at the very end perhaps fewer) of consecutive vectors.
    @inline(__always)
    private func forEachVector(_ elementCount: Int, _ body: (_ index: Int, _ count: Int) -> Void) {
        let perTask = 16384
        parallelFor((elementCount + perTask - 1) / perTask, threadCount: threadCount) { task, _ in
            let end = min((task + 1) * perTask, elementCount)
            for index in stride(from: task * perTask, to: end, by: 16) {
                body(index, min(16, end - index))
            }
        }
    }
}
