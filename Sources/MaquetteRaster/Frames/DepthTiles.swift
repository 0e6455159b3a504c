/// The picture while it is made: inverse depth and triangle of every pixel, in tiles of 64 by 64 pixels
/// made of 8 by 8 blocks of 8 by 8 pixels, so that a row of a block is one vector.
final class DepthTiles: @unchecked Sendable {
    static let tileSide = 64
    /// Blocks along a side of a tile, and pixels along a side of a block.
    static let blockSide = 8
    private static let rowsPerTile = tileSide * tileSide / 8

    private(set) var width = 0
    private(set) var height = 0
    private(set) var columns = 0
    private(set) var rows = 0
    /// 1 / depth, rows of blocks; 0 is background, +infinity lies outside the picture.
    private let inverseDepths = AlignedBuffer<Double8>()
    /// The triangle, where the inverse depth is above 0.
    private let triangles = AlignedBuffer<SIMD8<UInt32>>()
    /// At most the smallest inverse depth of every block, rows of eight blocks.
    private let farthest = AlignedBuffer<Double8>()
    /// Which tiles have been drawn to. The memory of others is left alone, but for `farthest`.
    private let touched = AlignedBuffer<Bool>()

    var count: Int { columns * rows }

    /// In which column of tiles a column of pixels lies, counted from 0; the same for rows.
    @inline(__always)
    static func tileNumber(_ pixel: Int) -> Int { pixel &>> tileSide.trailingZeroBitCount }

    /// Prepares for a picture.
    ///
    /// - Parameter slots: how many tiles are kept at a time; nil keeps the whole picture.
    func begin(width: Int, height: Int, slots: Int?) {
        self.width = width
        self.height = height
        columns = (width + Self.tileSide - 1) / Self.tileSide
        rows = (height + Self.tileSide - 1) / Self.tileSide
        let kept = slots ?? count
        inverseDepths.reserve(kept * Self.rowsPerTile)
        triangles.reserve(kept * Self.rowsPerTile)
        farthest.reserve(kept * Self.blockSide)
        touched.reserve(count)
    }

    func isTouched(_ index: Int) -> Bool { touched.pointer[index] }

    /// Makes a tile background, as far as it is looked at before it is drawn to.
    func forget(_ index: Int, _ tile: Tile) {
        touched.pointer[index] = false
        tile.farthest.initialize(repeating: .zero, count: Self.blockSide)
    }

    /// Makes a tile ready to be drawn to.
    func touch(_ index: Int, _ tile: Tile) {
        if touched.pointer[index] { return }
        touched.pointer[index] = true
        tile.clear(width: width, height: height)
    }

    /// - Parameter slot: where the tile is kept; nil is its own place in the whole picture.
    @inline(__always)
    func tile(_ index: Int, slot: Int? = nil) -> Tile {
        let slot = slot ?? index
        return Tile(
            x: index % columns * Self.tileSide, y: index / columns * Self.tileSide,
            inverseDepths: inverseDepths.pointer + slot * Self.rowsPerTile,
            triangles: triangles.pointer + slot * Self.rowsPerTile,
            farthest: farthest.pointer + slot * Self.blockSide)
    }

    /// One tile.
    struct Tile {
        /// The picture coordinates of its upper left pixel.
        let x, y: Int
        let inverseDepths: UnsafeMutablePointer<Double8>
        let triangles: UnsafeMutablePointer<SIMD8<UInt32>>
        let farthest: UnsafeMutablePointer<Double8>

        /// The first of the eight rows of a block.
        @inline(__always)
        func firstRow(_ blockX: Int, _ blockY: Int) -> Int {
            (blockY &* blockSide &+ blockX) &* blockSide
        }

        /// Where a pixel of the tile is kept, counted in pixels.
        @inline(__always)
        func place(_ x: Int, _ y: Int) -> Int {
            (firstRow(x &>> 3, y &>> 3) &+ (y & 7)) &* 8 &+ (x & 7)
        }

        /// `inverseDepths` pixel by pixel.
        @inline(__always)
        var inverseDepthPlaces: UnsafeMutablePointer<Double> {
            UnsafeMutableRawPointer(inverseDepths).assumingMemoryBound(to: Double.self)
        }

        /// `triangles` pixel by pixel.
        @inline(__always)
        var trianglePlaces: UnsafeMutablePointer<UInt32> {
            UnsafeMutableRawPointer(triangles).assumingMemoryBound(to: UInt32.self)
        }

        /// Makes all pixels background, and what lies outside the picture nearer than anything.
        func clear(width: Int, height: Int) {
            inverseDepths.initialize(repeating: .zero, count: rowsPerTile)
            if x + tileSide <= width && y + tileSide <= height { return }
            for row in 0..<tileSide {
                for column in 0..<tileSide where x + column >= width || y + row >= height {
                    inverseDepths[firstRow(column / 8, row / 8) + row % 8][column % 8] = .infinity
                }
            }
            for blockY in 0..<blockSide {
                for blockX in 0..<blockSide { refreshFarthest(blockX, blockY) }
            }
        }

        @inline(__always)
        func refreshFarthest(_ blockX: Int, _ blockY: Int) {
            let rows = inverseDepths + firstRow(blockX, blockY)
            let smallest = lesser(
                lesser(lesser(rows[0], rows[1]), lesser(rows[2], rows[3])),
                lesser(lesser(rows[4], rows[5]), lesser(rows[6], rows[7])))
            farthestBlocks[blockY &* blockSide &+ blockX] = least(smallest)
        }

        /// `farthest` block by block.
        @inline(__always)
        var farthestBlocks: UnsafeMutablePointer<Double> {
            UnsafeMutableRawPointer(farthest).assumingMemoryBound(to: Double.self)
        }
    }
}
