import MaquetteTestSupport
import Testing

@testable import MaquetteTensor

@Suite struct MemoryTests {
    @Test func exponentialIsAccurate() {
        for value in stride(from: Float(-87), through: 88, by: 0.37) {
            let result = exponential(SIMD16(repeating: value))[3]
            let expected = Float(powerOfE(Double(value)))
            #expect(abs(result - expected) <= 2 * expected.ulp, "e to the \(value)")
        }
    }

    @Test func roughExponentialIsFinerThanBFloat16() {
        for value in stride(from: Float(-86), through: 87, by: 0.37) {
            let result = Double(roughExponential(SIMD16(repeating: value))[5])
            let expected = powerOfE(Double(value))
            #expect(abs(result - expected) <= 1.0e-4 * expected, "e to the \(value)")
        }
        #expect(roughExponential(SIMD16(repeating: -.infinity))[0] < 1e-37)
        #expect(roughExponential(SIMD16(repeating: .infinity))[0] > 1e38)
        #expect(roughExponential(SIMD16(repeating: .nan))[0].isNaN)
    }

    @Test func lanesAreReduced() {
        let values = SIMD16<Float>(3, -1, 4, 1, -5, 9, 2, 6, 5, 3, -5, 8, 9, 7, 9, 32)
        #expect(values.laneSum == 87)
        #expect(values.greatestLane == 32)
        #expect((-values).greatestLane == 5)
    }

    @Test func largeBlocksBeginAtHugePages() throws {
        for byteCount in [1, 5000, 2 << 20, (2 << 20) + 1, 7_654_321] {
            let block = try SystemMemory.allocate(byteCount)
            block.storeBytes(of: 1, toByteOffset: byteCount - 1, as: UInt8.self)
            if byteCount >= 2 << 20 { #expect(Int(bitPattern: block) % (2 << 20) == 0) }
            SystemMemory.release(block, byteCount)
        }
    }

    /// e to the power of x as a product of squarings and a long series; no library function is trusted.
    private func powerOfE(_ x: Double) -> Double {
        let small = x / 1024
        var term = 1.0
        var sum = 1.0
        for index in 1..<20 {
            term *= small / Double(index)
            sum += term
        }
        for _ in 0..<10 { sum *= sum }
        return sum
    }

    @Test func blocksAreUsedAgain() throws {
        let pool = BufferPool(arena: MemoryArena())
        let first = try pool.take(100_000)
        pool.giveBack(first)
        let second = try pool.take(99_000)
        #expect(first.address == second.address)
        let third = try pool.take(99_000)
        #expect(third.address != second.address)
        pool.giveBack(second)
        pool.giveBack(third)
    }

    @Test func littleLargerBlocksAreTakenToo() throws {
        let pool = BufferPool(arena: MemoryArena())
        let large = try pool.take(150_000)
        pool.giveBack(large)
        let tiny = try pool.take(20_000)
        #expect(tiny.byteCount < 40_000)
        let small = try pool.take(90_000)
        #expect(small.address == large.address && small.byteCount == large.byteCount)
        pool.giveBack(small)
        pool.giveBack(tiny)
        #expect(try pool.take(150_000).address == large.address)
    }

    @Test func anArenaJoinsWhatComesBack() throws {
        let arena = MemoryArena()
        let size = 1 << 20
        let blocks = try (0..<4).map { _ in try arena.allocate(size) }
        #expect(Set(blocks).count == 4)
        for (index, block) in blocks.enumerated() { block.storeBytes(of: UInt8(index), toByteOffset: size - 1, as: UInt8.self) }
        for (index, block) in blocks.enumerated() { #expect(block.load(fromByteOffset: size - 1, as: UInt8.self) == UInt8(index)) }
        #expect(arena.greatestUse == 4 * size)
        // In an order in which neighbours meet on either side.
        for index in [2, 0, 1, 3] { arena.release(blocks[index], size) }
        let large = try arena.allocate(4 * size)
        #expect(large == blocks.min(), "used pages are used again")
        #expect(arena.greatestUse == 4 * size)
        arena.release(large, 4 * size)
        arena.releaseUnused()
        let fresh = try arena.allocate(4 * size)
        #expect(fresh.load(as: UInt64.self) == 0, "the system has had these pages")
        arena.release(fresh, 4 * size)
    }

    @Test func anArenaSurvivesAnyOrder() throws {
        let seed: UInt64 = 20_261_121
        var generator = SeededGenerator(seed: seed)
        let arena = MemoryArena()
        var blocks: [(address: UnsafeMutableRawPointer, byteCount: Int, mark: UInt64)] = []
        for mark in 0..<3000 {
            if blocks.isEmpty || generator.next() % 5 < 3 && blocks.count < 60 {
                let byteCount = 1 + Int(generator.next() % (generator.next() % 3 == 0 ? 9_000_000 : 300_000))
                let address = try arena.allocate(byteCount + 8)
                address.storeBytes(of: UInt64(mark), as: UInt64.self)
                (address + byteCount).copyMemory(from: [UInt64(mark)], byteCount: 8)
                blocks.append((address, byteCount, UInt64(mark)))
            } else {
                let block = blocks.remove(at: Int(generator.next() % UInt64(blocks.count)))
                let end = (block.address + block.byteCount).loadUnaligned(as: UInt64.self)
                #expect(block.address.load(as: UInt64.self) == block.mark && end == block.mark, "seed \(seed), block \(block.mark)")
                arena.release(block.address, block.byteCount + 8)
            }
        }
        for block in blocks { arena.release(block.address, block.byteCount + 8) }
    }

    @Test func roundedSizesHoldTheRequest() {
        for byteCount in [0, 1, 4096, 4097, 65537, 1_000_003, 123_456_789] {
            let size = BufferPool.roundedSize(byteCount)
            #expect(size >= byteCount)
            #expect(size <= max(4096, byteCount + byteCount / 8 + 4096))
        }
    }

    @Test func everyIndexIsVisitedOnce() {
        for threads in [1, 2, 7] {
            var visits = [Int](repeating: 0, count: 1000)
            visits.withUnsafeMutableBufferPointer { buffer in
                guard let start = buffer.baseAddress else { return }
                let shared = SharedPointer(start)
                parallelFor(1000, threadCount: threads) { index, thread in
                    shared.address[index] += thread < threads ? 1 : 1000
                }
            }
            #expect(visits.allSatisfy { $0 == 1 })
        }
    }

    @Test func parametersAreCutAndStacked() throws {
        let first = try Parameter(name: "first", [1, 2, 3, 4, 5, 6], shape: [3, 2])
        let second = try Parameter(name: "second", [7, 8], shape: [1, 2])
        #expect(try first.rows(1..<3).floats() == [3, 4, 5, 6])
        let both = try Parameter.stacked([first, second])
        #expect(both.shape == [4, 2])
        #expect(try both.floats() == [1, 2, 3, 4, 5, 6, 7, 8])
        #expect(try both.floats(in: 5..<7) == [6, 7])
        #expect(throws: TensorError.self) { try first.rows(2..<4) }
        #expect(throws: TensorError.self) { try Parameter.stacked([first, Parameter(name: "odd", [1], shape: [1, 1])]) }
    }
}
