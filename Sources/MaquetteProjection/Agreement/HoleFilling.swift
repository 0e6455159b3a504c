/// Fills the holes of a picture with a smooth continuation of what surrounds them: pull and push over a pyramid
/// of halved pictures (Gortler et al., "The Lumigraph", 1996).
enum HoleFilling {
    /// - Parameter colors: `height * width` colours; w is 1 where they are known and 0 in a hole, which is filled.
    static func fill(_ colors: FlatBuffer<SIMD4<Float>>, width: Int, height: Int) {
        guard width > 1 || height > 1 else { return }
        let (halfWidth, halfHeight) = ((width + 1) / 2, (height + 1) / 2)
        let half = FlatBuffer(count: halfWidth * halfHeight, repeating: SIMD4<Float>.zero)
        var hasHole = false
        for y in 0..<height {
            for x in 0..<width {
                let color = colors[y * width + x]
                if color.w > 0 { half[y / 2 * halfWidth + x / 2] += color } else { hasHole = true }
            }
        }
        guard hasHole else { return }
        for place in 0..<half.count where half[place].w > 0 { half[place] /= half[place].w }
        fill(half, width: halfWidth, height: halfHeight)
        for y in 0..<height {
            for x in 0..<width where colors[y * width + x].w == 0 {
                var sum = SIMD4<Float>.zero
                for (column, across) in [(x / 2, Float(0.75)), (x / 2 + (x & 1 == 0 ? -1 : 1), 0.25)] {
                    for (row, below) in [(y / 2, Float(0.75)), (y / 2 + (y & 1 == 0 ? -1 : 1), 0.25)]
                    where column >= 0 && column < halfWidth && row >= 0 && row < halfHeight {
                        let color = half[row * halfWidth + column]
                        if color.w > 0 { sum += color * (across * below) }
                    }
                }
                if sum.w > 0 { colors[y * width + x] = sum / sum.w }
            }
        }
    }
}
