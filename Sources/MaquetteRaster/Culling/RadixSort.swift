import MaquetteImaging

/// Sorts numbers by some of their bits, ten at a time from the lowest; equal ones keep their order.
struct RadixSort {
    let count: Int
    let loop: ParallelLoop

    private static let digitBits = 10
    private static let buckets = 1 << digitBits
    private static let chunkSize = 1 << 16

    private var chunks: Int { (count + Self.chunkSize - 1) / Self.chunkSize }

    /// The low halves of the keys in the order of their high halves.
    ///
    /// - Parameters:
    ///   - keys: is overwritten.
    ///   - bits: of the high halves, how many may be set.
    func sortedIndices(_ keys: AlignedBuffer<UInt64>, bits: Int) -> AlignedBuffer<UInt32> {
        var source = keys
        var target = AlignedBuffer<UInt64>(capacity: count)
        let starts = AlignedBuffer<UInt32>(capacity: chunks * Self.buckets)
        for shift in stride(from: 32, to: 32 + bits, by: Self.digitBits) {
            findStarts(source, shift: shift, starts)
            distribute(source, into: target, shift: shift, starts)
            swap(&source, &target)
        }
        return lowHalves(source)
    }

    private func lowHalves(_ keys: AlignedBuffer<UInt64>) -> AlignedBuffer<UInt32> {
        let halves = AlignedBuffer<UInt32>(capacity: count)
        loop.forEachRange(count, grain: Self.chunkSize) { _, range in
            for index in range { halves.pointer[index] = UInt32(truncatingIfNeeded: keys.pointer[index]) }
        }
        return halves
    }

    @inline(__always)
    private func bucket(_ key: UInt64, _ shift: Int) -> Int {
        Int(truncatingIfNeeded: key &>> UInt64(truncatingIfNeeded: shift)) & (Self.buckets - 1)
    }

    /// Finds where each chunk's keys of each digit begin.
    private func findStarts(_ keys: AlignedBuffer<UInt64>, shift: Int, _ starts: AlignedBuffer<UInt32>) {
        loop.forEachRange(count, grain: Self.chunkSize) { chunk, range in
            let counts = starts.pointer + chunk * Self.buckets
            counts.initialize(repeating: 0, count: Self.buckets)
            for index in range { counts[bucket(keys.pointer[index], shift)] += 1 }
        }
        var sum: UInt32 = 0
        for bucket in 0..<Self.buckets {
            for chunk in 0..<chunks {
                let place = chunk * Self.buckets + bucket
                let size = starts.pointer[place]
                starts.pointer[place] = sum
                sum += size
            }
        }
    }

    /// Writes the keys behind each other by their digit.
    private func distribute(
        _ keys: AlignedBuffer<UInt64>, into target: AlignedBuffer<UInt64>, shift: Int, _ starts: AlignedBuffer<UInt32>
    ) {
        loop.forEachRange(count, grain: Self.chunkSize) { chunk, range in
            let next = starts.pointer + chunk * Self.buckets
            for index in range {
                let key = keys.pointer[index]
                let bucket = bucket(key, shift)
                target.pointer[Int(next[bucket])] = key
                next[bucket] += 1
            }
        }
    }
}
