import MaquetteImaging

extension ParallelLoop {
    /// The results of `body` for every index of `0 ..< count`, in order.
    ///
    /// - Parameter grain: how many neighbouring results one thread makes at a time.
    func map<Result>(_ count: Int, grain: Int = 64, _ body: (Int) -> Result) -> [Result] {
        [Result](unsafeUninitializedCapacity: count) { buffer, initializedCount in
            nonisolated(unsafe) let buffer = buffer
            forEachRange(count, grain: grain) { _, range in
                for index in range { buffer.initializeElement(at: index, to: body(index)) }
            }
            initializedCount = count
        }
    }
}
