import MaquetteImaging

/// How a colour is taken from between texels.
public enum TextureFilter: Sendable, Hashable, CaseIterable {
    /// The texel that the point lies in.
    case nearest
    /// The four texels around the point, by distance.
    case bilinear
}

/// Looks colours up in one picture. (0, 0) is its lower left corner; outside [0, 1] it repeats.
struct TextureSampler: Sendable {
    private let image: Image
    private let filter: TextureFilter

    init(_ image: Image, filter: TextureFilter) {
        self.image = image
        self.filter = filter
    }

    /// The sRGB samples, 0...255, interpolated as they are stored, at a texture coordinate.
    func callAsFunction(_ coordinate: SIMD2<Double>) -> SIMD3<Float> {
        let x = wrapped(coordinate.x) * Double(image.width)
        let y = (1 - wrapped(coordinate.y)) * Double(image.height)
        if filter == .nearest { return texel(Int(x), Int(y)) }
        let left = (x - 0.5).rounded(.down)
        let top = (y - 0.5).rounded(.down)
        let fractionX = Float(x - 0.5 - left)
        let fractionY = Float(y - 0.5 - top)
        let upper = mix(texel(Int(left), Int(top)), texel(Int(left) + 1, Int(top)), fractionX)
        let lower = mix(texel(Int(left), Int(top) + 1), texel(Int(left) + 1, Int(top) + 1), fractionX)
        return mix(upper, lower, fractionY)
    }

    /// The fraction, except that 1 stays 1: charts may touch the border.
    private func wrapped(_ value: Double) -> Double {
        guard value.isFinite else { return 0 }
        return (0...1).contains(value) ? value : value - value.rounded(.down)
    }

    private func texel(_ x: Int, _ y: Int) -> SIMD3<Float> {
        let column = max(0, min(image.width - 1, x))
        let row = max(0, min(image.height - 1, y))
        let first = (row * image.width + column) * image.channels
        if image.channels < 3 { return SIMD3(repeating: Float(image.samples[first])) }
        return SIMD3(Float(image.samples[first]), Float(image.samples[first + 1]), Float(image.samples[first + 2]))
    }

    private func mix(_ a: SIMD3<Float>, _ b: SIMD3<Float>, _ fraction: Float) -> SIMD3<Float> {
        a + (b - a) * fraction
    }
}
