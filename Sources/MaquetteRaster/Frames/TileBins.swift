/// For every tile the triangles that may touch it: lists of chunks in one pool, filled by one worker.
struct TileBins {
    /// Entries in a chunk, the first of which holds the number of the next chunk.
    private static let chunkSize = 64

    private let pool = AlignedBuffer<BinEntry>(capacity: 1 << 15)
    /// The first chunk of every tile; 0 is none.
    private let first = AlignedBuffer<UInt32>()
    /// Where the next entry of a tile goes; at a chunk's end it needs a new chunk.
    private let cursor = AlignedBuffer<Int>()
    private var usedChunks = 1

    /// Empties all lists.
    mutating func begin(tileCount: Int) {
        first.reserve(tileCount)
        cursor.reserve(tileCount)
        first.pointer.initialize(repeating: 0, count: tileCount)
        cursor.pointer.initialize(repeating: 0, count: tileCount)
        usedChunks = 1
    }

    @inline(__always)
    mutating func append(_ entry: BinEntry, tile: Int) {
        var place = cursor.pointer[tile]
        if place & (Self.chunkSize - 1) == 0 { place = newChunk(tile, after: place) }
        pool.pointer[place] = entry
        cursor.pointer[tile] = place + 1
    }

    @inline(never)
    private mutating func newChunk(_ tile: Int, after place: Int) -> Int {
        let chunk = usedChunks
        usedChunks += 1
        if usedChunks * Self.chunkSize > pool.capacity { pool.grow() }
        if place == 0 {
            first.pointer[tile] = UInt32(chunk)
        } else {
            pool.pointer[place - Self.chunkSize] = BinEntry(nextChunk: chunk)
        }
        pool.pointer[chunk * Self.chunkSize] = BinEntry(nextChunk: 0)
        return chunk * Self.chunkSize + 1
    }

    func isEmpty(tile: Int) -> Bool { first.pointer[tile] == 0 }

    /// Visits the entries of a tile in the order in which they came.
    @inline(__always)
    func forEach(tile: Int, _ body: (BinEntry) -> Void) {
        var chunk = Int(first.pointer[tile])
        while chunk != 0 {
            let entries = pool.pointer + chunk * Self.chunkSize
            let next = entries[0].nextChunk
            let end = next != 0 ? Self.chunkSize : (cursor.pointer[tile] - 1) % Self.chunkSize + 1
            for index in 1..<end { body(entries[index]) }
            chunk = next
        }
    }
}
