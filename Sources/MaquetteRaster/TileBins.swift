/// For every tile the triangles that may touch it: lists of chunks in one pool, filled by one worker.
struct TileBins {
    /// Words in a chunk: the number of the next chunk, then entries.
    private static let chunkSize = 64

    private let pool = AlignedBuffer<UInt64>(capacity: 1 << 16)
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
        pool.pointer[place] = entry.bits
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
            pool.pointer[place - Self.chunkSize] = UInt64(chunk)
        }
        pool.pointer[chunk * Self.chunkSize] = 0
        return chunk * Self.chunkSize + 1
    }

    /// Visits the entries of a tile in the order in which they came.
    @inline(__always)
    func forEach(tile: Int, _ body: (BinEntry) -> Void) {
        var chunk = Int(first.pointer[tile])
        while chunk != 0 {
            let words = pool.pointer + chunk * Self.chunkSize
            let next = Int(words[0])
            let end = next != 0 ? Self.chunkSize : (cursor.pointer[tile] - 1) % Self.chunkSize + 1
            for index in 1..<end { body(BinEntry(bits: words[index])) }
            chunk = next
        }
    }
}

/// A triangle and the pixels of one tile that its bounding box holds.
struct BinEntry {
    let bits: UInt64

    init(bits: UInt64) {
        self.bits = bits
    }

    /// Pixels are counted from the tile's corner, 0...63; both ends belong to the box.
    @inline(__always)
    init(triangle: Int, x0: Int, x1: Int, y0: Int, y1: Int) {
        let box = x0 | x1 << 6 | y0 << 12 | y1 << 18
        bits = UInt64(truncatingIfNeeded: triangle) << 32 | UInt64(truncatingIfNeeded: box)
    }

    @inline(__always) var triangle: Int { Int(bits >> 32) }
    @inline(__always) var x0: Int { Int(bits & 63) }
    @inline(__always) var x1: Int { Int(bits >> 6 & 63) }
    @inline(__always) var y0: Int { Int(bits >> 12 & 63) }
    @inline(__always) var y1: Int { Int(bits >> 18 & 63) }
}
