import MaquetteImaging

extension DepthMap {
    /// Enlarges a map of few pixels so that its edges stay edges, and lie where those of a photo lie.
    ///
    /// Each new pixel looks at the sixteen old ones around it. They count by distance (a cubic B-spline, so that
    /// planes stay planes) and, with a photo, by how much they resemble the new pixel's colour: J. Kopf, M. Cohen,
    /// D. Lischinski and M. Uyttendaele, "Joint Bilateral Upsampling", 2007. Where they fall into two groups with
    /// nothing between, the group with the greater weight alone is taken, so that no surface appears that joins an
    /// object to what is behind it.
    ///
    /// - Parameters:
    ///   - width: the new width in pixels, at least 1.
    ///   - height: the new height in pixels, at least 1.
    ///   - guide: a photo of the same view, of any size.
    public func enlarged(width: Int, height: Int, guide: Image? = nil) -> DepthMap {
        precondition(width > 0 && height > 0, "a map has at least one pixel")
        let columns = SplineTaps.all(inputSize: self.width, outputSize: width)
        let rows = SplineTaps.all(inputSize: self.height, outputSize: height)
        let inverse = depths.map { 1 / $0 }
        let coarse = guide.map { GuideColors($0, width: self.width, height: self.height, filter: .box).samples }
        let fine = guide.map { GuideColors($0, width: width, height: height, filter: .lanczos).samples }
        let inputWidth = self.width
        let result = [Float](unsafeUninitializedCapacity: width * height) { output, count in
            count = width * height
            guard let base = output.baseAddress else { return }
            ParallelLoop().forEach(height) { y in
                for x in 0..<width {
                    var group = DepthGroup()
                    for row in 0..<4 {
                        for column in 0..<4 {
                            let source = rows[y].indices[row] * inputWidth + columns[x].indices[column]
                            var weight = rows[y].weights[row] * columns[x].weights[column]
                            if let coarse, let fine { weight *= edgeStopping(coarse[source], fine[y * width + x]) }
                            group.add(inverse[source], weight)
                        }
                    }
                    base[y * width + x] = 1 / group.prevailing
                }
            }
        }
        return DepthMap(width: width, height: height, depths: result)
    }
}

/// The inverse depths around a pixel with their weights, in order of depth; 0 is where nothing is hit.
private struct DepthGroup {
    private var values = SIMD16<Float>.zero
    private var weights = SIMD16<Float>.zero
    private var count = 0
    private var outside: Float = 0

    mutating func add(_ value: Float, _ weight: Float) {
        guard value > 0 else {
            outside += weight
            return
        }
        var place = count
        while place > 0, values[place - 1] > value {
            (values[place], weights[place]) = (values[place - 1], weights[place - 1])
            place -= 1
        }
        (values[place], weights[place]) = (value, weight)
        count += 1
    }

    /// The mean of the group that weighs most.
    var prevailing: Float {
        guard count > 0, outside <= weights.sum() else { return 0 }
        var (gap, split) = (Float(0), 0)
        for place in 1..<max(count, 1) where values[place] - values[place - 1] > gap {
            (gap, split) = (values[place] - values[place - 1], place)
        }
        // On a slanted surface the steps are alike; one that outweighs all others together is an edge.
        let range = values[count - 1] - values[0]
        guard gap > 0.5 * range, gap > 0.02 * values[count - 1] else { return mean(0..<count) }
        let (far, near) = (weight(0..<split), weight(split..<count))
        return near >= far ? mean(split..<count) : mean(0..<split)
    }

    private func weight(_ range: Range<Int>) -> Float { range.reduce(0) { $0 + weights[$1] } }

    private func mean(_ range: Range<Int>) -> Float {
        let total = weight(range)
        return total > 0 ? range.reduce(0) { $0 + weights[$1] * values[$1] } / total : values[range.lowerBound]
    }
}

/// The four pixels of a row that make a new one, and their weights.
private struct SplineTaps {
    let indices: SIMD4<Int>
    let weights: SIMD4<Float>

    static func all(inputSize: Int, outputSize: Int) -> [SplineTaps] {
        let scale = Double(inputSize) / Double(outputSize)
        return (0..<outputSize).map { output in
            let position = (Double(output) + 0.5) * scale - 0.5
            let first = position.rounded(.down)
            let t = Float(position - first)
            let (squared, cubed) = (t * t, t * t * t)
            let rest = 1 - t
            let indices = SIMD4(-1, 0, 1, 2) &+ Int(first)
            return SplineTaps(
                indices: indices.clamped(lowerBound: .zero, upperBound: SIMD4(repeating: inputSize - 1)),
                weights: SIMD4(rest * rest * rest, 3 * cubed - 6 * squared + 4, 3 * (t + squared - cubed) + 1, cubed) / 6)
        }
    }
}
