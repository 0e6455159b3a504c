import Foundation
import Synchronization

/// The memory of one context: what comes back is handed out again, in whatever sizes are asked for next.
///
/// Networks follow one another, and what one of them leaves behind has other sizes than what the next one needs. Fresh
/// pages cost much: the system clears them, and where it is a guest on a larger machine, it first has to ask its host
/// for them. So blocks are cut from pages that have been used before wherever there are enough of them side by side.
/// Where there are not, as many of the unused ones go back to the system as fresh ones are taken: the arena never
/// keeps more than was in use at a time.
final class MemoryArena: Sendable {
    /// Bytes side by side that nobody uses.
    fileprivate struct FreeRun {
        var start: Int
        var byteCount: Int
        /// About how many of them, at its end, lie in pages that have been used before.
        var usedBefore: Int
        var end: Int { start + byteCount }
    }

    fileprivate struct State {
        /// What was taken from the system.
        var regions: [(start: UnsafeMutableRawPointer, byteCount: Int)] = []
        /// By address; no two of them touch.
        var free: [FreeRun] = []
        var inUse = 0
        var greatestUse = 0
    }

    /// Blocks below this come from the allocator's heap.
    private static let smallestOwnBlock = 128 << 10
    /// What is taken from the system at a time, at least.
    private static let smallestRegion = 512 << 20
    private let state = Mutex(State())

    /// Most bytes that were in use at a time.
    var greatestUse: Int { state.withLock { $0.greatestUse } }

    /// A block of at least `byteCount` bytes with arbitrary contents.
    /// - Throws: `TensorError.outOfMemory`.
    func allocate(_ byteCount: Int) throws -> UnsafeMutableRawPointer {
        guard byteCount >= Self.smallestOwnBlock else {
            state.withLock { $0.count(byteCount) }
            return try SystemMemory.allocate(byteCount)
        }
        let size = SystemMemory.wholePages(byteCount)
        return try state.withLock { state in
            var place = state.place(for: size)
            if place == nil {
                try state.addRegion(atLeast: max(size, Self.smallestRegion), orElse: size)
                place = state.place(for: size)
            }
            guard let place, let block = state.cut(size, at: place) else {
                throw TensorError.outOfMemory(byteCount: byteCount)
            }
            state.count(size)
            return block
        }
    }

    /// Takes back a block that `allocate(byteCount)` returned.
    func release(_ address: UnsafeMutableRawPointer, _ byteCount: Int) {
        guard byteCount >= Self.smallestOwnBlock else {
            state.withLock { $0.count(-byteCount) }
            return SystemMemory.release(address, byteCount)
        }
        let size = SystemMemory.wholePages(byteCount)
        state.withLock { state in
            state.insert(FreeRun(start: Int(bitPattern: address), byteCount: size, usedBefore: size))
            state.count(-size)
        }
    }

    /// Gives the pages of what nobody uses back to the system.
    func releaseUnused() {
        state.withLock { $0.forget(.max, sparing: nil) }
    }

    deinit {
        state.withLock { state in
            for region in state.regions { SystemMemory.release(region.start, region.byteCount) }
        }
    }
}

extension MemoryArena.State {
    mutating func count(_ byteCount: Int) {
        inUse += byteCount
        greatestUse = max(greatestUse, inUse)
    }

    /// The run to cut a block from: the one that takes the fewest fresh pages, and of those the smallest.
    func place(for size: Int) -> Int? {
        free.indices.filter { free[$0].byteCount >= size }.min {
            let (first, second) = (free[$0], free[$1])
            return (max(0, size - first.usedBefore), first.byteCount) < (max(0, size - second.usedBefore), second.byteCount)
        }
    }

    /// Cuts a block from the end of a run.
    mutating func cut(_ size: Int, at place: Int) -> UnsafeMutableRawPointer? {
        forget(size - free[place].usedBefore, sparing: place)
        let block = UnsafeMutableRawPointer(bitPattern: free[place].end - size)
        free[place].byteCount -= size
        free[place].usedBefore = max(0, free[place].usedBefore - size)
        if free[place].byteCount == 0 { free.remove(at: place) }
        return block
    }

    /// Gives used pages back to the system.
    /// - Parameters:
    ///   - byteCount: how many bytes of them, as far as there are any.
    ///   - spared: a run that keeps its pages.
    mutating func forget(_ byteCount: Int, sparing spared: Int?) {
        var left = byteCount
        for index in free.indices where left > 0 && index != spared && free[index].usedBefore > 0 {
            let size = min(left, free[index].usedBefore)
            let start = free[index].end - free[index].usedBefore
            if let address = UnsafeMutableRawPointer(bitPattern: start) { madvise(address, size, Int32(MADV_DONTNEED)) }
            free[index].usedBefore -= size
            left -= size
        }
    }

    mutating func addRegion(atLeast wanted: Int, orElse size: Int) throws {
        var byteCount = wanted
        var start = try? SystemMemory.map(wanted)
        if start == nil {
            byteCount = size
            start = try SystemMemory.map(size)
        }
        guard let start else { return }
        regions.append((start, byteCount))
        insert(MemoryArena.FreeRun(start: Int(bitPattern: start), byteCount: byteCount, usedBefore: 0))
    }

    /// Adds a run and joins it with its neighbours.
    mutating func insert(_ run: MemoryArena.FreeRun) {
        var place = free.firstIndex { $0.start > run.start } ?? free.count
        free.insert(run, at: place)
        if place > 0, free[place - 1].end == run.start {
            free[place - 1].absorb(free.remove(at: place))
            place -= 1
        }
        if place + 1 < free.count, free[place].end == free[place + 1].start {
            free[place].absorb(free.remove(at: place + 1))
        }
    }
}

extension MemoryArena.FreeRun {
    /// Joins what begins where this ends.
    fileprivate mutating func absorb(_ next: MemoryArena.FreeRun) {
        byteCount += next.byteCount
        usedBefore += next.usedBefore
    }
}
