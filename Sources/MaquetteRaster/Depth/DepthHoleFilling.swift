import MaquetteImaging

extension DepthMap {
    /// The share of pixels without a depth (NaN), 0...1.
    public var holeShare: Double {
        Double(depths.count { $0.isNaN }) / Double(depths.count)
    }

    /// Fills holes (NaN) from around them: the inverse depth that varies least, and where a photo guides it, varies
    /// where the photo has edges. A plane stays a plane, since its inverse depth is linear in the picture.
    ///
    /// It is the interpolation of A. Levin, D. Lischinski and Y. Weiss ("Colorization using Optimization", 2004) with
    /// depth in the place of colour, solved from coarse to fine.
    ///
    /// - Parameter guide: a photo of the same view, of any size.
    /// - Returns: the map without holes; where nothing is hit nothing is filled. A map that shows nothing at all stays
    ///   as it is.
    public func fillingHoles(guide: Image? = nil) -> DepthMap {
        guard depths.contains(where: \.isNaN), depths.contains(where: { $0 < .infinity }) else { return self }
        let colors = guide.map { GuideColors($0, width: width, height: height, filter: .box).samples }
        let level = DepthFillLevel(
            width: width, height: height, inverse: depths.map { $0.isNaN ? 0 : 1 / $0 },
            states: depths.map { $0.isNaN ? .unknown : $0 == .infinity ? .outside : .known }, colors: colors)
        let filled = level.solved()
        var result = self
        for index in depths.indices where depths[index].isNaN { result.depths[index] = 1 / filled[index] }
        return result
    }
}

/// One resolution of the filling.
private struct DepthFillLevel {
    enum State {
        case known, unknown
        /// Nothing is there, so nothing spreads from there.
        case outside
    }

    let width: Int
    let height: Int
    var inverse: [Float]
    let states: [State]
    let colors: [SIMD4<Float>]?

    /// Enough to smooth away the steps that the coarser level leaves.
    private static let sweeps = 24

    /// The inverse depths with the unknown ones filled in.
    func solved() -> [Float] {
        let unknown = states.indices.filter { states[$0] == .unknown }
        guard !unknown.isEmpty, width > 1 || height > 1 else { return inverse }
        let coarse = halved()
        let start = coarse.solved()
        var level = self
        for index in unknown {
            level.inverse[index] = start[index / width / 2 * coarse.width + index % width / 2]
        }
        level.relax(unknown)
        return level.inverse
    }

    /// Brings unknown pixels nearer to the weighted mean of their neighbours, every other one at a time.
    private mutating func relax(_ unknown: [Int]) {
        for sweep in 0..<2 * Self.sweeps {
            for index in unknown where (index / width + index % width + sweep) % 2 == 0 {
                let (x, y) = (index % width, index / width)
                var (sum, weights) = (Float(0), Float(0))
                func add(_ neighbour: Int) {
                    guard states[neighbour] != .outside else { return }
                    let weight = colors.map { edgeStopping($0[index], $0[neighbour]) } ?? 1
                    sum += weight * inverse[neighbour]
                    weights += weight
                }
                if x > 0 { add(index - 1) }
                if x + 1 < width { add(index + 1) }
                if y > 0 { add(index - width) }
                if y + 1 < height { add(index + width) }
                if weights > 0 { inverse[index] = sum / weights }
            }
        }
    }

    /// Half the resolution: of four pixels the mean of those that are known.
    private func halved() -> DepthFillLevel {
        let (newWidth, newHeight) = ((width + 1) / 2, (height + 1) / 2)
        var newInverse = [Float](repeating: 0, count: newWidth * newHeight)
        var newStates = [State](repeating: .outside, count: newWidth * newHeight)
        var newColors = colors.map { _ in [SIMD4<Float>](repeating: .zero, count: newWidth * newHeight) }
        for y in 0..<newHeight {
            for x in 0..<newWidth {
                let target = y * newWidth + x
                var (sum, known, all) = (Float(0), Float(0), Float(0))
                for row in 2 * y..<min(2 * y + 2, height) {
                    for column in 2 * x..<min(2 * x + 2, width) {
                        let index = row * width + column
                        all += 1
                        if let colors { newColors?[target] += colors[index] }
                        switch states[index] {
                        case .known: (sum, known) = (sum + inverse[index], known + 1)
                        case .unknown: newStates[target] = .unknown
                        case .outside: break
                        }
                    }
                }
                newColors?[target] /= all
                guard known > 0 else { continue }
                newStates[target] = .known
                newInverse[target] = sum / known
            }
        }
        return DepthFillLevel(width: newWidth, height: newHeight, inverse: newInverse, states: newStates, colors: newColors)
    }
}
