/// The farthest depth drawn so far in every block of the picture, and in squares of 2, 4, 8, ... blocks.
final class OcclusionPyramid: @unchecked Sendable {
    private struct Level {
        let start: Int
        let columns: Int
        let rows: Int
    }

    private var levels: [Level] = []
    /// At most the smallest inverse depth of each square, level after level, row after row.
    private let values = AlignedBuffer<Double>()

    func begin(_ tiles: DepthTiles) {
        levels.removeAll(keepingCapacity: true)
        var columns = tiles.columns * DepthTiles.blockSide
        var rows = tiles.rows * DepthTiles.blockSide
        var start = 0
        while true {
            levels.append(Level(start: start, columns: columns, rows: rows))
            start += columns * rows
            if columns == 1 && rows == 1 { break }
            columns = (columns + 1) / 2
            rows = (rows + 1) / 2
        }
        values.reserve(start)
    }

    /// Takes the depths over from the tiles.
    func build(_ tiles: DepthTiles) {
        for index in 0..<tiles.count {
            let tile = tiles.tile(index)
            let base = (tile.y / 8) * levels[0].columns + tile.x / 8
            for row in 0..<DepthTiles.blockSide {
                UnsafeMutableRawPointer(values.pointer + base + row * levels[0].columns)
                    .storeBytes(of: tile.farthest[row], as: Double8.self)
            }
        }
        for index in 1..<levels.count { reduce(levels[index - 1], into: levels[index]) }
    }

    private func reduce(_ fine: Level, into coarse: Level) {
        for row in 0..<coarse.rows {
            let upper = values.pointer + fine.start + 2 * row * fine.columns
            let lower = 2 * row + 1 < fine.rows ? upper + fine.columns : upper
            let target = values.pointer + coarse.start + row * coarse.columns
            for column in 0..<coarse.columns {
                let left = 2 * column
                let right = min(left + 1, fine.columns - 1)
                target[column] = min(min(upper[left], upper[right]), min(lower[left], lower[right]))
            }
        }
    }

    /// Whether a surface that nowhere in a rectangle comes nearer than an inverse depth is hidden there.
    ///
    /// - Parameters: the sides of the rectangle in pixels; parts outside the picture do not count.
    func isFarther(_ inverseDepth: Double, left: Double, right: Double, top: Double, bottom: Double) -> Bool {
        let blockColumns = levels[0].columns
        let blockRows = levels[0].rows
        let x0 = Int(max(0, min(Double(blockColumns - 1), left / 8)))
        let x1 = Int(max(0, min(Double(blockColumns - 1), right / 8)))
        let y0 = Int(max(0, min(Double(blockRows - 1), top / 8)))
        let y1 = Int(max(0, min(Double(blockRows - 1), bottom / 8)))
        // The finest level at which the rectangle spans at most three squares a side.
        var level = 0
        while max((x1 >> level) - (x0 >> level), (y1 >> level) - (y0 >> level)) > 2 { level += 1 }
        let squares = levels[level]
        for y in y0 >> level...y1 >> level {
            for x in x0 >> level...x1 >> level {
                let farthest = values.pointer[squares.start + y * squares.columns + x]
                if farthest * (1 - 4 * TriangleSetup.depthTolerance) <= inverseDepth { return false }
            }
        }
        return true
    }
}
